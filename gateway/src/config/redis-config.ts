import { z } from 'zod';
import { sourceTlsConfig } from './source-identity-config.js';

const url = z
  .string()
  .regex(
    /^rediss?:\/\/([^\s/?#@]*@)?([^\s/?#@:[\]]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?(\/\d{1,3})?$/,
    'Expected redis://USER:PASSWORD@HOST:PORT/DB, or rediss:// with TLS',
  );
const urls = z.array(url).min(1).max(100);

/** The Redis that all gateways share; one of `url`, `cluster` and `sentinel`. */
export const redisConfig = z
  .strictObject({
    url: url.optional().describe('One server: `redis://USER:PASSWORD@HOST:PORT/DB`; `rediss:` with TLS.'),
    cluster: z
      .strictObject({ urls: urls.describe('Some of its nodes; the others are found. User and password of the first.') })
      .optional()
      .describe('A cluster.'),
    sentinel: z
      .strictObject({
        urls: urls.describe('The sentinels. User and password of the first are for the sentinels themselves.'),
        primary: z.string().min(1).describe('What the sentinels call the primary.'),
        username: z.string().min(1).optional().describe('User of the primary. Absent: the default user.'),
        password: z.string().min(1).optional().describe('Password of the primary. Absent: none.'),
        db: z.int().min(0).max(999).optional().describe('Database of the primary. Default: 0.'),
      })
      .optional()
      .describe('A primary that sentinels watch.'),
    tls: sourceTlsConfig.optional().describe('For `rediss:`. Absent: what Node trusts, and no client certificate.'),
    prefix: z
      .string()
      .regex(/^[A-Za-z0-9:_.-]{0,64}$/)
      .default('facet:')
      .describe(
        'Before every key. Gateways with the same prefix share; at most 64 letters, digits, `:`, `_`, `.`, `-`.',
      ),
  })
  .refine((own) => [own.url, own.cluster, own.sentinel].filter((one) => one !== undefined).length === 1, {
    error: 'Expected one of url, cluster and sentinel',
  });

/** The Redis that all gateways share; paths absolute. */
export type RedisConfig = Readonly<z.infer<typeof redisConfig>>;
