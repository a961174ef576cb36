import { z } from 'zod';

/** How operations are planned. */
export const plannerConfig = z.strictObject({
  maxCacheBytes: z
    .int()
    .min(65_536)
    .max(17_179_869_184)
    .default(67_108_864)
    .describe(
      'Memory for compiled plans, estimated, in bytes, for each client graph. Over it the plans used longest ago are made anew.',
    ),
});

/** The planner’s settings, defaults filled in. */
export type PlannerConfig = Readonly<z.infer<typeof plannerConfig>>;
