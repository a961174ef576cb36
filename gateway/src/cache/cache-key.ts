import { createHash, hash } from 'node:crypto';

/** What a value is kept under: at most 60 ASCII characters, and no text of users in it. Made by `cacheKey()`. */
export type CacheKey = string & { readonly [keyBrand]: true };
declare const keyBrand: unique symbol;

/** What a value can be invalidated by: 22 ASCII characters. Made by `cacheTag()`. */
export type CacheTag = string & { readonly [tagBrand]: true };
declare const tagBrand: unique symbol;

/**
 * @param kind What is kept, in one short word of ours, such as `answer`.
 * @param parts Everything that the value depends on, the version of its shape included. No two different lists of parts
 *   give one key, wherever one part ends and the next begins.
 */
export function cacheKey(kind: string, parts: readonly (string | Uint8Array)[]): CacheKey {
  return `${kind}:${digest(parts)}` as CacheKey;
}

/**
 * Makes keys of values that depend on the same things but for one, at a third of what `cacheKey` costs.
 *
 * @param kind As for `cacheKey`.
 * @param parts What they have in common.
 * @returns The key of a last part.
 */
export function cacheKeysUnder(kind: string, parts: readonly string[]): (last: string) => CacheKey {
  // Always as long, so that it is plain where the last part begins.
  const common = digest(parts);
  return (last) => `${kind}:${hash('sha256', common + last, 'base64url')}` as CacheKey;
}

/**
 * @param kind What the name names, in one short word of ours, such as `type`.
 * @param parts The name, such as a type's; any text.
 */
export function cacheTag(kind: string, ...parts: readonly string[]): CacheTag {
  // Half of the digest: tags that share it would only be invalidated together.
  return digest([kind, ...parts]).slice(0, TAG_LENGTH) as CacheTag;
}

const TAG_LENGTH = 22;

/** @returns 43 characters. */
function digest(parts: readonly (string | Uint8Array)[]): string {
  if (parts.every((part) => typeof part === 'string')) {
    // At once: a hash that is fed in pieces costs several times as much.
    return hash('sha256', parts.map((part) => `${Buffer.byteLength(part)}:${part}`).join(''), 'base64url');
  }
  const pieces = createHash('sha256');
  for (const part of parts) {
    const bytes = typeof part === 'string' ? Buffer.from(part) : part;
    pieces.update(`${bytes.byteLength}:`).update(bytes);
  }
  return pieces.digest('base64url');
}
