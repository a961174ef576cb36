import { LRUCache } from 'lru-cache';
import type { Identity } from '../identity.js';

/** A token, as it was got. */
export interface ObtainedToken {
  readonly token: string;
  /** Until when it may serve further requests, in milliseconds since 1970. In the past: for this request only. */
  readonly reuseUntil: number;
}

/** Options of `createTokenCache`. */
export interface TokenCacheOptions {
  /** Most tokens that are kept, at least 1. */
  readonly maxTokens: number;
  /** Gets a token; has a deadline of its own. Its failures are not kept. */
  readonly obtain: (identity: Identity) => Promise<ObtainedToken>;
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number;
}

/** The tokens of one source, by identity. */
export interface TokenCache {
  /** A promise only when the token has to be got; equal identities then wait for one. */
  get(identity: Identity): string | Promise<string>;
  forget(identity: Identity): void;
}

/** Creates a cache for the tokens of one source. Only `identity.key` tells two identities apart. */
export function createTokenCache({ maxTokens, obtain, now = Date.now }: TokenCacheOptions): TokenCache {
  const kept = new LRUCache<string, ObtainedToken>({ max: maxTokens });
  const running = new Map<string, Promise<string>>();

  const start = (identity: Identity): Promise<string> => {
    const { key } = identity;
    const promise = obtain(identity)
      .then((obtained) => {
        // Not if it was forgotten meanwhile.
        if (running.get(key) === promise && obtained.reuseUntil > now()) {
          kept.set(key, obtained);
        }
        return obtained.token;
      })
      .finally(() => {
        if (running.get(key) === promise) {
          running.delete(key);
        }
      });
    running.set(key, promise);
    return promise;
  };

  return {
    get(identity) {
      const known = kept.get(identity.key);
      if (known !== undefined && known.reuseUntil > now()) {
        return known.token;
      }
      return running.get(identity.key) ?? start(identity);
    },
    forget({ key }) {
      kept.delete(key);
      running.delete(key);
    },
  };
}
