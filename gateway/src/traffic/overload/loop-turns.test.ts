import { setImmediate as nextTurn } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { createLoopTurns, type LoopTurns } from './loop-turns.js';

let time: number;
let busy: boolean;
let done: string[];
let turns: LoopTurns;
beforeEach(() => {
  time = 0;
  busy = true;
  done = [];
  turns = createLoopTurns({ isBusy: () => busy, now: () => time });
});

/** A piece of work that takes so long. */
function take(name: string, ms: number): void {
  turns.take(() => {
    done.push(name);
    // As with answers: what takes time is what a promise sets off.
    void Promise.resolve().then(() => {
      time += ms;
    });
  });
}

/** Lets what was begun be done, as it is before a loop turns to the next socket. */
function settle(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}

describe('createLoopTurns()', () => {
  it('does everything at once while the process has time', async () => {
    busy = false;
    for (const name of 'abc') {
      take(name, 50);
      await settle();
    }
    expect(done.join('')).toBe('abc');
  });

  it('begins nothing more in a turn that has taken 8 ms, and goes on in the next ones, in order', async () => {
    take('a', 7.9);
    await settle();
    take('b', 20);
    await settle();
    take('c', 0.1);
    await settle();
    take('d', 0.1);
    expect(done.join('')).toBe('ab');
    await nextTurn();
    expect(done.join('')).toBe('abcd');
  });

  it('begins nothing more after 1 ms for a second after a client has connected', async () => {
    turns.clientCame();
    take('a', 1);
    await settle();
    take('b', 998);
    await settle();
    expect(done.join('')).toBe('a');
    await nextTurn();
    take('c', 1);
    await nextTurn();
    expect(done.join('')).toBe('abc');
    take('d', 1);
    await settle();
    expect(done.join('')).toBe('abcd');
  });

  it('goes on in the next turns in the order in which work came', async () => {
    turns.clientCame();
    take('a', 0.9);
    await settle();
    take('b', 5);
    await settle();
    for (const name of 'cde') {
      take(name, 5);
      await settle();
    }
    expect(done.join('')).toBe('ab');
    await nextTurn();
    expect(done.join('')).toBe('abc');
    take('f', 5);
    await nextTurn();
    expect(done.join('')).toBe('abcd');
    await nextTurn();
    await nextTurn();
    expect(done.join('')).toBe('abcdef');
  });

  it('does as much in one turn as there is time for', async () => {
    turns.clientCame();
    take('a', 2);
    await settle();
    for (const name of 'bcdefg') {
      take(name, 0.25);
    }
    await nextTurn();
    expect(done.join('')).toBe('abcde');
    await nextTurn();
    expect(done.join('')).toBe('abcdefg');
  });

  it('does at once what comes when all that waited is done, however busy it was', async () => {
    turns.clientCame();
    take('a', 3);
    await settle();
    take('b', 3);
    await nextTurn();
    await nextTurn();
    await nextTurn();
    busy = false;
    take('c', 3);
    expect(done.join('')).toBe('abc');
  });

  it('does what is to come next when what is being done is done, and says whether there is time for more', async () => {
    expect(turns.hasTime()).toBe(true);
    turns.takeNext(() => done.push('next'));
    // Whoever comes now comes after it.
    expect(turns.hasTime()).toBe(false);
    take('a', 3);
    expect(done).toEqual([]);
    await nextTurn();
    expect(done).toEqual(['next', 'a']);
    expect(turns.hasTime()).toBe(true);
  });
});
