import { errors, type JWTPayload, type JWTVerifyOptions, jwtVerify } from 'jose';
import { audiencesOf, identityOfClaims } from '../tokens/identity-of-claims.js';
import { parseJwt } from '../tokens/parse-jwt.js';
import { invalidToken, type TokenVerdict, type TokenVerifier } from '../tokens/token-verdict.js';
import type { IssuerKeys, KeySet } from './issuer-keys.js';

/** What the tokens of one issuer have to keep. */
export interface JwtVerifierOptions {
  /** `iss`, exactly. */
  readonly issuer: string;
  readonly keys: IssuerKeys;
  /** Asymmetric only. */
  readonly algorithms: readonly string[];
  /** `typ`; undefined: any or none. */
  readonly tokenType: string | undefined;
  readonly clockToleranceSeconds: number;
  readonly scopeClaims: readonly string[];
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number;
}

/**
 * Verifies the JWTs of one issuer with its published keys: signature, `iss`, `exp`, `nbf`, `typ`. The audience is judged
 * for each request, since client graphs have their own.
 *
 * A token needs `exp`: one that never ends could never be given up. One that is bound to a key of its holder (`cnf`:
 * RFC 8705, RFC 9449) is refused, as a stolen one would be accepted if nobody asks for that key.
 *
 * Spec: RFC 7519 section 7.2; RFC 8725; RFC 9068 section 4.
 */
export function createJwtVerifier(options: JwtVerifierOptions): TokenVerifier {
  const { keys } = options;
  return {
    async verify(token) {
      const reading = parseJwt(token);
      if (reading.kind === 'refused') {
        return invalidToken(reading.reason, { final: true });
      }
      const { algorithm, keyId } = reading.jwt;
      if (!options.algorithms.includes(algorithm)) {
        return invalidToken('its algorithm is not accepted', { final: true });
      }
      const known = await keys.current();
      if (known === undefined) {
        return { kind: 'unavailable' };
      }
      const attempt = await tryKeys(token, known, options);
      if (attempt.kind === 'forged' && keyId !== undefined) {
        return invalidToken(wrongSignature, { final: true });
      }
      // Without key ids a rotation only shows in signatures that do not fit any more.
      if (attempt.kind === 'done') {
        return attempt.verdict;
      }
      const newer = await keys.newerThan(known);
      return newer === known ? attempt.verdict : (await tryKeys(token, newer, options)).verdict;
    },
  };
}

const wrongSignature = 'its signature is wrong';

interface Attempt {
  /** `unknown-key`, `forged`: newer keys might tell otherwise. */
  readonly kind: 'done' | 'unknown-key' | 'forged';
  readonly verdict: TokenVerdict;
}

async function tryKeys(token: string, keys: KeySet, options: JwtVerifierOptions): Promise<Attempt> {
  const { issuer, algorithms, tokenType, clockToleranceSeconds, now = Date.now } = options;
  const rules: JWTVerifyOptions = {
    issuer,
    algorithms: [...algorithms],
    clockTolerance: clockToleranceSeconds,
    currentDate: new Date(now()),
    requiredClaims: ['exp'],
    ...(tokenType === undefined ? {} : { typ: tokenType }),
  };
  try {
    const { payload } = await jwtVerify(token, keys.resolve, rules);
    return { kind: 'done', verdict: accept(payload, { token, keys, options }) };
  } catch (error) {
    return explain(error);
  }
}

interface Verified {
  readonly token: string;
  readonly keys: KeySet;
  readonly options: JwtVerifierOptions;
}

function accept(claims: JWTPayload, { token, keys, options }: Verified): TokenVerdict {
  if (claims['cnf'] !== undefined) {
    return invalidToken('it is bound to a key of its holder, which is not asked for here', { final: true });
  }
  const { issuer, scopeClaims, clockToleranceSeconds } = options;
  return {
    kind: 'valid',
    token: {
      identity: identityOfClaims(claims, { proof: 'token', issuer, scopeClaims, token }),
      audiences: audiencesOf(claims),
      audienceOptional: false,
      usableUntil: (Number(claims.exp) + clockToleranceSeconds) * 1000,
      holds: () => options.keys.areCurrent(keys),
    },
  };
}

/** Says why, from the code of what `jose` threw: its messages may change, and could quote the token. */
function explain(error: unknown): Attempt {
  if (error instanceof errors.JWKSNoMatchingKey) {
    return { kind: 'unknown-key', verdict: invalidToken('its key is not one of its issuer') };
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return { kind: 'forged', verdict: invalidToken(wrongSignature) };
  }
  if (error instanceof errors.JWKSMultipleMatchingKeys) {
    return { kind: 'unknown-key', verdict: invalidToken('it does not say which of the keys of its issuer signed it') };
  }
  if (error instanceof errors.JWTExpired) {
    return done(invalidToken('it has expired', { final: true }));
  }
  if (error instanceof errors.JWTClaimValidationFailed) {
    return done(invalidToken(claimFault(error.claim, error.reason)));
  }
  // A key or a token that the cryptography underneath does not take: refused like any other.
  return done(invalidToken('it cannot be verified'));
}

function claimFault(claim: string, reason: string): string {
  switch (claim) {
    case 'nbf':
      return reason === 'check_failed' ? 'it is not valid yet' : 'its claim nbf is not a number';
    case 'iss':
      return 'it is of another issuer';
    case 'typ':
      return 'it is not of the type that is accepted';
    case 'exp':
      return reason === 'missing' ? 'it has no expiry' : 'its claim exp is not a number';
    default:
      return 'one of its claims is not accepted';
  }
}

function done(verdict: TokenVerdict): Attempt {
  return { kind: 'done', verdict };
}
