import type { Log } from '../../telemetry/logger.js';
import { audiencesOf, identityOfClaims } from '../tokens/identity-of-claims.js';
import { invalidToken, type TokenVerdict, type TokenVerifier } from '../tokens/token-verdict.js';
import type { IssuerClient, JsonObject } from './issuer-client.js';

/** How one issuer's tokens are introspected. */
export interface IntrospectorOptions {
  readonly issuer: string;
  /** Has the deadline. */
  readonly client: IssuerClient;
  /** Where it is asked. */
  readonly endpoint: () => Promise<string>;
  readonly clientId: string;
  readonly clientSecret: string;
  /** How long a verdict may be used again, in milliseconds. */
  readonly cacheMs: number;
  readonly requireAudience: boolean;
  readonly clockToleranceSeconds: number;
  readonly scopeClaims: readonly string[];
  readonly log: Log;
  /** Aborts when the gateway stops. */
  readonly signal: AbortSignal;
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number;
}

/**
 * Has the issuer say of each token whether it is valid: opaque ones, and those that may be revoked before they expire.
 *
 * Spec: RFC 7662 section 2. The gateway shows its own credentials by HTTP Basic, form-encoded first (RFC 6749 section
 * 2.3.1).
 */
export function createIntrospector(options: IntrospectorOptions): TokenVerifier {
  const { now = Date.now, log } = options;
  const authorization = basicAuthorization(options.clientId, options.clientSecret);
  return {
    async verify(token) {
      const askedAt = now();
      try {
        const form = new URLSearchParams({ token, token_type_hint: 'access_token' });
        const answer = await options.client.postForm(await options.endpoint(), form, {
          authorization,
          signal: options.signal,
        });
        return judge(answer, { token, askedAt, options });
      } catch (error) {
        log.warn({ issuer: options.issuer, err: error }, 'Cannot introspect a token');
        return { kind: 'unavailable' };
      }
    },
  };
}

interface Asked {
  readonly token: string;
  readonly askedAt: number;
  readonly options: IntrospectorOptions;
}

function judge(answer: JsonObject, { token, askedAt, options }: Asked): TokenVerdict {
  const { issuer, scopeClaims, clockToleranceSeconds, cacheMs } = options;
  if (answer['active'] !== true) {
    return invalidToken('its issuer does not call it active', { final: true });
  }
  const { active: _, ...claims } = answer;
  const fault = findFault(claims, { askedAt, options });
  if (fault !== undefined) {
    return invalidToken(fault);
  }
  const endsAt = typeof claims['exp'] === 'number' ? (claims['exp'] + clockToleranceSeconds) * 1000 : undefined;
  return {
    kind: 'valid',
    token: {
      identity: identityOfClaims(claims, { proof: 'introspection', issuer, scopeClaims, token }),
      audiences: audiencesOf(claims),
      audienceOptional: !options.requireAudience && claims['aud'] === undefined,
      // Counted from the question: what was revoked while it was under way is not used longer for that.
      usableUntil: Math.min(askedAt + cacheMs, endsAt ?? Number.POSITIVE_INFINITY),
      holds: () => true,
    },
  };
}

/** What an active token is refused for all the same; issuers are not all careful. */
function findFault(
  { iss, exp, nbf, cnf, token_type: type }: JsonObject,
  { askedAt, options }: Omit<Asked, 'token'>,
): string | undefined {
  const toleranceMs = options.clockToleranceSeconds * 1000;
  if (iss !== undefined && iss !== options.issuer) {
    return 'it is of another issuer';
  }
  if (typeof exp === 'number' && exp * 1000 + toleranceMs <= askedAt) {
    return 'it has expired';
  }
  if (typeof nbf === 'number' && nbf * 1000 - toleranceMs > askedAt) {
    return 'it is not valid yet';
  }
  if (type === 'refresh_token' || (typeof type === 'string' && type.toLowerCase() === 'dpop') || cnf !== undefined) {
    return 'it is not a bearer token';
  }
  return undefined;
}

function basicAuthorization(clientId: string, clientSecret: string): string {
  const [id, secret] = [clientId, clientSecret].map((text) => new URLSearchParams({ a: text }).toString().slice(2));
  return `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
}
