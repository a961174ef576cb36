import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type CallQueueOptions, type CallRefusal, createCallQueue, type QueuedCall } from './call-queue.js';

let started: string[];
let left: Map<string, number>;
let ends: Map<string, { readonly succeed: () => void; readonly fail: (error: Error) => void }>;
let refused: CallRefusal[];
let queue: ReturnType<typeof createCallQueue>;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  started = [];
  left = new Map();
  ends = new Map();
  refused = [];
  open({});
});
afterEach(() => {
  vi.useRealTimers();
});

function open(options: Partial<CallQueueOptions>): void {
  queue = createCallQueue({
    source: 'stock',
    maxInFlight: 2,
    maxQueued: 2,
    maxQueueMs: 100,
    onRefused: (reason) => void refused.push(reason),
    ...options,
  });
}

/** A call that is under way until it is ended by name. */
function run(name: string, { timeoutMs = 1000, signal = new AbortController().signal }: Partial<QueuedCall> = {}) {
  const answer = queue.run({ timeoutMs, signal }, async (timeLeftMs) => {
    started.push(name);
    left.set(name, timeLeftMs);
    await new Promise<void>((resolve, reject) => ends.set(name, { succeed: resolve, fail: reject }));
    return name;
  });
  return answer.catch((error: unknown) => error);
}

async function end(name: string): Promise<void> {
  ends.get(name)?.succeed();
  await turn();
}

describe('createCallQueue()', () => {
  it('makes as many calls at once as may be under way, and the next ones in their order when others end', async () => {
    for (const name of 'abcd') {
      void run(name);
    }
    expect(started.join('')).toBe('ab');
    expect(queue.counts).toEqual({ inFlight: 2, queued: 2 });
    await end('b');
    expect(started.join('')).toBe('abc');
    await end('a');
    expect(started.join('')).toBe('abcd');
    await end('c');
    await end('d');
    expect(queue.counts).toEqual({ inFlight: 0, queued: 0 });
  });

  it('refuses with SOURCE_OVERLOADED what is one over those that may wait', async () => {
    for (const name of 'abcd') {
      void run(name);
    }
    expect(await run('e')).toMatchObject({
      code: 'SOURCE_OVERLOADED',
      source: 'stock',
      message: 'Cannot fetch from source "stock": 2 calls are under way, and 2 wait already',
    });
    expect(refused).toEqual(['queue_full']);
    expect(queue.counts).toEqual({ inFlight: 2, queued: 2 });
  });

  it('lets nothing wait where none may', async () => {
    open({ maxInFlight: 1, maxQueued: 0 });
    void run('a');
    expect(await run('b')).toMatchObject({ code: 'SOURCE_OVERLOADED' });
    await end('a');
    void run('c');
    expect(started.join('')).toBe('ac');
  });

  it('refuses what has waited for maxQueueMs, and not before', async () => {
    void run('a');
    void run('b');
    const late = run('c');
    vi.advanceTimersByTime(99);
    expect(queue.counts.queued).toBe(1);
    vi.advanceTimersByTime(1);
    expect(await late).toMatchObject({ code: 'SOURCE_OVERLOADED', message: expect.stringContaining('in 100 ms') });
    expect(refused).toEqual(['queue_timeout']);
    expect(queue.counts).toEqual({ inFlight: 2, queued: 0 });
  });

  it('counts the waiting for the deadline of the call, which ends it, too', async () => {
    void run('a');
    void run('b');
    void run('c', { timeoutMs: 80 });
    const late = run('d', { timeoutMs: 40 });
    vi.advanceTimersByTime(40);
    expect(await late).toMatchObject({ code: 'SOURCE_OVERLOADED', message: expect.stringContaining('in 40 ms') });
    await end('a');
    expect(left.get('a')).toBe(1000);
    expect(left.get('c')).toBe(40);
  });

  it('forgets what nobody waits for any more, and calls for nobody', async () => {
    void run('a');
    void run('b');
    const client = new AbortController();
    const gone = run('c', { signal: client.signal });
    client.abort();
    expect(await gone).toMatchObject({ code: 'SOURCE_UNREACHABLE' });
    expect(await run('d', { signal: client.signal })).toMatchObject({ code: 'SOURCE_UNREACHABLE' });
    await end('a');
    expect(started.join('')).toBe('ab');
    expect(refused).toEqual([]);
    expect(queue.counts).toEqual({ inFlight: 1, queued: 0 });
  });

  it('has a slot back from a call that failed', async () => {
    void run('a');
    void run('b');
    void run('c');
    ends.get('a')?.fail(new Error('no'));
    await turn();
    expect(started.join('')).toBe('abc');
    expect(queue.counts).toEqual({ inFlight: 2, queued: 0 });
  });
});
