import { generateKeyPairSync, randomBytes } from 'node:crypto';
import Provider, { type Configuration, errors, type JWK } from 'oidc-provider';
import { audiencesFor, type ClientAppsOptions, clientApps, graphResources, knownScopes } from './client-apps.js';
import { demoUsers } from './demo-users.js';
import { createMemoryAdapters } from './memory-adapter.js';
import { errorPage, signedOutPage, signOutPage } from './pages.js';

/** Lifetimes, in seconds. Access tokens end soon, for nothing can call them back. */
const lifetimes = {
  AccessToken: 15 * 60,
  AuthorizationCode: 60,
  ClientCredentials: 10 * 60,
  Grant: 8 * 60 * 60,
  IdToken: 15 * 60,
  Interaction: 10 * 60,
  Session: 8 * 60 * 60,
};

/** What one authorization server is made of. */
export interface ProviderOptions extends ClientAppsOptions {
  /** Its address, as tokens name it. */
  readonly issuer: string;
  readonly signingKey: JWK;
}

/** Makes the key that tokens are signed with: anew at every start, so that none is ever kept in a file. */
export function createSigningKey(): JWK {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { ...(privateKey.export({ format: 'jwk' }) as JWK), alg: 'ES256', use: 'sig' };
}

/**
 * Creates the example's authorization server.
 *
 * Spec: OpenID Connect Core, authorization code flow; RFC 7636 (PKCE, always); RFC 8707 (a token is for one client
 * graph); RFC 9068 (access tokens are JWTs); RFC 6749, section 4.4 (client credentials).
 */
export function createProvider({ issuer, ...options }: ProviderOptions): Provider {
  const provider = new Provider(issuer, configuration(options));
  provider.on('server_error', (_, error) => console.error(error));
  return provider;
}

function configuration({ signingKey, ...apps }: Omit<ProviderOptions, 'issuer'>): Configuration {
  return {
    adapter: createMemoryAdapters(),
    clients: clientApps(apps),
    jwks: { keys: [signingKey] },
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    scopes: [...knownScopes],
    claims: { openid: ['sub'], profile: ['name'] },
    // The user's name is wanted in the ID token: access tokens are for the graphs and not for a userinfo endpoint.
    conformIdTokenClaims: false,
    ttl: lifetimes,
    findAccount: (_, id) => {
      const user = demoUsers.find(({ customerId }) => customerId === id);
      return user && { accountId: id, claims: () => ({ sub: id, name: user.name }) };
    },
    interactions: { url: (_, { uid }) => `/sign-in/${uid}` },
    clientBasedCORS: (_, origin, client) => (client.redirectUris ?? []).some((uri) => hasOrigin(uri, origin)),
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators,
      rpInitiatedLogout: { enabled: true, logoutSource: signOutPage, postLogoutSuccessSource: signedOutPage },
      userinfo: { enabled: false },
    },
    renderError: errorPage,
  };
}

/** A native app's address is registered without a port, which stands for any. */
function hasOrigin(redirectUri: string, origin: string): boolean {
  const registered = new URL(redirectUri);
  const asked = new URL(origin);
  const isLoopback = registered.port === '' && registered.protocol === 'http:';
  return registered.origin === asked.origin || (isLoopback && registered.hostname === asked.hostname);
}

const resourceIndicators: NonNullable<Configuration['features']>['resourceIndicators'] = {
  enabled: true,
  defaultResource: (_, client) => audiencesFor(client.clientId)[0] ?? [],
  useGrantedResource: () => true,
  getResourceServerInfo(_, audience, client) {
    const graph = graphResources.find((resource) => resource.audience === audience);
    if (graph === undefined || !audiencesFor(client.clientId).includes(audience)) throw new errors.InvalidTarget();
    return { audience, scope: graph.scopes.join(' '), accessTokenFormat: 'jwt', jwt: { sign: { alg: 'ES256' } } };
  },
};
