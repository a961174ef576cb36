import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { GatewayError } from '../errors/gateway-error.js';
import { watchFile } from '../files/watch-file.js';
import { type ClientTls, createHttpClient, type HttpClient, type HttpClientOptions } from './http-client.js';

/** Files with certificates and keys, in PEM. */
export interface ClientTlsFiles {
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  /** The name that the source's certificate must have. Default: the URL's host. */
  readonly servername?: string | undefined;
}

/** Options of `createTlsClient`. */
export interface TlsClientOptions extends Omit<HttpClientOptions, 'tls'> {
  /** Names the option that the files are from, for messages. */
  readonly option: string;
  readonly onReload: () => void;
  /** Told when changed files cannot be used; connections go on with those before. */
  readonly onError: (error: unknown) => void;
}

/**
 * A client with certificates of its own, which are read again when a file changes: new calls go over new connections,
 * those under way end on the old ones.
 *
 * @throws {GatewayError} CONFIGURATION_INVALID when the files cannot be used.
 */
export function createTlsClient(files: ClientTlsFiles, options: TlsClientOptions): HttpClient {
  const { option, onReload, onError, ...clientOptions } = options;
  const stop = new AbortController();
  const open = () => createCountedClient({ ...clientOptions, tls: readFiles(files, option) });
  const reload = () => {
    const next = open();
    const before = current;
    current = next;
    onReload();
    return before.retire();
  };
  let current = open();
  for (const file of [files.ca, files.cert, files.key]) {
    if (file !== undefined) {
      watchFile(file, reload, { signal: stop.signal, onError });
    }
  }
  return {
    request: (call) => current.request(call),
    close() {
      stop.abort();
      return current.close();
    },
  };
}

interface CountedClient extends HttpClient {
  /** Closes it when its last call has ended. */
  retire(): Promise<void>;
}

function createCountedClient(options: HttpClientOptions): CountedClient {
  const client = createHttpClient(options);
  let underWay = 0;
  let retired = false;
  const closeWhenIdle = async (): Promise<void> => {
    if (retired && underWay === 0) {
      await client.close();
    }
  };
  return {
    async request(call) {
      underWay++;
      try {
        return await client.request(call);
      } finally {
        underWay--;
        void closeWhenIdle();
      }
    },
    retire() {
      retired = true;
      return closeWhenIdle();
    },
    close: () => client.close(),
  };
}

function readFiles({ ca, cert, key, servername }: ClientTlsFiles, option: string): ClientTls {
  const contents = {
    ...(ca === undefined ? {} : { ca: readPem(ca, `${option}.ca`) }),
    ...(cert === undefined ? {} : { cert: readPem(cert, `${option}.cert`) }),
    ...(key === undefined ? {} : { key: readPem(key, `${option}.key`) }),
  };
  try {
    // A certificate that is there before its key does not fit the old one: the key's own change brings both.
    createSecureContext(contents);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new GatewayError('CONFIGURATION_INVALID', `Cannot use the files of ${option}: ${reason}`, { cause: error });
  }
  return { ...contents, ...(servername === undefined ? {} : { servername }) };
}

function readPem(file: string, option: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new GatewayError('CONFIGURATION_INVALID', `Cannot read ${option}: ${reason}`, { cause: error });
  }
}
