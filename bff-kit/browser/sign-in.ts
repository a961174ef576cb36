import type { AuthorizationServer, Client } from 'oauth4webapi';
import type { SessionStore } from './session.js';

/** How users of one client app sign in. */
export interface SignInConfig {
  /** The authorization server's identifier. */
  readonly issuer: string;
  readonly clientId: string;
  /** What the app asks for, separated by blanks; with `openid`. */
  readonly scope: string;
  /** The client graph that the token is for (RFC 8707). */
  readonly resource: string;
}

/** Signs users in and out. */
export interface SignIn {
  /** Leaves for the authorization server; the browser comes back to `/signed-in`, and from there to where it was. */
  begin(): Promise<void>;
  /**
   * Finishes at `/signed-in` what `begin` began, once.
   *
   * @param address Where the authorization server has sent the browser.
   * @returns Where the user was before: a path of this page.
   * @throws {Error} The server or the user refused, or this tab did not begin it: state, nonce or verifier do not fit.
   */
  complete(address: URL): Promise<string>;
  /** Forgets the session and leaves for the authorization server, which ends its own. */
  end(): Promise<void>;
}

/** What is remembered while the browser is away; it never leaves the tab. */
interface Pending {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly returnTo: string;
}

const pendingKey = 'sign-in';

/**
 * Makes the sign-in of a page: authorization code with PKCE, state and nonce, all checked by oauth4webapi, which is loaded
 * only when it is needed.
 *
 * Spec: OpenID Connect Core, section 3.1; RFC 7636; OpenID Connect RP-Initiated Logout.
 */
export function createSignIn(config: SignInConfig, session: SessionStore): SignIn {
  const redirectUri = new URL('/signed-in', location.href).href;
  return {
    async begin() {
      const { oauth, server } = await discover(config);
      const pending: Pending = {
        state: oauth.generateRandomState(),
        nonce: oauth.generateRandomNonce(),
        verifier: oauth.generateRandomCodeVerifier(),
        returnTo: location.pathname + location.search,
      };
      sessionStorage.setItem(pendingKey, JSON.stringify(pending));
      const challenge = await oauth.calculatePKCECodeChallenge(pending.verifier);
      location.assign(authorizationUrl(server, config, { ...pending, challenge, redirectUri }));
    },

    async complete(address) {
      const pending = takePending();
      const { oauth, server, client, options } = await discover(config);
      const parameters = oauth.validateAuthResponse(server, client, address, pending.state);
      const response = await oauth.authorizationCodeGrantRequest(
        server,
        client,
        oauth.None(),
        parameters,
        redirectUri,
        pending.verifier,
        { ...options, additionalParameters: { resource: config.resource } },
      );
      const checks = { expectedNonce: pending.nonce, requireIdToken: true };
      const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, checks);
      const name = oauth.getValidatedIdTokenClaims(tokens)?.['name'];
      session.begin({
        accessToken: tokens.access_token,
        idToken: tokens.id_token ?? '',
        userName: typeof name === 'string' ? name : 'You',
        endsAt: Date.now() + (tokens.expires_in ?? 0) * 1000,
      });
      return pending.returnTo;
    },

    async end() {
      const idToken = session.current()?.idToken;
      session.end();
      const { server } = await discover(config);
      if (server.end_session_endpoint === undefined) return location.assign('/');
      const address = new URL(server.end_session_endpoint);
      if (idToken !== undefined) address.searchParams.set('id_token_hint', idToken);
      address.searchParams.set('client_id', config.clientId);
      address.searchParams.set('post_logout_redirect_uri', new URL('/', location.href).href);
      location.assign(address);
    },
  };
}

async function discover({ issuer, clientId }: SignInConfig) {
  const oauth = await import('oauth4webapi');
  const url = new URL(issuer);
  // Tokens never travel in the clear, but on this very machine.
  const isLoopback = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  const options = { [oauth.allowInsecureRequests]: isLoopback, signal: () => AbortSignal.timeout(answerWithinMs) };
  const server = await oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, options));
  const client: Client = { client_id: clientId };
  return { oauth, server, client, options };
}

/** An authorization server that takes longer is taken for one that does not answer. */
const answerWithinMs = 10_000;

interface Authorization extends Pending {
  readonly challenge: string;
  readonly redirectUri: string;
}

function authorizationUrl(server: AuthorizationServer, config: SignInConfig, asked: Authorization): URL {
  const address = new URL(server.authorization_endpoint ?? '', config.issuer);
  const parameters = {
    client_id: config.clientId,
    response_type: 'code',
    redirect_uri: asked.redirectUri,
    scope: config.scope,
    resource: config.resource,
    state: asked.state,
    nonce: asked.nonce,
    code_challenge: asked.challenge,
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
  return address;
}

/** Takes what `begin` left: good for one answer. */
function takePending(): Pending {
  const stored = sessionStorage.getItem(pendingKey);
  sessionStorage.removeItem(pendingKey);
  if (stored === null) throw new Error('This tab has not begun to sign in');
  // Written by `begin`, in this tab.
  return JSON.parse(stored) as Pending;
}
