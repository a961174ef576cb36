import type { SignInConfig } from './sign-in.js';

/** What a page must know of where it runs. */
export interface PageConfig {
  /** The client graph's address on the gateway. */
  readonly endpoint: string;
  readonly signIn: SignInConfig;
}

/**
 * Asks the page's own server for the page's configuration.
 *
 * @throws {TypeError} when the server does not answer with one.
 */
export async function loadPageConfig(): Promise<PageConfig> {
  const config: unknown = await (await fetch('/config.json')).json();
  if (isPageConfig(config)) return config;
  throw new TypeError('Cannot read /config.json: it does not say where the graph is and how to sign in');
}

function isPageConfig(config: unknown): config is PageConfig {
  const { endpoint, signIn } = (config ?? {}) as { endpoint?: unknown; signIn?: unknown };
  const { issuer, clientId, scope, resource } = (signIn ?? {}) as Record<string, unknown>;
  return [endpoint, issuer, clientId, scope, resource].every((text) => typeof text === 'string');
}
