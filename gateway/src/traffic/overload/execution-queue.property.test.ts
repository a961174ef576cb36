import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createExecutionQueue } from './execution-queue.js';

/** What can happen to a queue; times in milliseconds. */
const action = fc.oneof(
  fc.record({
    kind: fc.constant('run' as const),
    clientGraph: fc.constantFrom('bounded', 'critical', 'normal'),
    key: fc.constantFrom(undefined, undefined, 'equal'),
  }),
  fc.record({ kind: fc.constant('end' as const), index: fc.nat(9) }),
  fc.record({ kind: fc.constant('leave' as const), index: fc.nat(9) }),
  fc.record({ kind: fc.constant('sample' as const), utilization: fc.constantFrom(0, 0.5, 0.93, 1) }),
  fc.record({ kind: fc.constant('pass' as const), ms: fc.constantFrom(1, 3, 25, 500) }),
  fc.record({ kind: fc.constantFrom('turn' as const, 'tick' as const) }),
);

it('leaves nobody waiting for ever, whatever comes, ends and leaves in whichever order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 80, size: 'max' }), async (actions) => {
      let time = 0;
      let utilization = 0;
      const queue = createExecutionQueue({
        minRunning: 1,
        lineOf: (clientGraph) => ({
          priority: clientGraph === 'critical' ? 'critical' : 'normal',
          weight: 1,
          maxRunning: clientGraph === 'bounded' ? 2 : Number.POSITIVE_INFINITY,
          maxWaiting: 20,
          targetWaitMs: 1000,
          burst: 4,
          // Nobody is refused for that: what is lost has to show.
          maxWaitMs: Number.POSITIVE_INFINITY,
        }),
        utilization: () => utilization,
        now: () => time,
        sampleMs: 0,
      });
      const running: (() => void)[] = [];
      const clients: AbortController[] = [];
      let open = 0;
      const settled = () => void open--;
      for (const step of actions) {
        if (step.kind === 'run') {
          const client = new AbortController();
          clients.push(client);
          open++;
          const { clientGraph, key } = step;
          const execute = () => new Promise<void>((resolve) => running.push(resolve));
          queue.run({ clientGraph, signal: client.signal, key }, execute).then(settled, settled);
        } else if (step.kind === 'end') {
          running.splice(step.index, 1)[0]?.();
        } else if (step.kind === 'leave') {
          clients[step.index]?.abort();
        } else if (step.kind === 'sample') {
          utilization = step.utilization;
          queue.sample();
        } else if (step.kind === 'pass') {
          time += step.ms;
        } else {
          await (step.kind === 'turn' ? turn() : Promise.resolve());
        }
      }
      // Everything that runs ends, in as many rounds as there may be operations; nobody looks at the clock any more.
      for (let round = 0; round < 60 && open > 0; round++) {
        for (const end of running.splice(0)) {
          end();
        }
        await turn();
        await turn();
      }
      expect(open).toBe(0);
      for (const { running: left, waiting } of queue.counts.values()) {
        expect({ left, waiting }).toEqual({ left: 0, waiting: 0 });
      }
    }),
    { numRuns: 4_000 },
  );
});
