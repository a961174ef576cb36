import { createHash, timingSafeEqual } from 'node:crypto';
import { SoapFault } from './soap-fault.js';

/** Who may call. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** A `wsse:UsernameToken` as read from a request. */
export interface UsernameToken {
  readonly username: string;
  readonly password: string;
  /** The `Type` of the password; absent means text. */
  readonly passwordType: string | undefined;
  /** Base64. */
  readonly nonce: string | undefined;
  /** An instant, as xsd:dateTime. */
  readonly created: string | undefined;
}

/** Checks tokens, and remembers the nonces it saw. */
export interface TokenChecker {
  /**
   * @throws {SoapFault} FailedAuthentication for a wrong name or password, InvalidSecurityToken for a token that is
   *   incomplete, too old, too new or used before.
   */
  check(token: UsernameToken): void;
}

/** Tokens are good for so long after their creation, and for so long before it, as clocks differ. */
const windowMs = 300_000;

/**
 * Nonces that are remembered. When more come within the window, new tokens are refused: forgetting one early would let
 * it be used twice.
 */
const maxNonces = 50_000;

/**
 * Creates a checker for one pair of credentials.
 *
 * Spec: Web Services Security: UsernameToken Profile 1.1, section 3.1: nonce and creation time are asked for with text
 * and digest alike, tokens older than five minutes and nonces seen before are refused.
 *
 * @param now The clock, in milliseconds since 1970. Default: the system's.
 */
export function createTokenChecker(credentials: Credentials, now: () => number = Date.now): TokenChecker {
  const nonces = createNonceMemory();
  return {
    check(token) {
      const { nonce, created } = token;
      if (!nonce || !created) throw invalidToken('The UsernameToken needs a Nonce and a Created');
      const createdMs = Date.parse(created);
      if (!(Math.abs(now() - createdMs) <= windowMs)) {
        throw invalidToken('The UsernameToken is too old or too new: check the clock');
      }
      if (!isRight(token, nonce, created, credentials)) {
        throw new SoapFault({
          party: 'client',
          securityCode: 'FailedAuthentication',
          reason: 'The username or the password is wrong',
        });
      }
      // Only now: a nonce with a wrong password must not use up the owner's.
      if (!nonces.add(nonce, createdMs + windowMs, now())) throw invalidToken('The UsernameToken was used before');
    },
  };
}

function isRight(token: UsernameToken, nonce: string, created: string, { username, password }: Credentials): boolean {
  const expected = token.passwordType?.endsWith('#PasswordDigest') ? digestOf(nonce, created, password) : password;
  return isEqual(token.username, username) && isEqual(token.password, expected);
}

/** Base64(SHA-1(nonce + created + password)), the nonce as bytes. */
function digestOf(nonce: string, created: string, password: string): string {
  return createHash('sha1').update(Buffer.from(nonce, 'base64')).update(created).update(password).digest('base64');
}

/** Compares in a time that tells nothing: equal lengths are made by hashing. */
function isEqual(given: string, expected: string): boolean {
  const [one, other] = [given, expected].map((text) => createHash('sha256').update(text).digest());
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
}

/** Nonces with the time at which each may be forgotten. */
function createNonceMemory() {
  const expiresAt = new Map<string, number>();
  const forgetExpired = (now: number) => {
    for (const [nonce, expiry] of expiresAt) if (expiry < now) expiresAt.delete(nonce);
  };
  return {
    /** False when it is known already, or when there is no room to remember it. */
    add(nonce: string, expiry: number, now: number): boolean {
      if (expiresAt.size >= maxNonces) forgetExpired(now);
      const seenUntil = expiresAt.get(nonce);
      if (seenUntil !== undefined && seenUntil >= now) return false;
      if (expiresAt.size >= maxNonces) return false;
      expiresAt.set(nonce, expiry);
      return true;
    },
  };
}

function invalidToken(reason: string): SoapFault {
  return new SoapFault({ party: 'client', securityCode: 'InvalidSecurityToken', reason });
}
