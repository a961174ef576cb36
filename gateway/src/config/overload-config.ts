import { z } from 'zod';

const maxWaiting = z.int().min(0).max(1_000_000);
const waitMs = z.int().min(1).max(60_000);

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
  maxWaiting: maxWaiting
    .default(1000)
    .describe(
      'Most operations of one client graph that wait to be executed while the process is busy. Over it: OVERLOADED (503).',
    ),
  targetWaitMs: waitMs
    .default(250)
    .describe(
      'How long operations should have to wait to be executed, in milliseconds. A request that is expected to wait longer is answered OVERLOADED (503) before its body is read, once as many of its client graph wait as are executed.',
    ),
  burst: maxWaiting
    .default(64)
    .describe(
      'As many operations of one client graph may wait however long is expected, up to `maxWaitMs`: a page or a pool of connections that asks for much at once, or just after the start, is no overload. When more come, `targetWaitMs` holds for all, until none waits.',
    ),
  maxWaitMs: waitMs
    .default(2000)
    .describe(
      'How long an operation that was let in may wait to be executed, in milliseconds. Past it: OVERLOADED (503).',
    ),
});

/** What happens when more is asked than the process can serve, defaults filled in. */
export type OverloadConfig = Readonly<z.infer<typeof overloadConfig>>;

/** What one client graph gets of a process that is asked for more than it can do. */
export const graphOverloadConfig = z.strictObject({
  weight: z
    .number()
    .min(0.01)
    .max(100)
    .default(1)
    .describe(
      'Its share of a busy process, compared with those of the other client graphs of its `priority` that have operations waiting.',
    ),
  maxRunning: z
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe(
      'Most of its operations that are executed at the same time, even while the process has time left; the others wait. Default: as many as come.',
    ),
  maxWaiting: maxWaiting.optional().describe('Instead of `overload.maxWaiting` of the gateway.'),
  targetWaitMs: waitMs.optional().describe('Instead of `overload.targetWaitMs` of the gateway, in milliseconds.'),
  maxWaitMs: waitMs.optional().describe('Instead of `overload.maxWaitMs` of the gateway, in milliseconds.'),
});
