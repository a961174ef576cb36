import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createCallsInFlight } from './calls-in-flight.js';

const quotes = { leadsTo: new Set(['Quote', 'Carrier']) };

function deferred() {
  let settle: (fails?: boolean) => void = () => {};
  const promise = new Promise<void>((resolve, reject) => {
    settle = (fails = false) => (fails ? reject(new Error('failed')) : resolve());
  });
  return { promise, settle };
}

describe('createCallsInFlight()', () => {
  it('is quiet for a type that no call in flight leads to', () => {
    const inFlight = createCallsInFlight();
    void inFlight.track(quotes, new Promise(() => {}));
    expect(inFlight.quiet('Shipment')).toBeUndefined();
    expect(inFlight.quiet('Carrier')).toBeInstanceOf(Promise);
  });

  it('resumes everybody at once, when the last call that leads to the type has settled, well or not', async () => {
    const inFlight = createCallsInFlight();
    const first = deferred();
    const second = deferred();
    void inFlight.track(quotes, first.promise);
    inFlight.track(quotes, second.promise).catch(() => {});
    const resumed: string[] = [];
    const wait = (name: string) => inFlight.quiet('Carrier')?.then(() => resumed.push(name));
    void wait('a');
    first.settle();
    await setImmediate();
    expect(resumed).toEqual([]);
    second.settle(true);
    await second.promise.catch(() => {});
    // Nothing leads to carriers any more, but going ahead now would split the batch.
    void wait('b');
    expect(resumed).toEqual([]);
    await setImmediate();
    await setImmediate();
    expect(resumed).toEqual(['a', 'b']);
    expect(inFlight.quiet('Carrier')).toBeUndefined();
  });

  it('goes on waiting when an answer led to another call', async () => {
    const inFlight = createCallsInFlight();
    const first = deferred();
    const second = deferred();
    void inFlight.track(quotes, first.promise).then(() => inFlight.track(quotes, second.promise));
    let isQuiet = false;
    void inFlight.quiet('Carrier')?.then(() => {
      isQuiet = true;
    });
    first.settle();
    await setImmediate();
    await setImmediate();
    expect(isQuiet).toBe(false);
    second.settle();
    await setImmediate();
    await setImmediate();
    expect(isQuiet).toBe(true);
  });
});
