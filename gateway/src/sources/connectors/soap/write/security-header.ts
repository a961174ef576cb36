import { createHash, randomBytes } from 'node:crypto';
import { certificateTokenId, certificateTokenType, type SignatureValues } from './sign-envelope.js';
import { escapeXml } from './xml-writer.js';

/** The rendered `security` argument of a `@soapSource`. */
export interface SecurityValues {
  readonly usernameToken:
    | { readonly username: string; readonly password: string; readonly type: PasswordType }
    | undefined;
  /** Seconds that a Timestamp is good for; undefined for none. */
  readonly timestampSeconds: number | undefined;
  /** Default: the message is not signed. */
  readonly signature?: SignatureValues | undefined;
}

/** `DIGEST`: the password itself is not sent. */
export type PasswordType = 'DIGEST' | 'TEXT';

/** What a security header depends on besides its values. */
export interface SecurityClock {
  /** Milliseconds since 1970. Default: the system's clock. */
  readonly now?: () => number;
  /** Sixteen bytes that no one can foresee. Default: the system's. */
  readonly nonce?: () => Uint8Array;
  /** A URI that no other message has. Default: `urn:uuid:` and a random UUID. */
  readonly messageId?: () => string;
}

const oasis = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-';
/** Namespace of WS-Security 1.0, which version 1.1 keeps. */
export const securityNamespace = `${oasis}wssecurity-secext-1.0.xsd`;
/** Namespace of its utilities, `wsu:Created` and the like. */
export const utilityNamespace = `${oasis}wssecurity-utility-1.0.xsd`;
const tokenProfile = `${oasis}username-token-profile-1.0`;
const base64Encoding = `${oasis}soap-message-security-1.0#Base64Binary`;

/**
 * Writes a `wsse:Security` header with a certificate, a Timestamp and a UsernameToken, each where asked for. The signature
 * itself is added once the whole envelope is written. Nonce and creation time
 * are part of every token, of those in text too, so that a service can refuse one that is played again.
 *
 * Spec: Web Services Security: SOAP Message Security 1.1, section 10; UsernameToken Profile 1.1, section 3.1:
 * `Password_Digest = Base64(SHA-1(nonce + created + password))`.
 *
 * @param prefix Prefix of the envelope's namespace. The header must be understood: a service that would ignore it
 *   has to refuse the message.
 */
export function writeSecurityHeader(values: SecurityValues, prefix: string, clock: SecurityClock = {}): string {
  const now = (clock.now ?? Date.now)();
  const created = new Date(now).toISOString();
  const parts: string[] = [];
  if (values.signature !== undefined) {
    parts.push(writeCertificate(values.signature.key.certificate));
  }
  if (values.timestampSeconds !== undefined) {
    const expires = new Date(now + values.timestampSeconds * 1000).toISOString();
    parts.push(
      `<wsu:Timestamp wsu:Id="timestamp"><wsu:Created>${created}</wsu:Created><wsu:Expires>${expires}</wsu:Expires></wsu:Timestamp>`,
    );
  }
  if (values.usernameToken !== undefined) {
    const nonce = Buffer.from((clock.nonce ?? (() => randomBytes(16)))());
    parts.push(writeToken(values.usernameToken, nonce, created));
  }
  const namespaces = `xmlns:wsse="${securityNamespace}" xmlns:wsu="${utilityNamespace}"`;
  return `<wsse:Security ${namespaces} ${prefix}:mustUnderstand="1">${parts.join('')}</wsse:Security>`;
}

function writeCertificate(certificate: string): string {
  const attributes = `wsu:Id="${certificateTokenId}" ValueType="${certificateTokenType}" EncodingType="${base64Encoding}"`;
  return `<wsse:BinarySecurityToken ${attributes}>${certificate}</wsse:BinarySecurityToken>`;
}

function writeToken(token: NonNullable<SecurityValues['usernameToken']>, nonce: Buffer, created: string): string {
  const isDigest = token.type === 'DIGEST';
  const password = isDigest ? digestOf(nonce, created, token.password) : token.password;
  return [
    '<wsse:UsernameToken wsu:Id="username-token">',
    `<wsse:Username>${escapeXml(token.username, 'security.usernameToken.username')}</wsse:Username>`,
    `<wsse:Password Type="${tokenProfile}#${isDigest ? 'PasswordDigest' : 'PasswordText'}">`,
    `${escapeXml(password, 'security.usernameToken.password')}</wsse:Password>`,
    `<wsse:Nonce EncodingType="${base64Encoding}">${nonce.toString('base64')}</wsse:Nonce>`,
    `<wsu:Created>${created}</wsu:Created>`,
    '</wsse:UsernameToken>',
  ].join('');
}

function digestOf(nonce: Buffer, created: string, password: string): string {
  return createHash('sha1').update(nonce).update(created).update(password).digest('base64');
}
