import type { BoundCounter, Metrics } from '../../telemetry/metrics.js';

/** Rules told apart; those of a configuration that has more are counted as `other`. */
const maxRules = 500;

/** What became of one request at one limit. */
export type LimitResult = 'allowed' | 'over' | 'warned' | 'unavailable';

/** Counts what limits say. */
export interface LimitMetrics {
  outcome(rule: string, result: LimitResult): void;
  /** The shared counters could not be asked. */
  unavailable(): void;
}

/**
 * Registers:
 *
 * - `facet_rate_limit_decisions_total{rule,result}`;
 * - `facet_rate_limit_store_unavailable_total`.
 */
export function createLimitMetrics(metrics: Metrics): LimitMetrics {
  const decisions = metrics.counter({
    name: 'facet_rate_limit_decisions_total',
    help: 'What rate limits and cost budgets said, by rule: allowed, over, over and only warned of, or unavailable.',
    labels: { rule: { max: maxRules }, result: ['allowed', 'over', 'warned', 'unavailable'] },
  });
  const failures = metrics.counter({
    name: 'facet_rate_limit_store_unavailable_total',
    help: 'Requests whose counters in Redis could not be asked: it was away, or did not answer in time.',
    labels: {},
  });
  const bound = new Map<string, BoundCounter>();
  const unavailable = failures.bind({});
  return {
    outcome(rule, result) {
      const key = `${result} ${rule}`;
      let counter = bound.get(key);
      if (counter === undefined) {
        counter = decisions.bind({ rule, result });
        bound.set(key, counter);
      }
      counter.add();
    },
    unavailable: () => unavailable.add(),
  };
}
