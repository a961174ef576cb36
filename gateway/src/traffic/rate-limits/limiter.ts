import type { Metrics } from '../../telemetry/metrics.js';
import type { Allowance, Taken } from './counter.js';
import { counterKey } from './counter-key.js';
import type { Charge, CounterStore, Verdicts } from './counter-store.js';
import { createLimitMetrics } from './limit-metrics.js';

/** What a limit does while the counters that all gateways share cannot be asked. */
export type WhenUnavailable = 'local' | 'refuse';

/** A limit, as one request meets it. */
export interface LimitRequest {
  /** Name of the rule, unique. */
  readonly rule: string;
  /** What it counts by. */
  readonly parts: readonly (string | undefined)[];
  /** At least 1. */
  readonly units: number;
  /** Whether `units` is an estimate, to be settled. */
  readonly estimated: boolean;
  readonly allowance: Allowance;
  /** Over it, the request is only told of. */
  readonly warnOnly: boolean;
  /** `local`: this process counts for itself. `refuse`: nothing passes. */
  readonly whenUnavailable: WhenUnavailable;
}

/** What one limit said. */
export interface LimitOutcome {
  readonly request: LimitRequest;
  /** `over`: too many. `unavailable`: the counters could not be asked, and the rule wants nothing to pass then. */
  readonly kind: 'allowed' | 'over' | 'unavailable';
  /** Undefined when unavailable. */
  readonly taken: Taken | undefined;
}

/** What all limits of a request said. */
export interface LimitVerdict {
  readonly outcomes: readonly LimitOutcome[];
  /** The first that refuses the request; then nothing was taken of any. */
  readonly refusedBy: LimitOutcome | undefined;
  /**
   * Corrects what was taken by estimate, when it is known how many units it should have been. No answer waits for it; what
   * cannot be corrected now stays as it is.
   */
  settle(units: number): Promise<void>;
}

/** Holds requests to limits. */
export interface Limiter {
  /** Asks all limits of a request at once. Waits only when the counters are not in this process. */
  take(requests: readonly LimitRequest[]): LimitVerdict | Promise<LimitVerdict>;
}

/** What a limiter counts with. */
export interface LimiterOptions {
  /** Where the counters are. */
  readonly counters: CounterStore;
  /** Where this process counts for itself while `counters` cannot be asked. */
  readonly local: CounterStore;
  readonly metrics: Metrics;
}

/** Makes a limiter. */
export function createLimiter({ counters, local, metrics }: LimiterOptions): Limiter {
  const record = createLimitMetrics(metrics);

  function conclude(asked: Asked, verdicts: Verdicts): LimitVerdict | Promise<LimitVerdict> {
    if (verdicts !== undefined) {
      return finish(asked, { taken: verdicts, store: counters });
    }
    record.unavailable();
    const refused = asked.requests.some(({ whenUnavailable, warnOnly }) => whenUnavailable === 'refuse' && !warnOnly);
    if (refused) {
      return finish(asked, { taken: undefined, store: local });
    }
    const taken = local.take(asked.charges);
    return taken instanceof Promise
      ? taken.then((own) => finish(asked, { taken: own, store: local }))
      : finish(asked, { taken, store: local });
  }

  function finish({ requests, charges }: Asked, { taken, store }: Counted): LimitVerdict {
    const outcomes = requests.map((request, index): LimitOutcome => {
      const own = taken?.[index];
      const kind = own === undefined ? 'unavailable' : own.allowed ? 'allowed' : 'over';
      record.outcome(request.rule, request.warnOnly && kind !== 'allowed' ? 'warned' : kind);
      return { request, kind, taken: own };
    });
    const refusedBy = outcomes.find(
      ({ request, kind }) =>
        !request.warnOnly && (kind === 'over' || (kind === 'unavailable' && request.whenUnavailable === 'refuse')),
    );
    return {
      outcomes,
      refusedBy,
      async settle(units) {
        const corrections = charges.flatMap((charge, index) => {
          const outcome = outcomes[index];
          const wanted = outcome?.kind === 'allowed' && outcome.request.estimated && units !== charge.units;
          return wanted ? [{ ...charge, units: units - charge.units }] : [];
        });
        if (refusedBy === undefined && corrections.length > 0) {
          await store.correct(corrections);
        }
      },
    };
  }

  return {
    take(requests) {
      if (requests.length === 0) {
        return nothingAsked;
      }
      const charges = requests.map(
        ({ rule, parts, units, allowance, warnOnly }): Charge => ({
          key: counterKey(rule, parts),
          units,
          allowance,
          refuses: !warnOnly,
        }),
      );
      const verdicts = counters.take(charges);
      const asked = { requests, charges };
      return verdicts instanceof Promise ? verdicts.then((own) => conclude(asked, own)) : conclude(asked, verdicts);
    },
  };
}

interface Asked {
  readonly requests: readonly LimitRequest[];
  readonly charges: readonly Charge[];
}

/** What was counted, and where. */
interface Counted {
  readonly taken: Verdicts;
  readonly store: CounterStore;
}

const nothingAsked: LimitVerdict = { outcomes: [], refusedBy: undefined, settle: () => Promise.resolve() };
