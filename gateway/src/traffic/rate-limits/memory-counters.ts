import { LRUCache } from 'lru-cache';
import { askCounter, type CounterState, correctCounter, lifetimeMicros } from './counter.js';
import type { Charge, Correction, CounterStore } from './counter-store.js';

/** How counters are kept in memory. */
export interface MemoryCountersOptions {
  /** Counters at most, some 350 bytes each. Past it those used longest ago are forgotten, and begin anew. */
  readonly maxCounters: number;
  /** A clock that never jumps, in microseconds. Default: that of the process. */
  readonly now?: () => number;
}

/** A store in the memory of this process; answers at once. */
export function createMemoryCounters({ maxCounters, now = processMicros }: MemoryCountersOptions): CounterStore {
  const counters = new LRUCache<string, Kept>({ max: maxCounters });

  const read = (key: string, at: number): CounterState | undefined => {
    const kept = counters.get(key);
    return kept !== undefined && kept.until > at ? kept.state : undefined;
  };
  const write = (key: string, state: CounterState, { at, allowance }: { at: number } & Pick<Charge, 'allowance'>) => {
    counters.set(key, { state, until: at + lifetimeMicros(state, at, allowance) });
  };

  return {
    take(charges: readonly Charge[]) {
      const at = now();
      const asked = charges.map((charge) => ({
        charge,
        decision: askCounter(read(charge.key, at), { ...charge, now: at }),
      }));
      if (asked.every(({ charge, decision }) => decision.allowed || !charge.refuses)) {
        for (const { charge, decision } of asked) {
          if (decision.allowed) {
            write(charge.key, decision.next, { ...charge, at });
          }
        }
      }
      return asked.map(({ decision: { next: _next, ...taken } }) => taken);
    },
    correct(corrections: readonly Correction[]) {
      const at = now();
      for (const correction of corrections) {
        const state = correctCounter(read(correction.key, at), { ...correction, now: at });
        if (state !== undefined) {
          write(correction.key, state, { ...correction, at });
        }
      }
    },
  };
}

interface Kept {
  readonly state: CounterState;
  /** When it is as if it had never been. */
  readonly until: number;
}

function processMicros(): number {
  return performance.now() * 1000;
}
