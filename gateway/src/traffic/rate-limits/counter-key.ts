import { createHash } from 'node:crypto';

/**
 * The key of a counter: a digest of 128 bits, so that its length is bounded and it shows nobody's name or address. Two lists
 * of parts have one key only if they are equal.
 *
 * @param rule Name of the rule that counts.
 * @param parts What it counts by, such as the caller and the client app; what there is not is undefined.
 */
export function counterKey(rule: string, parts: readonly (string | undefined)[]): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([rule, ...parts]))
    .digest('base64url');
  return `limit:${digest.slice(0, 22)}`;
}
