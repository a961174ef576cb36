import { createHash } from 'node:crypto';

/** GraphiQL for one client graph, ready to be answered. */
export interface GraphiqlPage {
  readonly html: string;
  readonly headers: ReadonlyMap<string, string>;
}

/** What the page needs to know of its client graph. */
export interface GraphiqlOptions {
  /** The client graph's name, for the title. */
  readonly name: string;
  /** Where operations are sent: the client graph's path, on the page's own origin. */
  readonly path: string;
}

/**
 * Renders the GraphiQL page of a client graph. Scripts, styles, fonts and workers are all inside of it, and its policy
 * lets it talk to its own origin only, so it works on a machine with no way out.
 *
 * The package is 9 MB and loaded on the first call, so that a gateway without GraphiQL does not carry it.
 *
 * Spec: Content Security Policy Level 3.
 */
export async function renderGraphiqlPage(options: GraphiqlOptions): Promise<GraphiqlPage> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const html = renderGraphiQL({
    title: `${escapeHtml(options.name)} · GraphiQL`,
    endpoint: options.path,
    defaultQuery: '# Operations typed here run against this client graph.\n\nquery {\n  __typename\n}\n',
  });
  return {
    html,
    headers: new Map([
      ['content-type', 'text/html; charset=utf-8'],
      ['content-security-policy', contentSecurityPolicy(html)],
      ['referrer-policy', 'no-referrer'],
      ['x-content-type-options', 'nosniff'],
      // The page is for development, and changes with the gateway's version.
      ['cache-control', 'no-store'],
    ]),
  };
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Allows the page's own inline scripts by their hash, its editor's workers and styles, and no other host at all. */
function contentSecurityPolicy(html: string): string {
  const hashes = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(
    ([, script = '']) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
  );
  return [
    "default-src 'none'",
    `script-src ${hashes.join(' ')} blob:`,
    'worker-src blob:',
    // The editor writes style elements and attributes as it goes.
    "style-src 'unsafe-inline'",
    'img-src data:',
    'font-src data:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
