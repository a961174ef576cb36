import { createHash, randomBytes } from 'node:crypto';
import { demoUsers } from '@facet/example-subgraphs';

/** Who signs in, for what. */
export interface UserTokenOptions {
  readonly username: 'ada' | 'grace';
  /** Separated by blanks; `openid` is added. */
  readonly scope: string;
}

/** Where the example's authorization server sends users of the storefront, unless it is told otherwise. */
const redirectUri = 'http://127.0.0.1:4080/signed-in';

/**
 * Gets an access token for the web graph, as a user gets it with a browser: signs in, consents, exchanges the code.
 *
 * @param issuer An authorization server of the example, with the usual addresses of pages.
 */
export async function userToken(issuer: string, { username, scope }: UserTokenOptions): Promise<string> {
  const verifier = randomBytes(32).toString('base64url');
  const go = createVisitor(issuer);
  const signInPage = await go(`/auth?${authorization(scope, verifier)}`);
  const password = demoUsers.find((user) => user.username === username)?.password ?? '';
  const consentPage = await go(formActionOf(await signInPage.text()), { username, password });
  const sentBack = await go(formActionOf(await consentPage.text()), {});
  const code = new URL(sentBack.headers.get('location') ?? '').searchParams.get('code') ?? '';
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: 'storefront',
    redirect_uri: redirectUri,
    code,
    code_verifier: verifier,
  });
  const answer = await fetch(`${issuer}/token`, { method: 'POST', body });
  const { access_token: token } = (await answer.json()) as { access_token?: string };
  if (token === undefined) throw new Error(`Cannot sign "${username}" in: the exchange was answered ${answer.status}`);
  return token;
}

function authorization(scope: string, verifier: string): URLSearchParams {
  return new URLSearchParams({
    client_id: 'storefront',
    response_type: 'code',
    redirect_uri: redirectUri,
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
