import type { Allowance, Taken } from './counter.js';

/** Units asked of one counter. */
export interface Charge {
  /** Bounded in length, and with nothing of a client in clear text: see `counterKey()`. */
  readonly key: string;
  /** At least 1. */
  readonly units: number;
  readonly allowance: Allowance;
  /** Whether nothing is taken of any counter when this one has not enough; otherwise only its own stays as it was. */
  readonly refuses: boolean;
}

/** What was taken, corrected. */
export interface Correction extends Pick<Charge, 'key' | 'allowance'> {
  /** Negative to give back. */
  readonly units: number;
}

/** Where counters are kept. Every store passes the suite of `counter-store.test-kit.ts`. */
export interface CounterStore {
  /**
   * Takes what is asked of all counters, or of none when one that refuses has not enough.
   *
   * @param charges Each with a key of its own.
   * @returns One for each, in order; undefined when the store cannot be asked now.
   */
  take(charges: readonly Charge[]): Verdicts | Promise<Verdicts>;
  /** Corrects what was taken. What a store cannot do now is not done. */
  correct(corrections: readonly Correction[]): void | Promise<void>;
}

/** What the counters said; undefined when they could not be asked. */
export type Verdicts = readonly Taken[] | undefined;
