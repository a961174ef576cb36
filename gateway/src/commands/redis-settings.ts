import { readFileSync } from 'node:fs';
import type { DeepReadonly } from '../config/deep-freeze.js';
import type { RedisConfig } from '../config/redis-config.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { GatewaySettings } from '../gateway.js';

type RedisSettings = NonNullable<GatewaySettings['redis']>;

/**
 * What the gateway is told of its Redis.
 *
 * @throws {GatewayError} CONFIGURATION_INVALID when a file of `redis.tls` cannot be read.
 */
export function redisSettings({ url, cluster, sentinel, tls, prefix }: DeepReadonly<RedisConfig>): RedisSettings {
  return {
    prefix,
    address: addressOf({ url, cluster, sentinel }),
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

function addressOf({
  url,
  cluster,
  sentinel,
}: Pick<DeepReadonly<RedisConfig>, 'url' | 'cluster' | 'sentinel'>): RedisSettings['address'] {
  if (url !== undefined) {
    return { kind: 'single', url };
  }
  if (cluster !== undefined) {
    return { kind: 'cluster', urls: cluster.urls };
  }
  if (sentinel !== undefined) {
    return { kind: 'sentinel', ...sentinel };
  }
  throw new TypeError('The configuration of Redis names no server');
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
