/** What a page must know of where it runs. */
export interface PageConfig {
  /** The client graph's address on the gateway. */
  readonly endpoint: string;
}

/**
 * Asks the page's own server for the page's configuration.
 *
 * @throws {TypeError} when the server does not answer with one.
 */
export async function loadPageConfig(): Promise<PageConfig> {
  const config: unknown = await (await fetch('/config.json')).json();
  if (typeof config === 'object' && config !== null && 'endpoint' in config && typeof config.endpoint === 'string') {
    return { endpoint: config.endpoint };
  }
  throw new TypeError('Cannot read /config.json: it names no endpoint');
}
