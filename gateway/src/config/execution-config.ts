import { z } from 'zod';

/** How operations are executed. */
export const executionConfig = z.strictObject({
  shareInFlight: z
    .boolean()
    .default(true)
    .describe(
      'Whether equal queries of one client graph that are under way at the same time are executed once: the same operation, variables and headers, credentials and cookies included. Mutations never are.',
    ),
});

/** How operations are executed, defaults filled in. */
export type ExecutionConfig = Readonly<z.infer<typeof executionConfig>>;
