import { type EndpointCallers, everybody } from '../client-graph/endpoints/describe-security.js';
import type { ClientGraphSettings, GatewaySettings } from './gateway-settings.js';

/** Who may call the endpoints of a client graph: as the identity gate has it. */
export function endpointCallers(
  { callers = everybody }: ClientGraphSettings,
  { auth, server }: Pick<GatewaySettings, 'auth' | 'server'>,
): EndpointCallers {
  const { anonymous, audience, scopes } = callers;
  return {
    anonymous,
    audience,
    scopes,
    issuers: Object.entries(auth?.issuers ?? {}).map(([name, { issuer, jwksUri, introspection }]) => ({
      name,
      issuer,
      isDiscovered: jwksUri === undefined && introspection?.endpoint === undefined,
      isJwt: introspection === undefined,
    })),
    apiKeyHeader: auth?.apiKeys?.header,
    clientCertificates: server.tls?.clientCertificates ?? 'off',
  };
}
