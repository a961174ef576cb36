import { z } from 'zod';

/** How one source is mocked. */
const mockOptions = z.strictObject({
  seed: z
    .int()
    .min(0)
    .max(2_147_483_647)
    .optional()
    .describe('Chooses the values: another seed, other values. Default: `@mock(seed:)` of the schema, else 1.'),
  listSize: z
    .int()
    .min(0)
    .max(1000)
    .optional()
    .describe(
      'Items of a list that no argument says the length of. Default: `@mock(listSize:)` of the schema, else 3.',
    ),
  latencyMs: z
    .int()
    .min(0)
    .max(600_000)
    .default(0)
    .describe('How long each answer takes, in milliseconds. Past the source’s `timeoutMs`: SOURCE_TIMEOUT.'),
  nullRate: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe('Share of the fields that may be null that are null, from 0 to 1. Keys are never null.'),
});

/** Whether, and how, a source is mocked. */
export const mockConfig = z.union([z.boolean(), mockOptions]);
