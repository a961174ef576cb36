import { describe, expect, it } from 'vitest';
import { createRequestSigner } from '../auth/for-sources/sign-request.js';
import type { IncomingRequest } from './caller.js';
import { createSignatureVerifier, type SignatureOptions } from './verify-signature.js';

const secret = 'a secret of thirty-two characters';
const body = '{"query":"{ me { id } }"}';

interface Sent {
  method: string;
  target: string;
  headers: [string, string][];
  body: string | undefined;
}

/** What the source gets when the gateway signs a call at a time, in seconds. */
function signed(at = 1000, url = 'https://orders.example:8443/graphql?a=1', text: string | undefined = body): Sent {
  const headers: Record<string, string> = { authorization: 'Bearer abc', 'x-tenant': 'blue', accept: '*/*' };
  const call = {
    method: 'POST',
    url,
    headers,
    ...(text === undefined ? {} : { body: text }),
    timeoutMs: 1,
    maxAnswerBytes: 1,
    signal: new AbortController().signal,
    source: 'orders',
  } as const;
  createRequestSigner({ keyId: 'k-1', secret }, () => at * 1000)(call, headers);
  const { host, pathname, search } = new URL(url);
  return {
    method: 'POST',
    target: pathname + search,
    headers: [...Object.entries(headers), ['host', host]],
    body: text,
  };
}

function verify(sent: Sent, options: Partial<SignatureOptions> = {}) {
  const request: IncomingRequest = {
    method: sent.method,
    target: sent.target,
    headers: (name) => sent.headers.filter(([known]) => known === name).map(([, value]) => value),
    body: () => (sent.body === undefined ? undefined : Buffer.from(sent.body)),
  };
  return createSignatureVerifier({ secrets: { 'k-1': secret }, now: () => 1000, ...options })(request);
}

function changed(change: (sent: Sent) => void, sent = signed()): Sent {
  change(sent);
  return sent;
}

function replace(name: string, edit: (value: string) => string) {
  return (sent: Sent) => {
    sent.headers = sent.headers.map(([known, value]) => [known, known === name ? edit(value) : value]);
  };
}

describe('createSignatureVerifier()', () => {
  it('takes what the gateway has signed, with and without query and body', async () => {
    for (const sent of [
      signed(),
      signed(1000, 'https://orders.example/graphql'),
      signed(1000, 'http://a/b', undefined),
    ]) {
      expect(await verify(sent)).toMatchObject({ ok: true, caller: { subject: undefined } });
    }
  });

  it('signs as the standard says', () => {
    const { headers } = signed();
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-digest': 'sha-256=:ZNSuQEw5PzkWowiEXx324szUJD2InTiD+bLdfanTERQ=:',
      'signature-input':
        'facet=("@method" "@authority" "@path" "@query" "content-digest" "authorization" "x-tenant");created=1000;keyid="k-1";alg="hmac-sha256"',
    });
  });

  it.each<[string, (sent: Sent) => void]>([
    [
      'method',
      (sent) => {
        sent.method = 'PUT';
      },
    ],
    [
      'path',
      (sent) => {
        sent.target = '/admin?a=1';
      },
    ],
    [
      'query',
      (sent) => {
        sent.target = '/graphql?a=2';
      },
    ],
    ['host', replace('host', () => 'accounts.example:8443')],
    [
      'body',
      (sent) => {
        sent.body = '{"query":"{ orders { id } }"}';
      },
    ],
    [
      'body and its digest',
      (sent) => {
        sent.body = '';
        replace('content-digest', () => 'sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:')(sent);
      },
    ],
    [
      'missing body',
      (sent) => {
        sent.body = undefined;
      },
    ],
    ['token', replace('authorization', () => 'Bearer other')],
    ['header', replace('x-tenant', () => 'red')],
    [
      'header that came twice',
      (sent) => {
        sent.headers.push(['x-tenant', 'red']);
      },
    ],
    [
      'header that is gone',
      (sent) => {
        sent.headers = sent.headers.filter(([name]) => name !== 'x-tenant');
      },
    ],
    ['time', replace('signature-input', (value) => value.replace('1000', '1001'))],
    ['key', replace('signature-input', (value) => value.replace('k-1', 'k-2'))],
    ['algorithm', replace('signature-input', (value) => value.replace('hmac-sha256', 'ed25519'))],
    ['list of components', replace('signature-input', (value) => value.replace(' "@path"', ''))],
    ['list that repeats', replace('signature-input', (value) => value.replace('"@path"', '"@path" "@path"'))],
    ['unknown component', replace('signature-input', (value) => value.replace('"@path"', '"@path" "@status"'))],
    ['label', replace('signature', (value) => value.replace('facet', 'other'))],
    [
      'signature',
      replace('signature', (value) => value.replace(/:(.)/, (_, first) => `:${first === 'A' ? 'B' : 'A'}`)),
    ],
    [
      'missing signature',
      (sent) => {
        sent.headers = sent.headers.filter(([name]) => !name.startsWith('signature'));
      },
    ],
  ])('refuses another %s', async (_, change) => {
    expect(await verify(changed(change))).toMatchObject({ ok: false, status: 401 });
  });

  it('refuses what is too old or from the future, at the second', async () => {
    const ages = [65, 66, -5, -6];
    const verdicts = await Promise.all(ages.map((age) => verify(signed(1000 - age))));
    expect(verdicts.map(({ ok }) => ok)).toEqual([true, false, true, false]);
  });

  it('takes two secrets while one replaces the other, and no other', async () => {
    const other = 'another secret of thirty-two chars';
    expect(await verify(signed(), { secrets: { 'k-0': other, 'k-1': secret } })).toMatchObject({ ok: true });
    expect(await verify(signed(), { secrets: { 'k-1': other } })).toMatchObject({ ok: false });
    expect(await verify(changed(replace('signature-input', (v) => v.replace('k-1', '__proto__'))))).toMatchObject({
      ok: false,
    });
  });

  it('takes the authority it was told instead of what a proxy has made of it', async () => {
    const sent = changed(replace('host', () => 'internal:80'));
    expect(await verify(sent)).toMatchObject({ ok: false });
    expect(await verify(sent, { authority: 'orders.example:8443' })).toMatchObject({ ok: true });
  });
});
