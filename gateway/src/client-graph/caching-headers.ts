import { createHash } from 'node:crypto';
import type { AnswerCaching } from '../executor/execution-outcome.js';
import type { ClientAnswer, ClientRequest } from './client-graph.js';

/** Options of `withCachingHeaders`. */
export interface CachingHeadersOptions {
  readonly caching: AnswerCaching;
  /** Whether the caller has shown who it is. */
  readonly identified: boolean;
  /** Header that names what an answer can be purged by, in lower case; undefined: none does. */
  readonly surrogateKeyHeader: string | undefined;
}

/** Most bytes of surrogate keys in one answer; servers and CDNs take no longer headers. */
const MAX_SURROGATE_BYTES = 7000;

/**
 * Says what clients, proxies and CDNs may do with an answer: `Cache-Control`, `Age`, `ETag`, `Vary`, surrogate keys. A GET
 * with the `ETag` in `If-None-Match` gets 304 without a body.
 *
 * Whoever has shown who it is gets `private`: what others in between keep, they would give to callers whom nobody has
 * asked who they are.
 *
 * Spec: RFC 9110 sections 8.8.3, 13.1.2 and 15.4.5; RFC 9111 sections 5.1 and 5.2.2.
 */
export function withCachingHeaders(
  answer: ClientAnswer,
  { method, headers: sent }: Pick<ClientRequest, 'method' | 'headers'>,
  { caching, identified, surrogateKeyHeader }: CachingHeadersOptions,
): ClientAnswer {
  const { maxAgeSeconds, ageSeconds, status, vary } = caching;
  const headers = new Map(answer.headers);
  if (answer.status !== 200 || maxAgeSeconds === 0 || !Buffer.isBuffer(answer.body)) {
    return { ...answer, headers: headers.set('cache-control', 'no-store') };
  }
  const scope = caching.scope === 'PUBLIC' && !identified ? 'public' : 'private';
  const validator = caching.validator || createHash('sha1').update(answer.body).digest('base64url');
  const etag = `W/"${validator}"`;
  headers.set('cache-control', `max-age=${maxAgeSeconds}, ${scope}`).set('etag', etag);
  if (status !== 'miss') {
    headers.set('age', `${ageSeconds}`);
  }
  const varied = [headers.get('vary'), ...vary].filter((name) => name !== undefined);
  if (varied.length > 0) {
    headers.set('vary', varied.join(', '));
  }
  if (surrogateKeyHeader !== undefined) {
    headers.set(surrogateKeyHeader, joinKeys(caching.surrogateKeys));
  }
  if (method === 'GET' && matches(sent.get('if-none-match'), etag)) {
    headers.delete('content-length');
    headers.delete('content-type');
    return { status: 304, headers, body: Buffer.alloc(0) };
  }
  return { ...answer, headers };
}

/** By the weak comparison: the bytes of one answer differ by how they are compressed. */
function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  const opaque = (tag: string) => tag.trim().replace(/^W\//, '');
  return ifNoneMatch?.split(',').some((tag) => tag.trim() === '*' || opaque(tag) === opaque(etag)) ?? false;
}

function joinKeys(keys: readonly string[]): string {
  let joined = '';
  for (const key of keys) {
    if (joined.length + key.length >= MAX_SURROGATE_BYTES) {
      break;
    }
    joined += joined === '' ? key : ` ${key}`;
  }
  return joined;
}
