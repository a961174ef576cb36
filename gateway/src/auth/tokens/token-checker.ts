import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { invalidToken, type TokenVerdict, type VerifiedToken } from './token-verdict.js';

/** Judges tokens, and remembers what it found. */
export interface TokenChecker {
  /** A token seen before is judged at once, without a promise: most requests come with one. */
  check(token: string): TokenVerdict | Promise<TokenVerdict>;
}

/** How verdicts are made and remembered. */
export interface TokenCheckerOptions {
  /** Finds out about a token. Called once for one token at a time. */
  readonly verify: (token: string) => Promise<TokenVerdict>;
  /** Most valid tokens remembered. */
  readonly maxTokens: number;
  /** Memory for valid tokens, estimated, in bytes. */
  readonly maxBytes: number;
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number;
}

/** How long a token that will never become valid is refused unseen, in milliseconds: a client that retries is cheap. */
const refusedForMs = 5000;

/** Most refused tokens remembered; apart from the valid ones, so that made-up tokens push none of those out. */
const maxRefused = 10_000;

/** Most tokens being verified at once; each waits for cryptography or for an issuer. Over it: `unavailable`. */
export const maxUnderWay = 1000;

/**
 * Puts a memory before a verifier, keyed by digest: valid tokens stay until they expire or what they rest on changes,
 * refused ones for 5 s and only when nothing can make them valid.
 */
export function createTokenChecker({ verify, maxTokens, maxBytes, now = Date.now }: TokenCheckerOptions): TokenChecker {
  const valid = new LRUCache<string, VerifiedToken>({
    max: maxTokens,
    maxSize: maxBytes,
    sizeCalculation: ({ identity }) => estimateBytes(identity.token ?? ''),
  });
  const refused = new LRUCache<string, { readonly reason: string; readonly until: number }>({ max: maxRefused });
  const underWay = new Map<string, Promise<TokenVerdict>>();

  function recall(digest: string): TokenVerdict | undefined {
    const token = valid.get(digest);
    if (token !== undefined && token.usableUntil > now() && token.holds()) {
      return { kind: 'valid', token };
    }
    const refusal = refused.get(digest);
    return refusal !== undefined && refusal.until > now() ? invalidToken(refusal.reason, { final: true }) : undefined;
  }

  async function verifyAndKeep(token: string, digest: string): Promise<TokenVerdict> {
    try {
      const verdict = await verify(token);
      // Whatever was known of it no longer holds, or it would not have been verified.
      valid.delete(digest);
      if (verdict.kind === 'valid' && verdict.token.usableUntil > now()) {
        valid.set(digest, verdict.token);
      } else if (verdict.kind === 'invalid' && verdict.final) {
        refused.set(digest, { reason: verdict.reason, until: now() + refusedForMs });
      }
      return verdict;
    } finally {
      underWay.delete(digest);
    }
  }

  return {
    check(token) {
      const digest = hash('sha256', token, 'base64url');
      const known = recall(digest) ?? underWay.get(digest);
      if (known !== undefined) {
        return known;
      }
      if (underWay.size >= maxUnderWay) {
        return { kind: 'unavailable' };
      }
      const verdict = verifyAndKeep(token, digest);
      underWay.set(digest, verdict);
      return verdict;
    },
  };
}

/** The token, its claims as objects, and what the maps take. */
function estimateBytes(token: string): number {
  return 1000 + token.length * 4;
}
