import { z } from 'zod';

/** How operations are planned. */
export const plannerConfig = z.strictObject({
  threads: z
    .int()
    .min(1)
    .max(64)
    .default(1)
    .describe(
      'Threads that plan, so that no operation holds up the others’ answers. Each plans one operation at a time and holds every supergraph.',
    ),
  timeoutMs: z
    .int()
    .min(50)
    .max(60_000)
    .default(3000)
    .describe('How long one operation may be planned for, in milliseconds. Past it: OPERATION_TOO_COMPLEX.'),
  maxWaiting: z
    .int()
    .min(0)
    .max(100_000)
    .default(100)
    .describe(
      'Most operations that wait for a thread. Over it: UNAVAILABLE. Operations with a cached plan do not wait.',
    ),
  maxPaths: z
    .int()
    .min(10)
    .max(100_000)
    .default(500)
    .describe('Most ways to reach one field that are compared. Over it: OPERATION_TOO_COMPLEX.'),
  idleMs: z
    .int()
    .min(0)
    .max(86_400_000)
    .default(1000)
    .describe(
      'How long a thread without work is kept, in milliseconds. Each holds some 40 MB; the first operation to be planned after that waits about half a second for a new one.',
    ),
  maxThreadBytes: z
    .int()
    .min(134_217_728)
    .max(17_179_869_184)
    .default(536_870_912)
    .describe('Memory one thread may take, in bytes. Past it: OPERATION_TOO_COMPLEX for what it is planning.'),
  warmUpMs: z
    .int()
    .min(0)
    .max(600_000)
    .default(5000)
    .describe(
      'How long the start may wait for the persisted operations of a client graph to be planned ahead, in milliseconds. 0: none are.',
    ),
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
