import { LRUCache } from 'lru-cache';

/** Texts that clients have registered, wherever they are kept beside this process. */
export interface SharedTexts {
  /** Never rejects. */
  find(hash: string): Promise<string | undefined>;
  /** Never rejects. */
  keep(hash: string, text: string): Promise<void>;
}

/** What Apollo Server keeps registered texts in. */
export interface ApqCache {
  get(key: string): Promise<string | undefined>;
  set(key: string, text: string): Promise<void>;
  delete(key: string): Promise<boolean>;
}

/** What registered texts are kept by. */
export interface ApqCacheOptions {
  /** Undefined: texts are known to this process alone. */
  readonly shared: SharedTexts | undefined;
  /** Whether a text keeps this client graph's limits. Others may have been registered where other limits hold. */
  readonly admits: (text: string) => boolean;
  /** Memory for texts in this process, in bytes. Default 30 MiB. */
  readonly maxBytes?: number;
}

/** What Apollo Server puts before each hash. */
const prefix = 'apq:';

/**
 * Makes the cache of automatic persisted queries of one client graph: this process' memory, those used longest ago going
 * first, and behind it what all gateways share.
 */
export function createApqCache({ shared, admits, maxBytes = 30 * 1024 * 1024 }: ApqCacheOptions): ApqCache {
  const texts = new LRUCache<string, string>({
    maxSize: maxBytes,
    // Characters outside of Latin-1 take two bytes in memory.
    sizeCalculation: (text, key) => 2 * (text.length + key.length),
  });
  const hashOf = (key: string): string => (key.startsWith(prefix) ? key.slice(prefix.length) : key);
  return {
    async get(key) {
      const hash = hashOf(key);
      const known = texts.get(hash);
      if (known !== undefined || shared === undefined) {
        return known;
      }
      const text = await shared.find(hash);
      // One that is over a limit is not known: the client sends it, and is told which limit that is.
      if (text === undefined || !admits(text)) {
        return undefined;
      }
      texts.set(hash, text);
      return text;
    },
    async set(key, text) {
      const hash = hashOf(key);
      texts.set(hash, text);
      await shared?.keep(hash, text);
    },
    async delete(key) {
      return texts.delete(hashOf(key));
    },
  };
}
