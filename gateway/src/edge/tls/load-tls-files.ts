import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext, type SecureVersion } from 'node:tls';
import { GatewayError } from '../../errors/gateway-error.js';

/** TLS of a listener. Paths are absolute. */
export interface TlsFiles {
  /** PEM file: the listener's certificate, then those between it and a root. */
  readonly cert: string;
  /** PEM file: the certificate's private key. */
  readonly key: string;
  /** PEM file: who may vouch for clients. Without it the authorities that Node comes with. */
  readonly ca?: string | undefined;
  /** Oldest version that is spoken. */
  readonly minVersion: Extract<SecureVersion, 'TLSv1.2' | 'TLSv1.3'>;
}

/** TLS of the public listener. Paths are absolute. */
export interface TlsSettings extends TlsFiles {
  /** `request`: a client may show a certificate, and may show one that nobody vouches for. `require`: it must show a good one. */
  readonly clientCertificates: 'off' | 'request' | 'require';
}

/** What `tls.createSecureContext()` takes, read from the files. */
export interface TlsMaterial {
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly ca?: Buffer;
  readonly minVersion: SecureVersion;
  /** Until when the listener's certificate holds, in milliseconds since 1970. */
  readonly validTo: number;
}

/** How files are loaded. */
export interface LoadTlsFilesOptions {
  /** The option that names them, for messages. Default `server.tls`. */
  readonly option?: string | undefined;
  /** In milliseconds since 1970. Default: the time it is. */
  readonly now?: number;
}

/**
 * Reads certificate and key and checks that a listener can use them: they are PEM, belong together, and the certificate
 * holds now.
 *
 * @throws {GatewayError} TLS_FILES_INVALID, naming the file and what is wrong, and nothing of what is in it.
 */
export async function loadTlsFiles(settings: TlsFiles, options: LoadTlsFilesOptions = {}): Promise<TlsMaterial> {
  const { option = 'server.tls', now = Date.now() } = options;
  const [cert, key, ca] = await Promise.all([
    read(`${option}.cert`, settings.cert),
    read(`${option}.key`, settings.key),
    settings.ca === undefined ? undefined : read(`${option}.ca`, settings.ca),
  ]);
  const certificate = parse(`${option}.cert "${settings.cert}"`, () => new X509Certificate(cert));
  if (ca !== undefined) {
    parse(`${option}.ca "${settings.ca}"`, () => new X509Certificate(ca));
  }
  const material = { cert, key, ...(ca === undefined ? {} : { ca }), minVersion: settings.minVersion };
  // OpenSSL says here whether the key is one, and the certificate's.
  parse(`${option}.key "${settings.key}" with ${option}.cert "${settings.cert}"`, () => createSecureContext(material));
  const validTo = Date.parse(certificate.validTo);
  if (now >= validTo) {
    throw unusable(`${option}.cert "${settings.cert}"`, `it expired on ${certificate.validTo}`);
  }
  return { ...material, validTo };
}

async function read(option: string, file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw unusable(`${option} "${file}"`, `it cannot be read (${codeOf(error)})`, error);
  }
}

function parse<T>(what: string, attempt: () => T): T {
  try {
    return attempt();
  } catch (error) {
    throw unusable(what, reasons.get(codeOf(error)) ?? `OpenSSL refuses it (${codeOf(error)})`, error);
  }
}

const reasons: ReadonlyMap<string, string> = new Map([
  ['ERR_OSSL_X509_KEY_VALUES_MISMATCH', 'the key is another certificate’s'],
  ['ERR_OSSL_PEM_NO_START_LINE', 'it is not PEM'],
  ['ERR_OSSL_BAD_END_LINE', 'the PEM text is cut off'],
]);

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'no reason given';
}

function unusable(what: string, reason: string, cause?: unknown): GatewayError {
  return new GatewayError('TLS_FILES_INVALID', `Cannot use ${what}: ${reason}`, { cause });
}
