import { z } from 'zod';

/** Whether a request may be a list of operations, `batching` of `facet.bff.yaml`. */
export const batchingConfig = z.strictObject({
  enabled: z
    .boolean()
    .default(false)
    .describe('Whether the body of a POST may be a JSON list of operations, which are answered by a list.'),
  maxOperations: z
    .int()
    .min(1)
    .max(1000)
    .default(10)
    .describe('Operations in one list. Over it: OPERATION_OVER_LIMIT for the whole request.'),
});

/** Settings of batching, defaults filled in. */
export type BatchingConfig = Readonly<z.infer<typeof batchingConfig>>;
