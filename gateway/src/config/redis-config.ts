import { z } from 'zod';
import { sourceTlsConfig } from './source-identity-config.js';

const url = z
  .string()
  .regex(
    /^rediss?:\/\/([^\s/?#@]*@)?([^\s/?#@:[\]]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?(\/\d{1,3})?$/,
    'Expected redis://USER:PASSWORD@HOST:PORT/DB, or rediss:// with TLS',
  );

/** The Redis that all gateways share. */
export const redisConfig = z
  .strictObject({
    mode: z
      .enum(['single', 'cluster', 'sentinel'])
      .default('single')
      .describe('How it is run: one server, a cluster, or a primary that sentinels watch.'),
    urls: z
      .array(url)
      .min(1)
      .max(100)
      .describe(
        'The server, some nodes of the cluster (user and password of the first count), or the sentinels: `redis://USER:PASSWORD@HOST:PORT/DB`; `rediss:` with TLS.',
      ),
    primary: z.string().min(1).optional().describe('What the sentinels call the primary. Only with `mode: sentinel`.'),
    username: z
      .string()
      .min(1)
      .optional()
      .describe('User of the primary; those in `urls` are the sentinels’ own. Absent: the default user.'),
    password: z.string().min(1).optional().describe('Password of the primary. Absent: none.'),
    db: z.int().min(0).max(999).optional().describe('Database of the primary. Absent: 0.'),
    tls: sourceTlsConfig.optional().describe('For `rediss:`. Absent: what Node trusts, and no client certificate.'),
    prefix: z
      .string()
      .regex(/^[A-Za-z0-9:_.-]{0,64}$/)
      .default('facet:')
      .describe(
        'Before every key. Gateways with the same prefix share; at most 64 letters, digits, `:`, `_`, `.`, `-`.',
      ),
  })
  .superRefine(({ mode, urls, primary, username, password, db }, context) => {
    const problem = (option: string, message: string) => context.addIssue({ code: 'custom', path: [option], message });
    if (mode === 'single' && urls.length > 1) {
      problem('urls', `One server has one URL: there are ${urls.length}`);
    }
    if (mode === 'sentinel' && primary === undefined) {
      problem('primary', 'The mode "sentinel" needs the option "primary"');
    }
    for (const [option, value] of Object.entries({ primary, username, password, db })) {
      if (mode !== 'sentinel' && value !== undefined) {
        problem(option, 'Only the mode "sentinel" has this option');
      }
    }
  });

/** The Redis that all gateways share; paths absolute. */
export type RedisConfig = Readonly<z.infer<typeof redisConfig>>;
