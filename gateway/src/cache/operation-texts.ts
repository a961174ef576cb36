import { createHash } from 'node:crypto';
import { cacheKey } from './cache-key.js';
import type { CacheStore } from './store.js';

/** Texts of operations that clients have registered under their hash, for all gateways that share a store. */
export interface OperationTexts {
  /**
   * @param hash As a client sent it; anything.
   * @returns Undefined when it is no SHA-256, nobody has registered it, the store is away, or what it has is another text.
   */
  find(hash: string): Promise<string | undefined>;
  /** Keeps a text. Never rejects. */
  keep(hash: string, text: string): Promise<void>;
}

/** How long a text is kept after it was last looked for, at least half of it, in milliseconds: a week. */
const KEEP_MS = 7 * 86_400_000;

/**
 * Makes the texts of one client graph. What is read is held to its hash, so that nobody who can write to the store can have
 * another operation run. Invalidations do not concern texts: one hash has one text for ever.
 */
export function createOperationTexts(
  store: Pick<CacheStore, 'read' | 'write'>,
  { clientGraph, now = Date.now }: { readonly clientGraph: string; readonly now?: () => number },
): OperationTexts {
  const keyOf = (hash: string) => cacheKey('text', [clientGraph, hash]);

  async function keep(hash: string, text: string): Promise<void> {
    const key = keyOf(hash);
    const { entries, moment } = await store.read([key]);
    const [known] = entries;
    if (known === undefined || now() - known.storedAtMs > KEEP_MS / 2 || textOf(known.value, hash) === undefined) {
      const value = Buffer.from(text);
      await store.write([{ key, value, freshForMs: KEEP_MS, keepForMs: KEEP_MS, tags: [] }], moment);
    }
  }

  return {
    async find(hash) {
      if (!/^[0-9a-f]{64}$/.test(hash)) {
        return undefined;
      }
      const { entries } = await store.read([keyOf(hash)]);
      const [entry] = entries;
      const text = entry && textOf(entry.value, hash);
      if (entry !== undefined && text !== undefined && now() - entry.storedAtMs > KEEP_MS / 2) {
        // Not waited for: the client gets its answer either way.
        void keep(hash, text);
      }
      return text;
    },
    keep,
  };
}

/** Undefined when it is another text. */
function textOf(value: Uint8Array, hash: string): string | undefined {
  return createHash('sha256').update(value).digest('hex') === hash ? Buffer.from(value).toString('utf8') : undefined;
}
