export { type ErrorCode, type ErrorEntry, errorCatalogue } from './errors/catalogue.js';
export { GatewayError, type GatewayErrorOptions } from './errors/gateway-error.js';
