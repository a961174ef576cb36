import { z } from 'zod';

/** Where answers and entities are kept. */
export const cacheConfig = z.strictObject({
  store: z
    .enum(['memory', 'redis', 'tiered'])
    .default('memory')
    .describe(
      'Where what is cached is kept. `memory`: in each process by itself. `redis`: in Redis, for all gateways with the same `redis.prefix`. `tiered`: in Redis, with memory in front of it. The latter two need `redis`.',
    ),
  memory: z
    .strictObject({
      maxBytes: z
        .int()
        .min(1_048_576)
        .max(68_719_476_736)
        .default(67_108_864)
        .describe(
          'Memory that what is cached may take in one process, in bytes, its keeping included. Past it, what was not read for longest goes.',
        ),
    })
    .prefault({})
    .describe('With `store: memory` and `tiered`.'),
  maxEntryBytes: z
    .int()
    .min(1024)
    .max(67_108_864)
    .default(1_048_576)
    .describe('Size of one answer or entity, in bytes, before it is compressed. A larger one is not kept.'),
  invalidation: z
    .strictObject({
      sharedKey: z
        .string()
        .min(16)
        .max(1024)
        .optional()
        .describe(
          'Opens `POST /invalidation` on the admin listener, for whoever sends this key as `Authorization: Bearer`. At least 16 characters; by reference to the environment, never written here. Absent: there is no such endpoint.',
        ),
      channel: z
        .boolean()
        .default(false)
        .describe(
          'Whether invalidations that services publish on the Redis channel `<redis.prefix>invalidate` are heard. Needs `redis`.',
        ),
    })
    .prefault({})
    .describe('Who may have what is cached forgotten, beside `@cacheInvalidate` on mutations.'),
});

/** Where answers and entities are kept, defaults filled in. */
export type CacheConfig = Readonly<z.infer<typeof cacheConfig>>;
