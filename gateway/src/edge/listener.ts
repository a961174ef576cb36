/** Where a listener can be reached. */
export interface ListenerAddress {
  readonly host: string;
  readonly port: number;
  /** Such as `http://127.0.0.1:4000`. */
  readonly url: string;
}

/** A listener that can be opened and closed, once each. */
export interface Listener {
  /** @throws {GatewayError} PORT_UNAVAILABLE, naming host and port and what to do. */
  start(): Promise<ListenerAddress>;
  /** Takes no more connections, lets requests in flight finish within the grace, and resolves when all is closed. */
  stop(): Promise<void>;
}

/** Writes an address as people and `curl` take it. */
export function listenerAddress(host: string, port: number, scheme: 'http' | 'https' = 'http'): ListenerAddress {
  return { host, port, url: `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}` };
}
