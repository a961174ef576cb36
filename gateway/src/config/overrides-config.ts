import { z } from 'zod';

/** Progressive `@override`. */
export const overridesConfig = z.strictObject({
  labels: z
    .array(z.string().min(1))
    .default([])
    .describe(
      'Labels of `@override(label:)` that are on for every request. `percent(n)` needs no entry: it is drawn for each request.',
    ),
  header: z
    .string()
    .regex(/^[A-Za-z0-9-]+$/)
    .toLowerCase()
    .optional()
    .describe(
      'Request header that names labels to be on for its request, separated by commas. Anybody who can send it can choose; unset: nobody.',
    ),
});

/** Progressive `@override`, defaults filled in. */
export type OverridesConfig = Readonly<z.infer<typeof overridesConfig>>;
