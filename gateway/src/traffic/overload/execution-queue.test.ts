// One piece: all of it plays with one queue, its clock and the operations that were started.
import { setImmediate as turn } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { createExecutionQueue, type Turn } from './execution-queue.js';
import type { LineOptions } from './waiting-line.js';

let utilization: number;
let time: number;
let queue: ReturnType<typeof createExecutionQueue>;
let started: string[];
let ends: Map<string, () => void>;
/** Of those that were ended. */
let done: Set<string>;
let lines: Record<string, Partial<LineOptions>>;
const maxWaitMs = 2000;

beforeEach(() => {
  utilization = 0;
  time = 0;
  started = [];
  ends = new Map();
  lines = {};
  done = new Set();
  queue = createExecutionQueue({
    minRunning: 2,
    lineOf: (clientGraph) => ({
      priority: clientGraph === 'critical' ? 'critical' : 'normal',
      weight: 1,
      maxRunning: Number.POSITIVE_INFINITY,
      maxWaiting: 3,
      targetWaitMs: 1000,
      burst: 0,
      maxWaitMs,
      ...lines[clientGraph],
    }),
    utilization: () => utilization,
    now: () => time,
    sampleMs: 0,
  });
});

/** An operation that runs until it is ended by name. */
function run(
  name: string,
  clientGraph = 'normal',
  { signal = new AbortController().signal, ...turn }: Partial<Omit<Turn, 'clientGraph'>> = {},
): Promise<string> {
  return queue.run({ clientGraph, signal, ...turn }, async () => {
    started.push(name);
    await new Promise<void>((resolve) => ends.set(name, resolve));
    return name;
  });
}

async function sample(newUtilization: number): Promise<void> {
  utilization = newUtilization;
  time += 10;
  queue.sample();
  await turn();
}

async function end(...names: string[]): Promise<void> {
  for (const name of names) {
    ends.get(name)?.();
    await turn();
  }
}

/** How many there are, of all client graphs together. */
function counts() {
  const sum = { running: 0, waiting: 0 };
  for (const { running, waiting } of queue.counts.values()) {
    sum.running += running;
    sum.waiting += waiting;
  }
  return sum;
}

describe('createExecutionQueue()', () => {
  it('starts whatever comes while there is time left', async () => {
    for (const name of 'abcdefgh') {
      void run(name);
    }
    expect(started.join('')).toBe('abcdefgh');
    expect(counts()).toEqual({ running: 8, waiting: 0 });
  });

  it('starts one when another ends while the loop is busy, never fewer than the least at a time', async () => {
    void run('a');
    await sample(1);
    void run('b');
    expect(queue.isBusy).toBe(true);
    void run('c');
    void run('d');
    expect(started.join('')).toBe('ab');
    await end('b');
    expect(started.join('')).toBe('abc');
    expect(counts()).toEqual({ running: 2, waiting: 1 });
  });

  it('starts in the next turn of the loop what comes late in the one in which the process came to rest', async () => {
    void run('a');
    await sample(1);
    await end('a');
    await turn();
    utilization = 0;
    time += 10;
    queue.sample();
    time += 10;
    void run('b');
    void run('c');
    expect(started.join('')).toBe('a');
    await turn();
    await turn();
    expect(started.join('')).toBe('abc');
  });

  it('lets ever fewer run while the loop stays busy, down to the least', async () => {
    for (let i = 0; i < 20; i++) {
      void run(`${i}`);
    }
    await sample(1);
    void run('x');
    for (let i = 0; i < 6; i++) {
      await end(`${i}`);
    }
    expect(counts()).toEqual({ running: 14, waiting: 1 });
    await end('6');
    expect(counts()).toEqual({ running: 14, waiting: 0 });
    for (let i = 0; i < 10; i++) {
      await sample(1);
    }
    void run('y');
    for (let i = 7; i < 19; i++) {
      await end(`${i}`);
    }
    expect(counts()).toEqual({ running: 2, waiting: 1 });
    await end('19');
    expect(started.at(-1)).toBe('y');
  });

  it('lets ever more run while the loop has time, and nothing change in between', async () => {
    void run('a');
    await sample(1);
    for (const name of 'bcde') {
      void run(name);
    }
    await sample(0.95);
    expect(started.join('')).toBe('ab');
    await sample(0.5);
    expect(started.join('')).toBe('abc');
    await sample(0.5);
    await sample(0.5);
    expect(started.join('')).toBe('abcde');
  });

  it('starts what is critical first', async () => {
    void run('a');
    await sample(1);
    void run('b');
    void run('later');
    void run('first', 'critical');
    await end('a');
    expect(started).toEqual(['a', 'b', 'first']);
  });

  it('notices in the middle of a turn of the loop that it takes long', async () => {
    const timed = createExecutionQueue({
      minRunning: 2,
      lineOf: () => ({
        priority: 'normal',
        weight: 1,
        maxRunning: 100,
        maxWaiting: 9,
        targetWaitMs: 9,
        burst: 9,
        maxWaitMs: 9,
      }),
      utilization: () => utilization,
      now: () => time,
      sampleMs: 20,
    });
    const begun: string[] = [];
    const begin = (name: string): void => {
      const turn = { clientGraph: 'normal', signal: new AbortController().signal };
      void timed.run(turn, () => {
        begun.push(name);
        return new Promise(() => {});
      });
    };
    begin('a');
    time = 25;
    utilization = 1;
    begin('b');
    expect(timed.isBusy).toBe(false);
    time = 26;
    begin('c');
    expect([begun.join(''), timed.isBusy]).toEqual(['ab', true]);
    timed.close();
  });

  it('starts critical operations first, before others of their client graph and before other client graphs', async () => {
    void run('a');
    await sample(1);
    void run('b');
    void run('c', 'other');
    void run('d');
    void run('first', 'normal', { isCritical: () => true });
    void run('of critical', 'critical');
    await end('a', 'b');
    expect(started.slice(2).sort()).toEqual(['first', 'of critical']);
    await end('first', 'of critical');
    expect(started.slice(4).sort()).toEqual(['c', 'd']);
  });

  it('makes room for critical operations by refusing what has waited longest, and none for more than may wait', async () => {
    void run('a');
    await sample(1);
    void run('b');
    const waiting = ['c', 'd', 'e'].map((name) => run(name).catch((error: unknown) => error));
    for (const name of ['x', 'y', 'z']) {
      void run(name, 'normal', { isCritical: () => true });
    }
    for (const refused of await Promise.all(waiting)) {
      expect(refused).toMatchObject({ code: 'OVERLOADED' });
    }
    await expect(run('more', 'normal', { isCritical: () => true })).rejects.toMatchObject({ code: 'OVERLOADED' });
    expect(counts()).toEqual({ running: 2, waiting: 3 });
  });

  it('refuses with OVERLOADED what comes when as many wait as may, and what has waited too long', async () => {
    void run('a');
    await sample(1);
    void run('b');
    const waiting = ['c', 'd', 'e'].map((name) => run(name).catch((error: unknown) => error));
    await expect(run('f')).rejects.toMatchObject({ code: 'OVERLOADED' });
    time += maxWaitMs + 1;
    await sample(1);
    for (const refused of await Promise.all(waiting)) {
      expect(refused).toMatchObject({ code: 'OVERLOADED' });
    }
    expect(counts()).toEqual({ running: 2, waiting: 0 });
  });

  it('forgets what nobody waits for any more', async () => {
    void run('a');
    await sample(1);
    void run('b');
    const client = new AbortController();
    const gone = run('c', 'normal', { signal: client.signal }).catch((error: unknown) => error);
    client.abort();
    expect(await gone).toMatchObject({ code: 'OVERLOADED' });
    expect(counts().waiting).toBe(0);
    await end('a');
    expect(started.join('')).toBe('ab');
  });

  it('expects a wait from how many are ahead and how fast they end, and says when it is too long', async () => {
    lines = { normal: { maxWaiting: 100 } };
    void run('a');
    await sample(1);
    void run('b');
    for (let i = 0; i < 12; i++) {
      void run(`${i}`);
    }
    await end('a');
    time += 490;
    await sample(1);
    // Not known yet: half a second says little of one.
    expect(queue.forecast('normal')).toEqual({ waitMs: 0, isTooLong: false });
    await end('b', '0', '1', '2', '3', '4', '5');
    time += 490;
    await sample(1);
    // Eight ended in a second, and four are ahead: five would be too long.
    expect(queue.forecast('normal')).toEqual({ waitMs: 500, isTooLong: false });
    expect(queue.forecast('critical')).toEqual({ waitMs: 0, isTooLong: false });
    for (let i = 0; i < 6; i++) {
      void run(`late ${i}`);
    }
    expect(queue.forecast('normal')).toEqual({ waitMs: 1250, isTooLong: true });
  });

  it('lets a burst wait whatever is expected, and none after it has not been enough, until nobody waits', async () => {
    lines = { normal: { maxWaiting: 100, targetWaitMs: 300, burst: 12 } };
    void run('a');
    await sample(1);
    void run('b');
    for (let i = 0; i < 29; i++) {
      void run(`${i}`);
    }
    await end('a', 'b', ...Array.from({ length: 18 }, (_, i) => `${i}`));
    time += 1990;
    await sample(1);
    // Twenty ended in two seconds.
    expect(queue.forecast('normal')).toEqual({ waitMs: 900, isTooLong: false });
    for (const name of ['x', 'y', 'z']) {
      void run(name);
    }
    expect(queue.forecast('normal')).toEqual({ waitMs: 1200, isTooLong: true });
    await end('18', '19', '20', '21', '22', '23', '24', '25');
    expect(queue.forecast('normal')).toEqual({ waitMs: 400, isTooLong: true });
    await end('26');
    expect(queue.forecast('normal')).toEqual({ waitMs: 300, isTooLong: false });
    await end('27', '28', 'x');
    expect(queue.forecast('normal')).toEqual({ waitMs: 0, isTooLong: false });
    for (let i = 0; i < 5; i++) {
      void run(`again ${i}`);
    }
    expect(queue.forecast('normal')).toEqual({ waitMs: 500, isTooLong: false });
  });

  it('lets as many wait as are executed, however long these take', async () => {
    lines = { normal: { maxWaiting: 100 } };
    for (const name of 'abcdef') {
      void run(name);
    }
    await sample(1);
    await end('a', 'b');
    time += 3990;
    for (const name of 'ghi') {
      void run(name);
    }
    await sample(1);
    expect(queue.counts.get('normal')).toEqual({ running: 4, waiting: 3 });
    expect(queue.forecast('normal')).toEqual({ waitMs: 6000, isTooLong: false });
    void run('j');
    expect(queue.forecast('normal')).toEqual({ waitMs: 8000, isTooLong: true });
  });

  it('lets a burst wait, however long is expected', async () => {
    lines = { normal: { maxWaiting: 100, burst: 5 } };
    for (const name of 'abcdef') {
      void run(name);
    }
    await sample(1);
    await end('a', 'b', 'c');
    time += 3990;
    for (const name of 'ghij') {
      void run(name);
    }
    await sample(1);
    expect(queue.counts.get('normal')).toEqual({ running: 3, waiting: 4 });
    expect(queue.forecast('normal').isTooLong).toBe(false);
    void run('k');
    expect(queue.forecast('normal').isTooLong).toBe(true);
  });

  it('expects a client graph to get its share of a rate of which it had nothing yet', async () => {
    lines = { normal: { maxWaiting: 100 }, other: { weight: 3 } };
    void run('a');
    await sample(1);
    void run('b');
    for (let i = 0; i < 30; i++) {
      void run(`${i}`);
    }
    await end('a', 'b');
    await end(...Array.from({ length: 18 }, (_, i) => `${i}`));
    time += 190;
    await sample(1);
    // Twenty ended in 200 ms.
    expect(queue.forecast('normal').waitMs).toBeCloseTo(100, 0);
    expect(queue.forecast('other').waitMs).toBe(0);
    void run('x', 'other');
    void run('y', 'other');
    expect(queue.forecast('other').waitMs).toBeCloseTo(2 / (0.1 * 0.75), 0);
  });

  it('gives a slot back when an execution fails', async () => {
    await expect(
      queue.run({ clientGraph: 'normal', signal: new AbortController().signal }, () => Promise.reject(new Error('no'))),
    ).rejects.toThrow('no');
    expect(counts()).toEqual({ running: 0, waiting: 0 });
  });

  it('starts everything that waits when it is closed', async () => {
    void run('a');
    await sample(1);
    void run('b');
    for (const name of ['c', 'd']) {
      void run(name, 'normal', { key: 'same' });
    }
    void run('e');
    queue.close();
    await turn();
    expect(started.join('')).toBe('abcde');
  });

  it('starts what is the same as something under way at once, and takes no turn for it', async () => {
    void run('a', 'normal', { key: 'same' });
    await sample(1);
    void run('b');
    void run('c', 'normal', { key: 'same' });
    void run('d', 'normal', { key: 'other' });
    expect(started.join('')).toBe('abc');
    expect(counts()).toEqual({ running: 2, waiting: 1 });
    await end('a');
    void run('e', 'normal', { key: 'same' });
    expect(started.join('')).toBe('abcd');
    expect(counts()).toEqual({ running: 2, waiting: 1 });
  });

  it('starts all that wait for the same together', async () => {
    void run('a');
    await sample(1);
    void run('b');
    for (const name of 'cde') {
      void run(name, 'normal', { key: 'same' });
    }
    await end('a');
    expect(started.join('')).toBe('abcde');
    expect(counts()).toEqual({ running: 2, waiting: 0 });
  });

  it('gives each client graph that has some waiting as many at a time, whoever has sent more, or earlier', async () => {
    lines = { flood: { maxWaiting: 1000 } };
    for (let i = 0; i < 4; i++) {
      void run(`flood ${i}`, 'flood');
    }
    await sample(1);
    for (let i = 4; i < 500; i++) {
      void run(`flood ${i}`, 'flood');
    }
    void run('calm 0', 'calm');
    void run('calm 1', 'calm');
    await end('flood 0', 'flood 1', 'flood 2');
    expect(started.slice(4)).toEqual(['calm 0']);
    await end('flood 3');
    expect(started.slice(5)).toEqual(['flood 4']);
    await end('calm 0');
    expect(started.slice(6)).toEqual(['calm 1']);
    // Nobody else wants them: it gets all.
    await end('calm 1');
    expect(started.slice(7)).toEqual(['flood 5']);
    expect([...queue.counts]).toEqual([
      ['flood', { running: 2, waiting: 494 }],
      ['calm', { running: 0, waiting: 0 }],
    ]);
  });

  it('gives a client graph as much more as its weight says', async () => {
    lines = { heavy: { weight: 3, maxWaiting: 100 }, light: { maxWaiting: 100 } };
    for (let i = 0; i < 8; i++) {
      void run(`heavy ${i}`, 'heavy');
      void run(`light ${i}`, 'light');
    }
    await sample(1);
    for (let i = 8; i < 60; i++) {
      void run(`heavy ${i}`, 'heavy');
      void run(`light ${i}`, 'light');
    }
    // The limit is now 11 at a time, of 16.
    for (let round = 0; round < 4; round++) {
      const under = started.filter((name) => ends.has(name));
      for (const name of under.filter((own) => !done.has(own)).slice(0, 6)) {
        done.add(name);
        await end(name);
      }
    }
    const { running: heavy = 0 } = queue.counts.get('heavy') ?? {};
    const { running: light = 0 } = queue.counts.get('light') ?? {};
    expect([heavy, light]).toEqual([8, 3]);
  });

  it('executes no more of a client graph at a time than its maxRunning, however idle the process is', async () => {
    lines = { bounded: { maxRunning: 2 } };
    for (const name of 'abcd') {
      void run(name, 'bounded');
    }
    void run('e');
    expect(started.join('')).toBe('abe');
    await end('e');
    expect(started.join('')).toBe('abe');
    await end('b');
    expect(started.join('')).toBe('abec');
    expect(queue.counts.get('bounded')).toEqual({ running: 2, waiting: 1 });
  });

  it('refuses what is over the maxWaiting of its own client graph, and lets others wait', async () => {
    lines = { small: { maxWaiting: 1 } };
    void run('a', 'small');
    await sample(1);
    void run('b', 'small');
    void run('c', 'small');
    await expect(run('d', 'small')).rejects.toMatchObject({ code: 'OVERLOADED' });
    void run('e');
    expect(counts()).toEqual({ running: 2, waiting: 2 });
  });
});
