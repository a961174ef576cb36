import type { ConnectorProtocol } from './connector.js';
import { restProtocol } from './rest/rest-protocol.js';
import { soapProtocol } from './soap/soap-protocol.js';

/** Every kind of connector. */
export const connectorProtocols: readonly ConnectorProtocol[] = [restProtocol, soapProtocol];
