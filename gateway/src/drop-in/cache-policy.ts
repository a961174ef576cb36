/** Apollo Server's cache policy of one answer. It has `restrict` when the cache-control plugin is on. */
export interface CachePolicy {
  restrict?(hint: { readonly maxAge: number; readonly scope?: 'PUBLIC' | 'PRIVATE' }): void;
}

/**
 * Makes the whole answer no more cacheable than one source's part of it, as `RemoteGraphQLDataSource` does.
 *
 * @param cacheControl `Cache-Control` of the source's answer. Without a `max-age` nothing of it may be cached.
 */
export function restrictCachePolicy(policy: CachePolicy | undefined, cacheControl: string | undefined): void {
  if (typeof policy?.restrict !== 'function') {
    return;
  }
  const directives = new Map((cacheControl ?? '').split(',').map(readDirective));
  const maxAge = directives.get('max-age') ?? '';
  policy.restrict({
    maxAge: /^[0-9]+$/.test(maxAge) && !directives.has('no-store') ? Number(maxAge) : 0,
    ...(directives.has('private') ? { scope: 'PRIVATE' } : directives.has('public') ? { scope: 'PUBLIC' } : {}),
  });
}

/** Spec: RFC 9111 section 5.2: names in any case, arguments perhaps quoted. */
function readDirective(text: string): [name: string, argument: string] {
  const [name = '', argument = ''] = text.split('=', 2).map((part) => part.trim());
  return [name.toLowerCase(), argument.replace(/^"(.*)"$/, '$1')];
}
