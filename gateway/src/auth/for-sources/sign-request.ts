import type { SignatureConfig } from '../../config/source-identity-config.js';
import {
  contentDigest,
  createSignatureBase,
  requiredComponents,
  serializeParameters,
  signatureLabel,
  signBase,
} from '../../message-signatures/signature-base.js';
import type { HttpCall } from '../../upstream/http-client.js';
import type { OutgoingHeaders } from './header-rules.js';

/** Adds the headers of a signature to those that a call is about to have. */
export type RequestSigner = (call: HttpCall, headers: OutgoingHeaders) => void;

/** What was signed would not arrive if something on the way negotiates for itself. */
const unsigned: ReadonlySet<string> = new Set(['accept', 'accept-encoding']);

/**
 * Signs calls with a secret that the source knows: the method, the target, the body's digest, and every header that was
 * passed on or set.
 *
 * Spec: RFC 9421 (`hmac-sha256`), RFC 9530.
 *
 * @param now Milliseconds since 1970.
 */
export function createRequestSigner({ keyId, secret }: SignatureConfig, now: () => number = Date.now): RequestSigner {
  return (call, headers) => {
    headers['content-digest'] = contentDigest(call.body ?? '');
    const { host, pathname, search } = typeof call.url === 'string' ? new URL(call.url) : call.url;
    const others = Object.keys(headers).filter((name) => !unsigned.has(name) && name !== 'content-digest');
    const parameters = {
      components: [...requiredComponents, ...others],
      created: Math.floor(now() / 1000),
      keyId,
    };
    const request = {
      method: call.method,
      authority: host,
      path: pathname,
      query: search === '' ? '?' : search,
      header: (name: string) => headers[name],
    };
    const base = createSignatureBase(request, parameters);
    if (base === undefined) {
      throw new TypeError('Cannot sign a call: a component is missing');
    }
    headers['signature-input'] = `${signatureLabel}=${serializeParameters(parameters)}`;
    headers['signature'] = `${signatureLabel}=:${signBase(base, secret).toString('base64')}:`;
  };
}
