import type { IssuerClient, JsonObject } from './issuer-client.js';

/** What an authorization server says of itself, as far as it is used. */
export interface IssuerMetadata {
  readonly jwksUri: string | undefined;
  readonly introspectionEndpoint: string | undefined;
}

/** How an issuer is discovered. */
export interface DiscoverOptions {
  readonly client: IssuerClient;
  /** Whether what is discovered may be reached over http. */
  readonly allowHttp: boolean;
  readonly signal: AbortSignal;
}

/**
 * Fetches an authorization server's metadata: as OpenID Connect Discovery 1.0 has it, else as RFC 8414 does.
 *
 * Spec: OpenID Connect Discovery 1.0 section 4; RFC 8414 section 3. Its `issuer` MUST be identical to the one asked for
 * (section 4.3, section 3.3), or whoever controls one path of a host could speak for all of them.
 *
 * @throws {Error} Of the first attempt, when neither gives metadata of this issuer.
 */
export async function discoverIssuer(issuer: string, options: DiscoverOptions): Promise<IssuerMetadata> {
  try {
    return await read(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, issuer, options);
  } catch (error) {
    try {
      return await read(oauthMetadataUrl(issuer), issuer, options);
    } catch {
      // The first is what most issuers have: its error says more than a second 404.
      throw error;
    }
  }
}

/** The well-known part stands between the host and the issuer's path: RFC 8414 section 3.1. */
function oauthMetadataUrl(issuer: string): string {
  const { origin, pathname } = new URL(issuer);
  return `${origin}/.well-known/oauth-authorization-server${pathname.replace(/\/$/, '')}`;
}

async function read(url: string, issuer: string, options: DiscoverOptions): Promise<IssuerMetadata> {
  const metadata = await options.client.getJson(url, options.signal);
  if (metadata['issuer'] !== issuer) {
    throw new Error(`Cannot use the metadata at ${url}: it is that of another issuer than ${issuer}`);
  }
  return {
    jwksUri: endpoint(metadata, 'jwks_uri', options),
    introspectionEndpoint: endpoint(metadata, 'introspection_endpoint', options),
  };
}

function endpoint(metadata: JsonObject, name: string, { allowHttp }: DiscoverOptions): string | undefined {
  const value = metadata[name];
  if (typeof value !== 'string' || !URL.canParse(value)) {
    return undefined;
  }
  const { protocol, hostname } = new URL(value);
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  if (protocol !== 'https:' && !(protocol === 'http:' && (allowHttp || local))) {
    throw new Error(`Cannot use ${name} of the issuer: it is not https`);
  }
  return value;
}
