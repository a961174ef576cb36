import { setImmediate as turn } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { createExecutionQueue } from './execution-queue.js';
import { largeAnswerBytes, operationLoad } from './operation-load.js';

describe('operationLoad()', () => {
  it.each([
    [0, 1],
    [largeAnswerBytes - 1, 1],
    [largeAnswerBytes, 2],
    [largeAnswerBytes * 6.5, 7],
    [largeAnswerBytes * 7, 8],
    [Number.MAX_SAFE_INTEGER, 8],
  ])('counts one with an answer of %d bytes for %d of at least 8', (bytes, load) => {
    expect(operationLoad(bytes, 8)).toBe(load);
  });

  it('counts none for more than are executed anyway', () => {
    expect(operationLoad(10 * largeAnswerBytes, 1)).toBe(1);
  });
});

describe('ExecutionQueue, of operations with large answers', () => {
  let utilization: number;
  let time: number;
  let queue: ReturnType<typeof createExecutionQueue>;
  let started: string[];
  let ends: Map<string, () => void>;

  beforeEach(() => {
    utilization = 0;
    time = 0;
    started = [];
    ends = new Map();
    queue = createExecutionQueue({
      minRunning: 4,
      lineOf: () => ({
        priority: 'normal',
        weight: 1,
        maxRunning: Number.POSITIVE_INFINITY,
        maxWaiting: 10,
        targetWaitMs: 1000,
        burst: 0,
        maxWaitMs: 2000,
      }),
      utilization: () => utilization,
      now: () => time,
      sampleMs: 0,
    });
  });

  function run(name: string, answerBytes: () => number): void {
    const { signal } = new AbortController();
    void queue.run({ clientGraph: 'web', signal, answerBytes }, async () => {
      started.push(name);
      await new Promise<void>((resolve) => ends.set(name, resolve));
    });
  }

  async function end(name: string): Promise<void> {
    ends.get(name)?.();
    await turn();
    await turn();
  }

  /** Looks at the loop for the first time while something is executed. */
  async function becomeBusy(): Promise<void> {
    run('first', () => 0);
    utilization = 1;
    time += 10;
    queue.sample();
    await end('first');
  }

  it('executes fewer of them at a time while the process is busy, and lets others wait for them', async () => {
    await becomeBusy();
    run('large', () => 3 * largeAnswerBytes);
    run('small', () => 0);
    run('another', () => 0);
    await turn();
    expect(started).toEqual(['first', 'large']);
    expect(queue.isBusy).toBe(true);
    expect(queue.counts.get('web')).toEqual({ running: 1, waiting: 2 });
    await end('large');
    expect(started).toEqual(['first', 'large', 'small', 'another']);
  });

  it('has as many small ones at a time beside one as it leaves room for', async () => {
    await becomeBusy();
    run('two', () => largeAnswerBytes);
    for (const name of ['a', 'b', 'c']) {
      run(name, () => 0);
    }
    await turn();
    expect(started).toEqual(['first', 'two', 'a', 'b']);
    await end('a');
    expect(started).toEqual(['first', 'two', 'a', 'b', 'c']);
    // What it has counted for is given back with it.
    await end('two');
    for (const name of ['d', 'e', 'f']) {
      run(name, () => 0);
    }
    await turn();
    expect(started.slice(5)).toEqual(['d', 'e']);
  });

  it('asks how large an answer is only while the process is busy', () => {
    run('any', () => {
      throw new Error('asked');
    });
    expect(started).toEqual(['any']);
  });
});
