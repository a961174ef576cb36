import { percentEncode } from '../mapping/template.js';

/** What stands in the place of a secret. */
const mask = '***';

/** Shorter values are hardly secrets, and would be found in any address. */
const minSecretLength = 3;

/** Headers whose values say nothing of who is calling; every other one's is masked. */
const openHeaders: ReadonlySet<string> = new Set([
  ...['accept', 'accept-language', 'content-type', 'content-length', 'content-language', 'user-agent', 'host', 'date'],
  ...['cache-control', 'age', 'etag', 'expires', 'last-modified', 'vary', 'retry-after', 'server', 'soapaction'],
  ...['x-correlation-id', 'x-request-id', 'connection', 'keep-alive', 'transfer-encoding'],
]);

/** Query parameters whose names say that they hold a secret. */
const secretParameter = /key|token|secret|password|passwd|auth|signature|session|credential/i;

/** Hides what nobody should read of a call. */
export interface Masks {
  header(name: string, value: string): string;
  url(url: string): string;
  text(text: string): string;
}

/** @param secrets Values that are secret wherever they stand, such as those of `$config` and `$env`. */
export function createMasks(secrets: readonly string[]): Masks {
  const hidden = secrets
    .filter((secret) => secret.length >= minSecretLength)
    .flatMap((secret) => [secret, percentEncode(secret), new URLSearchParams([['', secret]]).toString().slice(1)])
    .sort((a, b) => b.length - a.length);
  const text = (shown: string): string => hidden.reduce((masked, secret) => masked.replaceAll(secret, mask), shown);
  return {
    text,
    header: (name, value) => (openHeaders.has(name.toLowerCase()) ? text(value) : mask),
    url(shown) {
      // Before anything is parsed, for that may write it in another way.
      const url = new URL(text(shown));
      if (url.username !== '') url.username = mask;
      if (url.password !== '') url.password = mask;
      for (const name of new Set(url.searchParams.keys())) {
        if (secretParameter.test(name)) url.searchParams.set(name, mask);
      }
      return url.href;
    },
  };
}
