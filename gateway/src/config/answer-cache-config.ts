import { z } from 'zod';

const DAY = 86_400;
const headerName = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,64}$/)
  .transform((name) => name.toLowerCase());

/** How the answers of one client graph are kept, `cache` of `facet.bff.yaml`. */
export const answerCacheConfig = z
  .strictObject({
    answers: z
      .boolean()
      .default(false)
      .describe(
        'Whether whole answers to queries are kept, as `@cacheControl` and the `Cache-Control` of sources allow. See docs/caching.md.',
      ),
    defaultMaxAgeSeconds: z
      .int()
      .min(0)
      .max(365 * DAY)
      .default(0)
      .describe('Age of root fields, and of fields of objects, that nothing else gives one, in seconds. 0: not kept.'),
    maxAgeSeconds: z
      .int()
      .min(1)
      .max(30 * DAY)
      .default(DAY)
      .describe('No answer is fresh for longer, in seconds, whatever the schema and the sources say.'),
    staleWhileRevalidateSeconds: z
      .int()
      .min(0)
      .max(30 * DAY)
      .default(0)
      .describe('How long past its age an answer is still given while a new one is made, in seconds.'),
    staleIfErrorSeconds: z
      .int()
      .min(0)
      .max(30 * DAY)
      .default(0)
      .describe('How long past its age an answer is given where a source fails, in seconds; `extensions` says so.'),
    privateClaim: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe(
        'Claim of the caller that a PRIVATE answer, and what sources answer that is private, is kept under, such as `sub`. Absent, and for callers without it, such things are not kept.',
      ),
    vary: z
      .array(headerName)
      .max(20)
      .default([])
      .describe(
        'Request headers that choose between answers, beside those that are passed to sources. Name every one that resolvers or connectors read.',
      ),
    surrogateKeyHeader: headerName
      .optional()
      .describe(
        'Header that tells a CDN by which names an answer can be purged, such as `Surrogate-Key`. Absent: none.',
      ),
  })
  .refine(({ answers, defaultMaxAgeSeconds }) => answers || defaultMaxAgeSeconds === 0, {
    path: ['defaultMaxAgeSeconds'],
    message: 'Answers are not kept: `answers` is false',
  });

/** How the answers of one client graph are kept, defaults filled in. */
export type AnswerCacheConfig = Readonly<z.infer<typeof answerCacheConfig>>;
