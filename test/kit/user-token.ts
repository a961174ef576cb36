import { createHash, randomBytes } from 'node:crypto';
import { demoUsers } from '@facet/example-subgraphs';

/** Who signs in, for what. */
export interface UserTokenOptions {
  readonly username: 'ada' | 'grace';
  /** Separated by blanks; `openid` is added. */
  readonly scope: string;
  /** The app that they sign in with. Default `storefront`, a client of the web graph; `phone` is one of the mobile graph. */
  readonly client?: 'storefront' | 'phone';
}

/** Where the example's authorization server sends users of the apps, unless it is told otherwise. */
const redirectUris = { storefront: 'http://127.0.0.1:4080/signed-in', phone: 'http://127.0.0.1/signed-in' };

/**
 * Gets an access token for the client graph of an app, as a user gets it with a browser: signs in, consents, exchanges the code.
 *
 * @param issuer An authorization server of the example, with the usual addresses of pages.
 */
export async function userToken(
  issuer: string,
  { username, scope, client = 'storefront' }: UserTokenOptions,
): Promise<string> {
  const verifier = randomBytes(32).toString('base64url');
  const go = createVisitor(issuer);
  const signInPage = await go(`/auth?${authorization({ scope, client, verifier })}`);
  const password = demoUsers.find((user) => user.username === username)?.password ?? '';
  const consentPage = await go(formActionOf(await signInPage.text()), { username, password });
  const sentBack = await go(formActionOf(await consentPage.text()), {});
  const code = new URL(sentBack.headers.get('location') ?? '').searchParams.get('code') ?? '';
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: client,
    redirect_uri: redirectUris[client],
    code,
    code_verifier: verifier,
  });
  const answer = await fetch(`${issuer}/token`, { method: 'POST', body });
  const { access_token: token } = (await answer.json()) as { access_token?: string };
  if (token === undefined) throw new Error(`Cannot sign "${username}" in: the exchange was answered ${answer.status}`);
  return token;
}

type Authorization = Required<Pick<UserTokenOptions, 'scope' | 'client'>> & { readonly verifier: string };

function authorization({ scope, client, verifier }: Authorization): URLSearchParams {
  return new URLSearchParams({
    client_id: client,
    response_type: 'code',
    redirect_uri: redirectUris[client],
    scope: `openid ${scope}`,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
}

/** Keeps cookies, and goes where it is sent as long as that is the authorization server. */
function createVisitor(issuer: string) {
  const cookies = new Map<string, string>();
  return async function go(path: string, form?: Readonly<Record<string, string>>): Promise<Response> {
    const response = await fetch(new URL(path, issuer), {
      redirect: 'manual',
      headers: { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      cookies.set(name, value);
    }
    const next = response.headers.get('location');
    return next !== null && new URL(next, issuer).origin === issuer ? go(next) : response;
  };
}

function formActionOf(html: string): string {
  const action = /<form method="post" action="([^"]+)"/.exec(html)?.[1];
  if (action === undefined) throw new Error(`Cannot sign in: there is no form in ${html}`);
  return action;
}
