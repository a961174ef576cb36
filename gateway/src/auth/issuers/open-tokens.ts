import type { AuthConfig } from '../../config/auth-config.js';
import type { DeepReadonly } from '../../config/deep-freeze.js';
import type { Log } from '../../telemetry/logger.js';
import type { HttpClient } from '../../upstream/http-client.js';
import { looksLikeJwt, parseJwt } from '../tokens/parse-jwt.js';
import { createTokenChecker, type TokenChecker } from '../tokens/token-checker.js';
import { invalidToken, type TokenVerdict } from '../tokens/token-verdict.js';
import { type Issuer, openIssuer } from './open-issuer.js';

/** The bearer tokens of every issuer. */
export interface Tokens extends TokenChecker {
  /** False when there are no issuers. */
  readonly accepted: boolean;
  /** Fetches every issuer's keys. Never rejects. */
  prepare(): Promise<void>;
}

/** What tokens are judged with. */
export interface OpenTokensOptions {
  readonly config: DeepReadonly<AuthConfig>;
  readonly httpClient: HttpClient;
  readonly log: Log;
  /** Aborts when the gateway stops. */
  readonly signal: AbortSignal;
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number;
}

/** Opens all issuers of a configuration behind one memory of verified tokens. */
export function openTokens({ config, httpClient, log, signal, now = Date.now }: OpenTokensOptions): Tokens {
  const issuers = Object.entries(config.issuers).map(([name, issuer]) =>
    openIssuer({ name, config: issuer, keys: config.keys, httpClient, log, signal, now }),
  );
  const choose = chooser(issuers);
  const checker = createTokenChecker({
    verify: async (token) => {
      const chosen = choose(token);
      return 'kind' in chosen ? chosen : chosen.verifier.verify(token);
    },
    maxTokens: config.tokens.maxCachedTokens,
    maxBytes: config.tokens.maxCacheBytes,
    now,
  });
  return {
    accepted: issuers.length > 0,
    check: (token) => checker.check(token),
    prepare: async () => void (await Promise.all(issuers.map((issuer) => issuer.prepare()))),
  };
}

/** A JWT is judged by the issuer it names, any other token by the one that is asked about each. */
function chooser(issuers: readonly Issuer[]): (token: string) => Issuer | TokenVerdict {
  const byName = new Map(issuers.map((issuer) => [issuer.issuer, issuer]));
  const introspecting = issuers.find(({ introspects }) => introspects);
  return (token) => {
    if (introspecting !== undefined && !looksLikeJwt(token)) {
      return introspecting;
    }
    const reading = parseJwt(token);
    if (reading.kind === 'refused') {
      return invalidToken(reading.reason, { final: true });
    }
    const issuer = reading.jwt.issuer === undefined ? undefined : byName.get(reading.jwt.issuer);
    return issuer ?? invalidToken('its issuer is not accepted', { final: true });
  };
}
