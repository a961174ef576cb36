import { setImmediate as turn } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { createExecutionQueue, type Priority } from './execution-queue.js';

let utilization: number;
let time: number;
let queue: ReturnType<typeof createExecutionQueue>;
let started: string[];
let ends: Map<string, () => void>;
const maxWaitMs = 2000;
const never = new AbortController().signal;

beforeEach(() => {
  utilization = 0;
  time = 0;
  started = [];
  ends = new Map();
  queue = createExecutionQueue({
    minRunning: 2,
    maxWaiting: 3,
    maxWaitMs,
    utilization: () => utilization,
    now: () => time,
    sampleMs: 0,
  });
});

/** An operation that runs until it is ended by name. */
function run(
  name: string,
  priority: Priority = 'normal',
  { signal = never, key }: { readonly signal?: AbortSignal; readonly key?: string } = {},
): Promise<string> {
  return queue.run({ priority, signal, key }, async () => {
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

async function end(name: string): Promise<void> {
  ends.get(name)?.();
  await turn();
}

describe('createExecutionQueue()', () => {
  it('starts whatever comes while there is time left', async () => {
    for (const name of 'abcdefgh') {
      void run(name);
    }
    expect(started.join('')).toBe('abcdefgh');
    expect(queue.counts).toEqual({ running: 8, waiting: 0 });
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
    expect(queue.counts).toEqual({ running: 2, waiting: 1 });
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
    expect(queue.counts).toEqual({ running: 14, waiting: 1 });
    await end('6');
    expect(queue.counts).toEqual({ running: 14, waiting: 0 });
    for (let i = 0; i < 10; i++) {
      await sample(1);
    }
    void run('y');
    for (let i = 7; i < 19; i++) {
      await end(`${i}`);
    }
    expect(queue.counts).toEqual({ running: 2, waiting: 1 });
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
    expect(queue.counts).toEqual({ running: 2, waiting: 0 });
  });

  it('forgets what nobody waits for any more', async () => {
    void run('a');
    await sample(1);
    void run('b');
    const client = new AbortController();
    const gone = run('c', 'normal', { signal: client.signal }).catch((error: unknown) => error);
    client.abort();
    expect(await gone).toMatchObject({ code: 'OVERLOADED' });
    expect(queue.counts.waiting).toBe(0);
    await end('a');
    expect(started.join('')).toBe('ab');
  });

  it('expects a wait from how many are ahead and how fast they end', async () => {
    void run('a');
    await sample(1);
    void run('b');
    void run('c');
    void run('d', 'critical');
    await end('a');
    time += 490;
    await sample(1);
    // Not known yet: half a second says little.
    expect(queue.expectedWaitMs('normal')).toBe(0);
    await end('b');
    time += 490;
    await sample(1);
    void run('e');
    // Two ended in a second, and one is ahead.
    expect(queue.expectedWaitMs('normal')).toBeCloseTo(500, -1);
    expect(queue.expectedWaitMs('critical')).toBe(0);
  });

  it('gives a slot back when an execution fails', async () => {
    await expect(
      queue.run({ priority: 'normal', signal: never }, () => Promise.reject(new Error('no'))),
    ).rejects.toThrow('no');
    expect(queue.counts).toEqual({ running: 0, waiting: 0 });
  });

  it('starts everything that waits when it is closed', async () => {
    void run('a');
    await sample(1);
    void run('b');
    void run('c');
    queue.close();
    await turn();
    expect(started.join('')).toBe('abc');
  });

  it('starts what is the same as something under way at once, and takes no turn for it', async () => {
    void run('a', 'normal', { key: 'same' });
    await sample(1);
    void run('b');
    void run('c', 'normal', { key: 'same' });
    void run('d', 'normal', { key: 'other' });
    expect(started.join('')).toBe('abc');
    expect(queue.counts).toEqual({ running: 2, waiting: 1 });
    await end('a');
    void run('e', 'normal', { key: 'same' });
    expect(started.join('')).toBe('abcd');
    expect(queue.counts).toEqual({ running: 2, waiting: 1 });
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
    expect(queue.counts).toEqual({ running: 2, waiting: 0 });
  });
});
