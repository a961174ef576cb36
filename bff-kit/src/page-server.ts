import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { contentPolicy } from './content-policy.js';

/** What a page server serves, and where. */
export interface PageServerOptions {
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Folders by the path they appear under, each path ending in `/`; `/` is the one with `index.html`. */
  readonly folders: Readonly<Record<string, string>>;
  /** Answered as JSON under `/config.json`: what the page must know of where it runs. */
  readonly config: unknown;
  /** Origins that the page's scripts may call beside its own. Default none. */
  readonly connectTo?: readonly string[];
}

/** A page server that is listening. */
export interface PageServer {
  /** Such as `http://127.0.0.1:4080`. */
  readonly url: string;
  /** Resolves when the port is free again; open connections are cut. */
  close(): Promise<void>;
}

/**
 * Serves one client app's page: its files, its configuration, and `index.html` under every path without a file extension,
 * so that each view of the app has an address of its own.
 *
 * Answers 404 for what is not there, 400 for a path that cannot be read or leaves its folder, 405 for anything but GET
 * and HEAD.
 *
 * @throws {Error} with `code: 'EADDRINUSE'` when the port is taken.
 */
export async function startPageServer(options: PageServerOptions): Promise<PageServer> {
  const { host = '127.0.0.1', port } = options;
  const server = createServer((request, response) => {
    answer(options, request).then(
      (page) => send(response, page, options),
      () => send(response, plainText(500, 'The page cannot be read'), options),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    // The server listens on TCP, so its address is one of a socket.
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

interface Page {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

async function answer({ folders, config }: PageServerOptions, request: IncomingMessage): Promise<Page> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return plainText(405, 'Only GET and HEAD are answered here', { allow: 'GET, HEAD' });
  }
  const pathname = decodedPath(request.url ?? '/');
  if (pathname === undefined) {
    return plainText(400, 'The path cannot be read');
  }
  if (pathname === '/config.json') {
    return ok('.json', JSON.stringify(config));
  }
  const name = path.posix.extname(pathname) === '' ? '/index.html' : pathname;
  const file = fileOf(folders, name);
  return (file === undefined ? undefined : await readPage(file)) ?? plainText(404, 'There is no such page');
}

/** The path of a request's target as text, or nothing when it is not one that a file could have. */
function decodedPath(target: string): string | undefined {
  try {
    const pathname = decodeURIComponent(target.replace(/[?#].*$/s, ''));
    const isPlain = pathname.startsWith('/') && !/[\0\\]/.test(pathname) && !pathname.split('/').includes('..');
    return isPlain ? pathname : undefined;
  } catch {
    // Malformed percent-encoding: the client's mistake, answered with 400.
    return undefined;
  }
}

/** The file behind a path: the longest mounted prefix wins. */
function fileOf(folders: PageServerOptions['folders'], pathname: string): string | undefined {
  const [prefix, folder] =
    Object.entries(folders)
      .filter(([mounted]) => pathname.startsWith(mounted))
      .sort(([one], [other]) => other.length - one.length)[0] ?? [];
  return prefix === undefined || folder === undefined ? undefined : path.join(folder, pathname.slice(prefix.length));
}

async function readPage(file: string): Promise<Page | undefined> {
  try {
    return ok(path.extname(file), await readFile(file));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR') {
      return undefined;
    }
    throw error;
  }
}

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
};

function ok(extension: string, body: string | Buffer): Page {
  return { status: 200, headers: { 'content-type': contentTypes[extension] ?? 'application/octet-stream' }, body };
}

function plainText(status: number, message: string, headers: Record<string, string> = {}): Page {
  return { status, headers: { ...headers, 'content-type': 'text/plain; charset=utf-8' }, body: `${message}\n` };
}

function send(response: ServerResponse, { status, headers, body }: Page, { connectTo = [] }: PageServerOptions): void {
  const isPage = headers['content-type'] === contentTypes['.html'];
  response.writeHead(status, {
    ...headers,
    'content-length': Buffer.byteLength(body),
    // A rebuilt page must show at the next reload.
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    ...(isPage ? { 'content-security-policy': contentPolicy(body, connectTo) } : {}),
  });
  // To HEAD, Node sends the headers and drops the body.
  response.end(body);
}
