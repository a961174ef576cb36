import type { DeepReadonly } from './deep-freeze.js';
import type { GatewayConfig } from './gateway-config.js';
import { areKeys } from './source-identity-config.js';

const mask = '***';

/** Hides `user:password@` of a URL in a text. */
export function maskUrlCredentials(text: string): string {
  return text.replace(/(\/\/)[^/?#@\s]*@/g, `$1${mask}@`);
}

/**
 * Makes a copy of a configuration that may be shown: what a connector gets as `$config`, what header rules set, secrets and
 * keys, and the credentials in URLs are replaced by `***`.
 *
 * @param config The settings; not changed.
 */
export function maskSecrets(config: DeepReadonly<GatewayConfig>): DeepReadonly<GatewayConfig> {
  // A clone is not frozen.
  const masked = structuredClone(config) as GatewayConfig;
  for (const source of Object.values(masked.sources.each)) {
    for (const connector of Object.values(source.connectors ?? {})) {
      for (const name of Object.keys(connector.config)) {
        connector.config[name] = mask;
      }
      if (connector.url !== undefined) {
        connector.url = maskUrlCredentials(connector.url);
      }
    }
    if (source.url !== undefined) {
      source.url = maskUrlCredentials(source.url);
    }
    maskSourceSecrets(source);
  }
  maskSourceSecrets(masked.sources.all);
  if (masked.sources.debugger !== undefined) {
    masked.sources.debugger.value = mask;
  }
  const { keys } = masked.sources.tokens;
  if (keys !== undefined && areKeys(keys)) {
    masked.sources.tokens.keys = mask;
  }
  const { http } = masked.authorization.policies;
  if (http !== undefined) {
    http.url = maskUrlCredentials(http.url);
    for (const name of Object.keys(http.headers)) {
      http.headers[name] = mask;
    }
  }
  maskRedisSecrets(masked.redis);
  if (masked.cache.invalidation.sharedKey !== undefined) {
    masked.cache.invalidation.sharedKey = mask;
  }
  for (const issuer of Object.values(masked.auth.issuers)) {
    if (issuer.introspection !== undefined) {
      issuer.introspection.clientSecret = mask;
    }
  }
  return masked;
}

function maskRedisSecrets(redis: GatewayConfig['redis']): void {
  if (redis === undefined) {
    return;
  }
  redis.urls = redis.urls.map(maskUrlCredentials);
  if (redis.password !== undefined) {
    redis.password = mask;
  }
}

type SourceSecrets = Partial<Pick<GatewayConfig['sources']['each'][string], 'identity' | 'signature' | 'headers'>>;

/** Values that rules set are masked too: API keys are given to sources by such. */
function maskSourceSecrets({ identity, signature, headers }: SourceSecrets): void {
  if (identity?.exchange !== undefined) {
    identity.exchange.clientSecret = mask;
    identity.exchange.tokenEndpoint = maskUrlCredentials(identity.exchange.tokenEndpoint);
  }
  if (signature !== undefined) {
    signature.secret = mask;
  }
  for (const rule of headers ?? []) {
    if (rule.value !== undefined) {
      rule.value = mask;
    }
  }
}
