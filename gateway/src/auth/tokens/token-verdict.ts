import type { Identity } from '../identity.js';

/** A token that its issuer stands for. Whether a client graph accepts its audience is asked for each request. */
export interface VerifiedToken {
  readonly identity: Identity;
  /** `aud`, as a list. */
  readonly audiences: readonly string[];
  /** Whether a token without any audience will do. */
  readonly audienceOptional: boolean;
  /** Until when this verdict may be used again, in milliseconds since 1970. */
  readonly usableUntil: number;
  /** Whether what the verdict rests on still holds, such as the key that signed it. */
  holds(): boolean;
}

/** What checking a token came to. */
export type TokenVerdict =
  | { readonly kind: 'valid'; readonly token: VerifiedToken }
  /**
   * `reason` follows "The token is not valid: ". `final`: whatever happens, this token will not become valid, so that
   * there is no need to check it again soon.
   */
  | { readonly kind: 'invalid'; readonly reason: string; readonly final: boolean }
  /** Its issuer cannot be asked. */
  | { readonly kind: 'unavailable' };

/** Something that can judge the tokens of one issuer. */
export interface TokenVerifier {
  /** Aborts nothing: a verdict may be waited for by several requests. Has a deadline of its own. */
  verify(token: string): Promise<TokenVerdict>;
}

/** Makes the verdict on a token that is refused. */
export function invalidToken(reason: string, { final = false } = {}): TokenVerdict {
  return { kind: 'invalid', reason, final };
}
