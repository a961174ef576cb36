import type { errors, KoaContextWithOIDC } from 'oidc-provider';
import { scopeMeanings } from './client-apps.js';
import { demoUsers } from './demo-users.js';

/** Where the pages' styles are. */
export const stylesPath = '/pages.css';

/**
 * The pages' policy: nothing but this server's styles and forms, and no frame around them.
 *
 * @param formTargets Origins beside its own that sending a form may lead to: browsers hold redirects to this, too.
 */
export function pagePolicy(formTargets: readonly string[] = []): string {
  const formAction = ["'self'", ...formTargets].join(' ');
  return `default-src 'none'; style-src 'self'; form-action ${formAction}; frame-ancestors 'none'; base-uri 'none'`;
}

/** What the sign-in page says. */
export interface SignInPage {
  readonly clientName: string;
  /** Where the form is sent. */
  readonly action: string;
  /** What was entered before, when it was wrong. */
  readonly refusedUsername?: string;
}

/** Asks who somebody is; tells the demo users, as the example has no secrets. */
export function signInPage({ clientName, action, refusedUsername }: SignInPage): string {
  const isRefused = refusedUsername !== undefined;
  const refusal = '<p class="error" id="refusal" role="alert">This name and password do not belong together.</p>';
  const marks = isRefused ? 'aria-invalid="true" aria-describedby="refusal"' : '';
  return page(
    'Sign in',
    `<p>${escapeHtml(clientName)} wants to know who you are.</p>
    ${isRefused ? refusal : ''}
    <form method="post" action="${escapeHtml(action)}">
      <label>Name <input name="username" autocomplete="username" autocapitalize="none" required autofocus maxlength="100"
        value="${escapeHtml(refusedUsername ?? '')}" ${marks}></label>
      <label>Password <input name="password" type="password" autocomplete="current-password" required maxlength="100" ${marks}></label>
      <button type="submit">Sign in</button>
      <button type="submit" class="plain" formaction="${escapeHtml(`${action}/cancel`)}" formnovalidate>Cancel</button>
    </form>
    <section aria-labelledby="demo"><h2 id="demo">Demo users</h2><dl>${demoUsers.map(demoUser).join('')}</dl></section>`,
  );
}

function demoUser({ username, password, name }: (typeof demoUsers)[number]): string {
  return `<div><dt>${escapeHtml(name)}</dt><dd><code>${username}</code>, password <code>${password}</code></dd></div>`;
}

/** What the consent page says. */
export interface ConsentPage {
  readonly clientName: string;
  readonly userName: string;
  readonly action: string;
  readonly scopes: readonly string[];
}

/** Asks whether a client app may have what it asks for. */
export function consentPage({ clientName, userName, action, scopes }: ConsentPage): string {
  const meanings = scopes.flatMap((scope) => scopeMeanings.get(scope) ?? []);
  return page(
    `Hello, ${userName}`,
    `<p>${escapeHtml(clientName)} wants to:</p>
    <ul>${meanings.map((meaning) => `<li>${escapeHtml(meaning)}</li>`).join('')}</ul>
    <form method="post" action="${escapeHtml(`${action}/consent`)}">
      <button type="submit" autofocus>Allow</button>
      <button type="submit" class="plain" formaction="${escapeHtml(`${action}/cancel`)}">Cancel</button>
    </form>`,
  );
}

/** Says why a request cannot be answered; for `renderError`. */
export function errorPage(
  ctx: KoaContextWithOIDC,
  out: { error: string; error_description?: string | undefined },
): void {
  const reason = out.error_description ?? out.error;
  send(ctx, page('This did not work', `<p>${escapeHtml(reason)}</p>`));
}

/** Says that a sign-in page is no longer good: it was left too long, or belongs to another browser. */
export function lostPage(error: errors.OIDCProviderError): string {
  return page(
    'This page is no longer good',
    `<p>Please go back to the shop and sign in again.</p><p class="muted">${escapeHtml(error.error)}</p>`,
  );
}

/** Asks before the session at this server ends; for `rpInitiatedLogout.logoutSource`. */
export function signOutPage(ctx: KoaContextWithOIDC, form: string): void {
  const button = (text: string, attributes: string) =>
    `<button type="submit" form="op.logoutForm" ${attributes}>${text}</button>`;
  const choice = `${form}<p>You will be asked for your password the next time.</p>
    ${button('Sign out', 'name="logout" value="yes" autofocus')} ${button('Stay signed in', 'class="plain"')}`;
  send(ctx, page('Sign out?', choice));
}

/** Says that the session is over, where there is no page to go back to; for `rpInitiatedLogout.postLogoutSuccessSource`. */
export function signedOutPage(ctx: KoaContextWithOIDC): void {
  send(ctx, page('You are signed out', '<p>You can close this page.</p>'));
}

function send(ctx: KoaContextWithOIDC, html: string): void {
  const redirects = ctx.oidc?.client?.postLogoutRedirectUris ?? [];
  const asked = ctx.oidc?.params?.['post_logout_redirect_uri'];
  const targets = [...redirects, ...(typeof asked === 'string' ? [asked] : [])].filter((uri) => URL.canParse(uri));
  ctx.set('content-security-policy', pagePolicy(targets.map((uri) => new URL(uri).origin)));
  ctx.type = 'html';
  ctx.body = html;
}

/** `body` is HTML; whatever comes from outside was escaped when it was put there. */
function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en-GB">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${escapeHtml(title)} · Facet</title>
    <link rel="stylesheet" href="${stylesPath}">
  </head>
  <body>
    <main>
    <h1>${escapeHtml(title)}</h1>
    ${body}
    </main>
  </body>
</html>
`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
