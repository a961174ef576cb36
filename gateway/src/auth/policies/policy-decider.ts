import type { Identity } from '../identity.js';

/** On whose behalf, and for what, policies are decided. One object for the whole of one operation. */
export interface PolicyContext {
  readonly identity: Identity;
  readonly clientGraph: string;
  readonly correlationId: string;
  /** Aborts when nobody waits for the verdicts any more. */
  readonly signal: AbortSignal;
}

/** Decides policies, which `@policy` names. */
export interface PolicyDecider {
  /**
   * Decides all the policies that an operation names, at once.
   *
   * @param names N >= 1 names without repetition.
   * @returns Those that hold. Never rejects: what cannot be decided does not hold.
   */
  decide(names: readonly string[], context: PolicyContext): Promise<ReadonlySet<string>>;
}
