import { z } from 'zod';

const DAY = 86_400;
const seconds = (min: number, max: number) => z.int().min(min).max(max);

/** What is kept of one source, `sources.each.NAME.cache`. */
export const sourceCacheConfig = z
  .strictObject({
    entities: z
      .boolean()
      .default(false)
      .describe(
        'Whether its entities are kept, each by itself, as `@cacheControl` and its `Cache-Control` allow: it is asked only for those that are not. See docs/caching.md.',
      ),
    rootFields: z
      .boolean()
      .default(false)
      .describe(
        'Whether what it answers for fields of `Query` is kept, for each set of fields and arguments that is asked for together.',
      ),
    defaultMaxAgeSeconds: seconds(0, 365 * DAY)
      .default(0)
      .describe(
        'Age of entities, root fields and fields of objects that neither schema nor source gives one, in seconds. 0: not kept.',
      ),
    defaultScope: z
      .enum(['PUBLIC', 'PRIVATE'])
      .default('PRIVATE')
      .describe(
        'Whose is what only has the default age. `PRIVATE`: its caller’s, kept under `cache.privateClaim` of the client graph. `PUBLIC`: everybody’s; only for sources that answer everybody the same.',
      ),
    maxAgeSeconds: seconds(1, 30 * DAY)
      .default(DAY)
      .describe('Nothing of it is fresh for longer, in seconds, whatever schema and source say.'),
    negativeMaxAgeSeconds: seconds(0, DAY)
      .default(0)
      .describe(
        'How long it is remembered that it does not know an entity, in seconds. 0: it is asked again. Where it is set, root fields that are null are kept for no longer, either.',
      ),
    staleWhileRevalidateSeconds: seconds(0, 30 * DAY)
      .default(0)
      .describe('How long past its age a part is still given while a new one is fetched, in seconds.'),
    staleIfErrorSeconds: seconds(0, 30 * DAY)
      .default(0)
      .describe('How long past its age a part is given where the source fails, in seconds; `extensions` says so.'),
    vary: z
      .array(
        z
          .string()
          .regex(/^[A-Za-z0-9-]{1,64}$/)
          .transform((name) => name.toLowerCase()),
      )
      .max(20)
      .default([])
      .describe(
        'Request headers that choose between its answers, beside those that it is passed. Name every one that its connectors read.',
      ),
  })
  .refine(({ entities, rootFields }) => entities || rootFields, {
    message: 'Keeps nothing: neither `entities` nor `rootFields` is true',
  })
  .describe('What is kept of this source. Default: nothing.');

/** What is kept of one source, defaults filled in. */
export type SourceCacheConfig = Readonly<z.infer<typeof sourceCacheConfig>>;
