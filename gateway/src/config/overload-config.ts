import { z } from 'zod';

/** What happens when more is asked than the process can serve. */
export const overloadConfig = z.strictObject({
  minRunning: z
    .int()
    .min(1)
    .max(10_000)
    .default(8)
    .describe(
      'Operations that are executed at the same time however busy the process is. While it has time left, as many as come are.',
    ),
  maxWaiting: z
    .int()
    .min(0)
    .max(1_000_000)
    .default(1000)
    .describe('Most operations that wait to be executed while the process is busy. Over it: OVERLOADED (503).'),
  maxWaitMs: z
    .int()
    .min(1)
    .max(60_000)
    .default(2000)
    .describe(
      'How long an operation may wait to be executed, in milliseconds. A request that would wait longer is answered OVERLOADED (503) before its body is read.',
    ),
});

/** What happens when more is asked than the process can serve, defaults filled in. */
export type OverloadConfig = Readonly<z.infer<typeof overloadConfig>>;
