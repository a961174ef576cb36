import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createCallQueue } from './call-queue.js';

/** Of the queue: others in this process may set timers meanwhile. */
const timers = new Set<unknown>();
let clear: typeof clearTimeout;
beforeEach(() => {
  timers.clear();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  clear = globalThis.clearTimeout;
  globalThis.clearTimeout = (timer) => {
    timers.delete(timer);
    clear(timer);
  };
});
afterEach(() => {
  // Put back first: in its place the real one is restored.
  globalThis.clearTimeout = clear;
  vi.useRealTimers();
});

/** Does something and remembers the timers that it sets, until they are cleared or over. */
function withTimers<T>(work: () => T): T {
  const set = globalThis.setTimeout;
  const remember = (callback: () => void, ms?: number): NodeJS.Timeout => {
    const timer = set(() => {
      timers.delete(timer);
      callback();
    }, ms);
    timers.add(timer);
    return timer;
  };
  globalThis.setTimeout = remember as typeof setTimeout;
  try {
    return work();
  } finally {
    globalThis.setTimeout = set;
  }
}

/** What can happen to a queue; times in milliseconds. */
const action = fc.oneof(
  fc.record({
    kind: fc.constant('run' as const),
    timeoutMs: fc.constantFrom(1, 40, 1000),
    how: fc.constantFrom('slow' as const, 'slow' as const, 'throws' as const, 'rejects' as const, 'gone' as const),
  }),
  fc.record({ kind: fc.constantFrom('end' as const, 'fail' as const), index: fc.nat(5) }),
  fc.record({ kind: fc.constant('leave' as const), index: fc.nat(15) }),
  fc.record({ kind: fc.constant('pass' as const), ms: fc.constantFrom(1, 39, 40, 99, 100, 500) }),
  fc.record({ kind: fc.constant('tick' as const) }),
);

const limits = fc.record({ maxInFlight: fc.integer({ min: 1, max: 3 }), maxQueued: fc.integer({ min: 0, max: 4 }) });

it('keeps to its bounds, makes no call twice, and loses no place, whatever comes, ends, fails and leaves', async () => {
  await fc.assert(
    fc.asyncProperty(limits, fc.array(action, { maxLength: 60, size: 'max' }), async (bounds, actions) => {
      let refused = 0;
      const queue = createCallQueue({ source: 's', maxQueueMs: 100, ...bounds, onRefused: () => void refused++ });
      const underWay: { readonly end: () => void; readonly fail: () => void }[] = [];
      const clients: AbortController[] = [];
      const tally = { run: 0, made: 0, settled: 0, overloaded: 0, gone: 0 };
      const run = ({ timeoutMs, how }: { readonly timeoutMs: number; readonly how: string }): void => {
        const client = new AbortController();
        clients.push(client);
        if (how === 'gone') {
          client.abort();
        }
        tally.run++;
        let wasMade = false;
        const send = (leftMs: number): Promise<void> => {
          expect(wasMade).toBe(false);
          wasMade = true;
          tally.made++;
          expect(leftMs).toBeGreaterThanOrEqual(1);
          expect(leftMs).toBeLessThanOrEqual(timeoutMs);
          if (how === 'throws') {
            throw new Error('made wrong');
          }
          return how === 'rejects'
            ? Promise.reject(new Error('refused'))
            : new Promise((resolve, reject) =>
                underWay.push({ end: resolve, fail: () => reject(new Error('failed')) }),
              );
        };
        const settled = (error?: { readonly code?: string }): void => {
          tally.settled++;
          // What was not made says why, and what was made is never said to have been refused.
          expect(error?.code !== undefined).toBe(!wasMade);
          tally.overloaded += error?.code === 'SOURCE_OVERLOADED' ? 1 : 0;
          tally.gone += error?.code === 'SOURCE_UNREACHABLE' ? 1 : 0;
        };
        withTimers(() => queue.run({ timeoutMs, signal: client.signal }, send)).then(() => settled(), settled);
      };
      for (const step of actions) {
        if (step.kind === 'run') {
          run(step);
        } else if (step.kind === 'end' || step.kind === 'fail') {
          underWay.splice(step.index, 1)[0]?.[step.kind]();
        } else if (step.kind === 'leave') {
          clients[step.index]?.abort();
        } else if (step.kind === 'pass') {
          vi.advanceTimersByTime(step.ms);
        } else {
          await turn();
        }
        expect(underWay.length).toBeLessThanOrEqual(bounds.maxInFlight);
        expect(queue.counts.inFlight).toBeLessThanOrEqual(bounds.maxInFlight);
        expect(queue.counts.queued).toBeLessThanOrEqual(bounds.maxQueued);
      }
      // Everything that is under way ends, in as many rounds as there may be calls; no time passes any more.
      for (let round = 0; round < 70 && tally.settled < tally.run; round++) {
        for (const { end } of underWay.splice(0)) {
          end();
        }
        await turn();
      }
      expect(tally.settled).toBe(tally.run);
      expect(tally.made + tally.overloaded + tally.gone).toBe(tally.run);
      expect(tally.overloaded).toBe(refused);
      expect(queue.counts).toEqual({ inFlight: 0, queued: 0 });
      // Nothing waits for a time that would come later.
      expect(timers.size).toBe(0);
    }),
    { numRuns: 2_000 },
  );
});
