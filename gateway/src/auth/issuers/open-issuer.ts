import type { AuthConfig, IssuerConfig } from '../../config/auth-config.js';
import type { DeepReadonly } from '../../config/deep-freeze.js';
import type { Log } from '../../telemetry/logger.js';
import type { HttpClient } from '../../upstream/http-client.js';
import type { TokenVerifier } from '../tokens/token-verdict.js';
import { discoverIssuer, type IssuerMetadata } from './discover-issuer.js';
import { createIntrospector } from './introspector.js';
import { createIssuerClient } from './issuer-client.js';
import { createIssuerKeys } from './issuer-keys.js';
import { createJwtVerifier } from './jwt-verifier.js';
import { readKeySet } from './read-key-set.js';

/** One authorization server whose tokens are accepted. */
export interface Issuer {
  /** `iss`. */
  readonly issuer: string;
  /** Whether it is asked about each token, so that tokens may be opaque. */
  readonly introspects: boolean;
  readonly verifier: TokenVerifier;
  /** Fetches what is needed ahead of the first token. Never rejects: what fails is logged, and tried again. */
  prepare(): Promise<void>;
}

/** What issuers are opened with. */
export interface OpenIssuerOptions {
  readonly name: string;
  readonly config: DeepReadonly<IssuerConfig>;
  readonly keys: AuthConfig['keys'];
  readonly httpClient: HttpClient;
  readonly log: Log;
  /** Aborts when the gateway stops. */
  readonly signal: AbortSignal;
  readonly now: () => number;
}

/** Makes the verifier that an issuer's configuration asks for. Nothing is fetched yet. */
export function openIssuer(options: OpenIssuerOptions): Issuer {
  return options.config.introspection === undefined
    ? openByKeys(options)
    : openByIntrospection(options, options.config.introspection);
}

function openByKeys({ name, config, keys: limits, httpClient, log, signal, now }: OpenIssuerOptions): Issuer {
  const { issuer, allowHttp } = config;
  const { timeoutMs, maxAnswerBytes, maxKeys } = limits;
  const client = createIssuerClient({ name, httpClient, timeoutMs, maxAnswerBytes });
  const discovery = createDiscovery();
  const keys = createIssuerKeys({
    issuer: name,
    fetchKeys: async () => {
      const deadline = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
      try {
        const discover = () => discoverIssuer(issuer, { client, allowHttp, signal: deadline });
        const uri = config.jwksUri ?? needed((await discovery.get(discover)).jwksUri, 'jwks_uri');
        return readKeySet(await client.getJson(uri, deadline), maxKeys);
      } catch (error) {
        // An issuer that moved its keys says so in its metadata only.
        discovery.forget();
        throw error;
      }
    },
    refreshMs: limits.refreshSeconds * 1000,
    cooldownMs: limits.cooldownSeconds * 1000,
    maxStaleMs: limits.maxStaleSeconds * 1000,
    log,
    now,
  });
  const { algorithms, tokenType, clockToleranceSeconds, scopeClaims } = config;
  const rules = { issuer, algorithms, tokenType, clockToleranceSeconds, scopeClaims };
  return {
    issuer,
    introspects: false,
    verifier: createJwtVerifier({ ...rules, keys, now }),
    prepare: async () => void (await keys.current()),
  };
}

function openByIntrospection(
  { name, config, keys: limits, httpClient, log, signal, now }: OpenIssuerOptions,
  introspection: NonNullable<OpenIssuerOptions['config']['introspection']>,
): Issuer {
  const { issuer, allowHttp, scopeClaims, clockToleranceSeconds } = config;
  const { timeoutMs, clientId, clientSecret, requireAudience } = introspection;
  const { maxAnswerBytes } = limits;
  const client = createIssuerClient({ name, httpClient, timeoutMs, maxAnswerBytes });
  const discovery = createDiscovery();
  const discover = () => discoverIssuer(issuer, { client, allowHttp, signal });
  const endpoint = async () =>
    introspection.endpoint ?? needed((await discovery.get(discover)).introspectionEndpoint, 'introspection_endpoint');
  const credentials = { clientId, clientSecret, requireAudience, cacheMs: introspection.cacheSeconds * 1000 };
  const reading = { issuer, scopeClaims, clockToleranceSeconds };
  return {
    issuer,
    introspects: true,
    verifier: createIntrospector({ ...reading, ...credentials, client, endpoint, log, signal, now }),
    async prepare() {
      await endpoint().catch((error: unknown) => log.warn({ issuer: name, err: error }, 'Cannot discover an issuer'));
    },
  };
}

interface Discovery {
  get(discover: () => Promise<IssuerMetadata>): Promise<IssuerMetadata>;
  forget(): void;
}

/** Remembers metadata until it is told to forget it; failures are not remembered. Single-flight. */
function createDiscovery(): Discovery {
  let known: Promise<IssuerMetadata> | undefined;
  return {
    get(discover) {
      known ??= discover().catch((error: unknown) => {
        known = undefined;
        throw error;
      });
      return known;
    },
    forget() {
      known = undefined;
    },
  };
}

function needed(value: string | undefined, name: string): string {
  if (value === undefined) {
    throw new Error(`Cannot use the metadata of the issuer: it has no ${name}`);
  }
  return value;
}
