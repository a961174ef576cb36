import type { ClientMetadata } from 'oidc-provider';

/** A client graph as the authorization server knows it: what tokens are for. */
export interface GraphResource {
  /** The `resource` of a request and the `aud` of its tokens (RFC 8707). A name and not an address: graphs may move. */
  readonly audience: string;
  readonly scopes: readonly string[];
}

/** What can be asked for at the example's graphs, in the words of the consent page. */
export const scopeMeanings: ReadonlyMap<string, string> = new Map([
  ['openid', 'Know that it is you'],
  ['profile', 'See your name and your postcode'],
  ['orders:read', 'See your orders'],
  ['orders:write', 'Place orders for you'],
]);

/** What services may do beside that: see orders of every customer, and read a graph's schema. */
const serviceScopes = ['orders:read:all', 'graph:introspect'];

/** Every scope that the server knows. */
export const knownScopes: readonly string[] = [...scopeMeanings.keys(), ...serviceScopes];

const graphScopes = knownScopes.filter((scope) => scope !== 'openid');

/** The client graphs that tokens can be asked for. */
export const graphResources: readonly GraphResource[] = [
  { audience: 'urn:facet-shop:mobile', scopes: graphScopes },
  { audience: 'urn:facet-shop:web', scopes: graphScopes },
];

/** Which graphs each client app may have tokens for; the first is meant when a request names none. */
const audiencesOf: ReadonlyMap<string, readonly string[]> = new Map([
  ['storefront', ['urn:facet-shop:web']],
  ['phone', ['urn:facet-shop:mobile']],
  ['order-desk', ['urn:facet-shop:web', 'urn:facet-shop:mobile']],
]);

/** Graphs that a client app may ask tokens for, the usual one first; none for an app that is not known. */
export function audiencesFor(clientId: string): readonly string[] {
  return audiencesOf.get(clientId) ?? [];
}

/** Where the client apps' pages are: origins that users may be sent back to. */
export interface PageOrigins {
  readonly storefront: readonly string[];
  /** After signing out; after signing in, any port of the loopback address is good. */
  readonly phone: readonly string[];
}

/** What differs between the example and a test. */
export interface ClientAppsOptions {
  readonly pageOrigins: PageOrigins;
  readonly serviceSecret: string;
}

/**
 * The example's client apps: `storefront` (a page: authorization code with PKCE, no secret), `phone` (the same, as a
 * native app) and `order-desk` (a service: client credentials).
 */
export function clientApps({ pageOrigins, serviceSecret }: ClientAppsOptions): ClientMetadata[] {
  const userScopes = [...scopeMeanings.keys()].join(' ');
  const signIn = {
    grant_types: ['authorization_code'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
    id_token_signed_response_alg: 'ES256',
    scope: userScopes,
  } satisfies Partial<ClientMetadata>;
  return [
    {
      ...signIn,
      client_id: 'storefront',
      client_name: 'The storefront',
      redirect_uris: pageOrigins.storefront.map((origin) => `${origin}/signed-in`),
      post_logout_redirect_uris: pageOrigins.storefront.map((origin) => `${origin}/`),
    },
    {
      ...signIn,
      client_id: 'phone',
      client_name: 'The phone app',
      // RFC 8252, section 7.3: a native app's loopback address is good with any port.
      application_type: 'native',
      redirect_uris: ['http://127.0.0.1/signed-in', 'http://localhost/signed-in'],
      post_logout_redirect_uris: pageOrigins.phone.map((origin) => `${origin}/`),
    },
    {
      client_id: 'order-desk',
      client_name: 'The order desk',
      client_secret: serviceSecret,
      grant_types: ['client_credentials'],
      response_types: [],
      redirect_uris: [],
      // Never used, but the only one there is.
      id_token_signed_response_alg: 'ES256',
      scope: ['orders:read', ...serviceScopes].join(' '),
    },
  ];
}
