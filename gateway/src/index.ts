export { type ErrorCode, type ErrorEntry, errorCatalogue } from './errors/catalogue.js';
export { GatewayError, type GatewayErrorOptions } from './errors/gateway-error.js';
export {
  type ClientGraphSettings,
  createGateway,
  type Gateway,
  type GatewayAddresses,
  type GatewayDependencies,
  type GatewaySettings,
} from './gateway.js';
export { type LoadedSettings, type LoadSettingsOptions, loadGatewaySettings } from './load-settings.js';
export type { ConnectorSettings, OneSourceSettings, SourceLimits, SourceSettings } from './sources/create-source.js';
export type { LocalContext, LocalResolver, LocalResolvers, LocalSourceOptions } from './sources/local/local-source.js';
export { createLogger, type Log, type LoggerOptions, type LogStream } from './telemetry/logger.js';
