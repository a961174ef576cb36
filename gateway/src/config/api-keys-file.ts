import { z } from 'zod';

const sha256Hash = /^sha256:[A-Za-z0-9_-]{43}$/;
const scryptHash = /^scrypt:(\d{1,7}):(\d{1,2}):(\d{1,2}):[A-Za-z0-9_-]{16,128}:[A-Za-z0-9_-]{43}$/;

/** Memory that one scrypt hash may take, in bytes. */
const maxScryptBytes = 67_108_864;

const apiKeyEntry = z
  .strictObject({
    hash: z
      .string()
      .refine(isHash, {
        error:
          'Must be "sha256:HASH" or "scrypt:N:R:P:SALT:HASH", in base64url, N a power of two from 16384, 64 MiB at most',
      })
      .describe('Hash of the secret, as `facet keys create` prints it: `sha256:…`, or `scrypt:N:R:P:SALT:HASH`.'),
    client: z
      .string()
      .regex(/^[\x21-\x7e](?:[\x20-\x7e]{0,126}[\x21-\x7e])?$/)
      .optional()
      .describe('Name of the client app that has the key. Default: the key’s id.'),
    scopes: z.array(z.string().min(1)).default([]).describe('Scopes that the key gives.'),
    expires: z.iso
      .datetime({ offset: true })
      .optional()
      .describe('When it ends, such as `2027-01-01T00:00:00Z`. Unset: never.'),
    clientGraphs: z.array(z.string().min(1)).min(1).describe('Client graphs that it may call, or `*` for all.'),
  })
  .describe('One key, by its id: the part of the key before the dot.');

/** The file that `auth.apiKeys.file` names: the hashes of API keys, never the keys. */
export const apiKeysFile = z.strictObject({
  keys: z.record(z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/), apiKeyEntry).default({}),
});

/** The keys of a file, defaults filled in. */
export type ApiKeysFile = Readonly<z.infer<typeof apiKeysFile>>;

/** One key of a file, defaults filled in. */
export type ApiKeyEntry = Readonly<z.infer<typeof apiKeyEntry>>;

function isHash(text: string): boolean {
  if (sha256Hash.test(text)) {
    return true;
  }
  const [cost = 0, blockSize = 0, parallel = 0] = (scryptHash.exec(text) ?? []).slice(1, 4).map(Number);
  const isPowerOfTwo = (cost & (cost - 1)) === 0;
  return cost >= 16_384 && isPowerOfTwo && blockSize >= 1 && parallel >= 1 && 128 * cost * blockSize <= maxScryptBytes;
}
