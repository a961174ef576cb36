import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** A certificate and the key that belongs to it. */
export interface SigningKey {
  readonly privateKey: KeyObject;
  /** The certificate in DER, base64. */
  readonly certificate: string;
}

/** Where a key is from: each text is PEM itself, or the path of a file that holds it. */
export interface SigningKeyTexts {
  readonly certificate: string;
  readonly privateKey: string;
  /** Of an encrypted private key. */
  readonly passphrase: string | undefined;
}

/** A key that cannot be used. The message says which of the two and why; it never repeats a text, which may be the key. */
export class SigningKeyError extends Error {
  override readonly name = 'SigningKeyError';
}

/** PEM files hold some kilobytes; more is another file. */
const maxPemLength = 131_072;

/**
 * Loads a certificate and its private key. In PEM, `\n` may stand for a line end, as environment variables often have it.
 * Of a chain, the first certificate counts.
 *
 * @throws {SigningKeyError} when either cannot be read or parsed, the key is not RSA, or they do not belong together.
 */
export function loadSigningKey({ certificate, privateKey, passphrase }: SigningKeyTexts): SigningKey {
  const certificatePem = readPem(certificate, 'certificate');
  const keyPem = readPem(privateKey, 'private key');
  const x509 = attempt('certificate', 'it is no certificate in PEM', () => new X509Certificate(certificatePem));
  const key = attempt('private key', 'it is no private key in PEM, or its passphrase is wrong', () =>
    createPrivateKey({ key: keyPem, ...(passphrase !== undefined && { passphrase }) }),
  );
  if (key.asymmetricKeyType !== 'rsa') {
    throw new SigningKeyError(`the private key is of the type ${key.asymmetricKeyType}: signatures take RSA keys`);
  }
  if (!x509.checkPrivateKey(key)) {
    throw new SigningKeyError('the private key does not belong to the certificate');
  }
  return { privateKey: key, certificate: x509.raw.toString('base64') };
}

function readPem(text: string, subject: string): string {
  if (text.trim() === '') throw new SigningKeyError(`the ${subject} is not configured`);
  const pem = text.includes('-----BEGIN ') ? text.replaceAll('\\n', '\n') : attemptRead(text, subject);
  if (pem.length > maxPemLength) throw new SigningKeyError(`the ${subject} is over ${maxPemLength} characters`);
  return pem;
}

function attemptRead(path: string, subject: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    // Without its cause, whose message repeats the path: that may be a key which lost its first line.
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new SigningKeyError(`the file of the ${subject} cannot be read: ${code}`);
  }
}

function attempt<T>(subject: string, fault: string, parse: () => T): T {
  try {
    return parse();
  } catch {
    // The library's reason may quote the text it was given.
    throw new SigningKeyError(`the ${subject} cannot be used: ${fault}`);
  }
}
