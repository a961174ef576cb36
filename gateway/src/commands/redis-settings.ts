import { readFileSync } from 'node:fs';
import type { GatewaySettings } from '../assembly/gateway-settings.js';
import type { DeepReadonly } from '../config/deep-freeze.js';
import type { RedisConfig } from '../config/redis-config.js';
import { GatewayError } from '../errors/gateway-error.js';

type RedisSettings = NonNullable<GatewaySettings['redis']>;

/**
 * What the gateway is told of its Redis.
 *
 * @throws {GatewayError} CONFIGURATION_INVALID when a file of `redis.tls` cannot be read.
 */
export function redisSettings(config: DeepReadonly<RedisConfig>): RedisSettings {
  const { tls, prefix } = config;
  return {
    prefix,
    address: addressOf(config),
    ...(tls && {
      tls: {
        ...(tls.ca !== undefined && { ca: readPem('ca', tls.ca) }),
        ...(tls.cert !== undefined && { cert: readPem('cert', tls.cert) }),
        ...(tls.key !== undefined && { key: readPem('key', tls.key) }),
        ...(tls.servername !== undefined && { servername: tls.servername }),
      },
    }),
  };
}

function addressOf({ mode, urls, primary, ...account }: DeepReadonly<RedisConfig>): RedisSettings['address'] {
  const [url] = urls;
  if (mode === 'cluster') {
    return { kind: 'cluster', urls };
  }
  if (mode === 'sentinel' && primary !== undefined) {
    const { username, password, db } = account;
    return { kind: 'sentinel', urls, primary, username, password, db };
  }
  if (url === undefined) {
    throw new TypeError('The configuration of Redis names no server');
  }
  return { kind: 'single', url };
}

function readPem(option: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new GatewayError('CONFIGURATION_INVALID', `Cannot read the file of redis.tls.${option}: ${String(error)}`, {
      cause: error,
    });
  }
}
