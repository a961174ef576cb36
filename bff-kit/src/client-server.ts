import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type PageServer, startPageServer } from './page-server.js';

/** What is fixed for one client app. */
export interface ClientApp {
  /** The client graph's folder: `client/public/` in it holds the page, `dist/client/` its compiled modules. */
  readonly folder: URL;
  /** Port unless another is asked for. */
  readonly port: number;
  /** The client graph's path on the gateway. */
  readonly graphPath: string;
  /** What the app is called at the authorization server, and what it asks for there. */
  readonly signIn: { readonly clientId: string; readonly scope: string; readonly resource: string };
}

/** What may differ each time the page is served. */
export interface ClientServerOptions {
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** Default the app's own; 0 takes any free port. */
  readonly port?: number;
  /** Where browsers reach the gateway. Default `http://127.0.0.1:4000`. */
  readonly gatewayUrl?: string;
  /** The authorization server that users sign in at. Default `http://127.0.0.1:4109`. */
  readonly issuer?: string;
}

/** Serves one client app's page until it is closed; rejects with `code: 'EADDRINUSE'` when the port is taken. */
export type StartClientServer = (options?: ClientServerOptions) => Promise<PageServer>;

/** Makes the function that serves one client app's page: its files, its modules, and the browser helpers of this kit. */
export function clientServer({ folder, port: usualPort, graphPath, signIn }: ClientApp): StartClientServer {
  return ({
    host = '127.0.0.1',
    port = usualPort,
    gatewayUrl = 'http://127.0.0.1:4000',
    issuer = 'http://127.0.0.1:4109',
  } = {}) =>
    startPageServer({
      host,
      port,
      folders: {
        '/': fileURLToPath(new URL('client/public/', folder)),
        '/app/': fileURLToPath(new URL('dist/client/', folder)),
        '/kit/': fileURLToPath(new URL('./browser/', import.meta.url)),
        '/oauth4webapi/': path.dirname(fileURLToPath(import.meta.resolve('oauth4webapi'))),
      },
      config: { endpoint: new URL(graphPath, gatewayUrl).href, signIn: { ...signIn, issuer } },
      connectTo: [gatewayUrl, issuer].map((address) => new URL(address).origin),
    });
}
