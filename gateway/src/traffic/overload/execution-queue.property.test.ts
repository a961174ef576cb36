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
    isCritical: fc.boolean(),
    outcome: fc.constantFrom('ends' as const, 'fails' as const),
  }),
  fc.record({ kind: fc.constant('end' as const), index: fc.nat(9) }),
  fc.record({ kind: fc.constant('leave' as const), index: fc.nat(9) }),
  fc.record({ kind: fc.constant('sample' as const), utilization: fc.constantFrom(0, 0.5, 0.93, 1) }),
  fc.record({ kind: fc.constant('pass' as const), ms: fc.constantFrom(1, 3, 25, 500) }),
  fc.record({ kind: fc.constantFrom('turn' as const, 'tick' as const) }),
);

interface Asked {
  readonly clientGraph: string;
  readonly key: string | undefined;
  readonly isCritical: boolean;
  readonly outcome: 'ends' | 'fails';
}

/** How a queue is set up. */
const setup = fc.record({
  minRunning: fc.integer({ min: 1, max: 3 }),
  /** Never: what is lost has to show. */
  maxWaitMs: fc.constantFrom(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 400),
  isClosedInTheEnd: fc.boolean(),
});

const maxRunning = 2;
const maxWaiting = 20;

it('loses nobody, executes nobody twice and keeps its books, whatever comes, ends and leaves in whichever order', async () => {
  await fc.assert(
    fc.asyncProperty(setup, fc.array(action, { maxLength: 80, size: 'max' }), async (given, actions) => {
      let time = 0;
      let utilization = 0;
      const queue = createExecutionQueue({
        minRunning: given.minRunning,
        lineOf: (clientGraph) => ({
          priority: clientGraph === 'critical' ? 'critical' : 'normal',
          weight: 1,
          maxRunning: clientGraph === 'bounded' ? maxRunning : Number.POSITIVE_INFINITY,
          maxWaiting,
          targetWaitMs: 1000,
          burst: 4,
          maxWaitMs: given.maxWaitMs,
        }),
        utilization: () => utilization,
        now: () => time,
        sampleMs: 0,
      });
      const running: { readonly key: string | undefined; readonly clientGraph: string; readonly end: () => void }[] =
        [];
      const clients: AbortController[] = [];
      const tally = { run: 0, executed: 0, refused: 0, ended: 0 };
      const run = ({ clientGraph, key, isCritical, outcome }: Asked): void => {
        const client = new AbortController();
        clients.push(client);
        tally.run++;
        let wasExecuted = false;
        const execute = () => {
          expect(wasExecuted).toBe(false);
          wasExecuted = true;
          tally.executed++;
          return new Promise<void>((resolve, reject) => {
            running.push({ key, clientGraph, end: outcome === 'ends' ? resolve : () => reject(new Error('failed')) });
          });
        };
        queue.run({ clientGraph, signal: client.signal, key, isCritical: () => isCritical }, execute).then(
          () => void tally.ended++,
          (error: { readonly code?: string }) => {
            // Who is refused was not executed, and who was executed is not refused.
            expect(error.code === 'OVERLOADED').toBe(!wasExecuted);
            wasExecuted ? tally.ended++ : tally.refused++;
          },
        );
      };
      const checkBounds = (): void => {
        const alone = running.filter(({ key, clientGraph }) => key === undefined && clientGraph === 'bounded');
        expect(alone.length).toBeLessThanOrEqual(maxRunning);
        for (const { running: own, waiting } of queue.counts.values()) {
          expect(own).toBeGreaterThanOrEqual(0);
          expect(waiting).toBeLessThanOrEqual(maxWaiting);
        }
      };
      for (const step of actions) {
        if (step.kind === 'run') {
          run(step);
        } else if (step.kind === 'end') {
          running.splice(step.index, 1)[0]?.end();
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
        checkBounds();
      }
      if (given.isClosedInTheEnd) {
        queue.close();
        expect([...queue.counts.values()].reduce((sum, { waiting }) => sum + waiting, 0)).toBe(0);
      }
      // Everything that runs ends, in as many rounds as there may be operations; nobody looks at the clock any more.
      for (let round = 0; round < 90 && tally.ended + tally.refused < tally.run; round++) {
        for (const { end } of running.splice(0)) {
          end();
        }
        await turn();
        await turn();
      }
      expect(tally.ended + tally.refused).toBe(tally.run);
      expect(tally.executed).toBe(tally.ended);
      for (const { running: left, waiting } of queue.counts.values()) {
        expect({ left, waiting }).toEqual({ left: 0, waiting: 0 });
      }
      // Nothing is taken to be under way that is not: it would go without a turn for ever.
      run({ clientGraph: 'normal', key: 'equal', isCritical: false, outcome: 'ends' });
      for (let tries = 0; tries < 5 && running.length === 0; tries++) {
        await turn();
      }
      expect(queue.counts.get('normal')?.running).toBe(1);
      running[0]?.end();
      await turn();
      expect(queue.counts.get('normal')?.running).toBe(0);
    }),
    { numRuns: 2_000 },
  );
});
