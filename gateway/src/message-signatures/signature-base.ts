import { createHash, createHmac } from 'node:crypto';

/** What of a request is signed, as both sides see it. */
export interface SignedRequest {
  /** In upper case. */
  readonly method: string;
  /** Host, and the port unless it is the scheme's own; in lower case. */
  readonly authority: string;
  /** Path as sent, percent-encoded. */
  readonly path: string;
  /** `?` and what follows; `?` alone when there is nothing. */
  readonly query: string;
  /** A header's value, by name in lower case. */
  readonly header: (name: string) => string | undefined;
}

/** The parameters of a signature: RFC 9421 section 2.3. */
export interface SignatureParameters {
  /** Names of components, in the order in which they are signed. */
  readonly components: readonly string[];
  /** When it was made, in seconds since 1970. */
  readonly created: number;
  readonly keyId: string;
}

/** Label of the one signature that Facet makes and takes. */
export const signatureLabel = 'facet';

/** What every signature has to cover: without one of them a request could be made into another. */
export const requiredComponents = ['@method', '@authority', '@path', '@query', 'content-digest'] as const;

/**
 * Serializes the parameters, for `@signature-params` and for `Signature-Input`.
 *
 * Spec: RFC 9421 section 2.3, section 3.3.3 (`hmac-sha256`).
 */
export function serializeParameters({ components, created, keyId }: SignatureParameters): string {
  const list = components.map((name) => `"${name}"`).join(' ');
  return `(${list});created=${created};keyid="${keyId}";alg="hmac-sha256"`;
}

/**
 * Creates the signature base.
 *
 * Spec: RFC 9421 section 2.5.
 *
 * @returns undefined when the request has not all of the components.
 */
export function createSignatureBase(request: SignedRequest, parameters: SignatureParameters): string | undefined {
  let base = '';
  for (const name of parameters.components) {
    const value = componentValue(request, name);
    if (value === undefined) {
      return undefined;
    }
    base += `"${name}": ${value}\n`;
  }
  return `${base}"@signature-params": ${serializeParameters(parameters)}`;
}

/** Spec: RFC 9421 sections 2.1 and 2.2. */
function componentValue(request: SignedRequest, name: string): string | undefined {
  switch (name) {
    case '@method':
      return request.method;
    case '@authority':
      return request.authority;
    case '@path':
      return request.path;
    case '@query':
      return request.query;
    default:
      // Leading and trailing space is not signed, since on its way it may get lost.
      return name.startsWith('@') ? undefined : request.header(name)?.trim();
  }
}

/** Spec: RFC 9421 section 3.3.3. Header values are octets, which strings of headers hold as Latin-1. */
export function signBase(base: string, secret: string | Uint8Array): Buffer {
  return createHmac('sha256', secret).update(base, 'latin1').digest();
}

/**
 * The value of `Content-Digest` for a body.
 *
 * Spec: RFC 9530 section 2.
 */
export function contentDigest(body: string | Uint8Array): string {
  return `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;
}
