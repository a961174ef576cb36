import type { ResolvedOperation } from '../../client-graph/client-graph.js';
import type { Limiter, LimitOutcome, LimitVerdict } from '../../traffic/rate-limits/limiter.js';
import { rateLimitHeaders, retryAfterSeconds } from '../../traffic/rate-limits/rate-limit-headers.js';
import type { Gate } from '../gate.js';
import { type Refused, refuse, refusedBy } from '../refusal.js';
import type { Visit, VisitObserver } from '../visit.js';
import type { CompiledLimit } from './compile-limits.js';

/** What `createRateLimitGate` needs. */
export interface RateLimitGateOptions {
  /** Limits of requests, and budgets of cost. */
  readonly limits: readonly CompiledLimit[];
  readonly limiter: Limiter;
  /** Whether answers tell of limits. */
  readonly headers: boolean;
  /** Told of what limits with `warnOnly` would have refused. */
  readonly observer: Pick<VisitObserver, 'blocked'>;
}

type Asked = Refused | undefined | Promise<Refused | undefined>;

const gateName = 'rate-limits';

/**
 * Makes the gate that keeps rate limits and budgets.
 *
 * Limits that need nothing but the head are asked before the body is read, once for the request, and once more for every
 * further operation of a batch. Limits that need the operation are asked together with the budgets when its document is
 * known, however it was sent. Each time all that match are asked at once.
 */
export function createRateLimitGate({ limits, limiter, headers, observer }: RateLimitGateOptions): Gate {
  const ofHead = limits.filter(({ needsOperation }) => !needsOperation);
  const ofOperation = limits.filter(({ needsOperation }) => needsOperation);
  const key = Symbol('limits');

  function keptOf(visit: Visit): Kept {
    const known = visit.remembered.get(key) as Kept | undefined;
    const kept = known ?? { counted: false, told: new Map() };
    if (known === undefined) {
      visit.remembered.set(key, kept);
    }
    return kept;
  }

  function ask(asking: readonly CompiledLimit[], visit: Visit, operation?: ResolvedOperation): Asked {
    const requests = asking.flatMap((limit) => limit.requestsOf({ visit, operation }));
    if (requests.length === 0) {
      return undefined;
    }
    const verdict = limiter.take(requests);
    return verdict instanceof Promise
      ? verdict.then((own) => conclude(own, visit, operation))
      : conclude(verdict, visit, operation);
  }

  function conclude(verdict: LimitVerdict, visit: Visit, operation: ResolvedOperation | undefined): Asked {
    if (headers) {
      tell(verdict.outcomes, visit);
    }
    if (verdict.refusedBy === undefined && verdict.outcomes.some(({ request }) => request.estimated)) {
      operation?.whenCosted((actual) => void verdict.settle(actual));
    }
    const refused = verdict.refusedBy && refusalOf(verdict.refusedBy, visit);
    const waits = verdict.outcomes
      .filter(({ request, kind }) => request.warnOnly && kind === 'over')
      .map(({ request }) =>
        observer.blocked(visit, {
          gate: gateName,
          rule: request.rule,
          code: 'RATE_LIMITED',
          operation: undefined,
          warnOnly: true,
        }),
      )
      .filter((wait) => wait instanceof Promise);
    return waits.length === 0 ? refused : Promise.all(waits).then(() => refused);
  }

  /** The last that each limit has said of the request; of several root fields, the one with the least left. */
  function tell(outcomes: readonly LimitOutcome[], visit: Visit): void {
    const { told: known } = keptOf(visit);
    for (const outcome of outcomes) {
      const other = known.get(outcome.request.rule);
      if (other === undefined || (outcome.taken?.remaining ?? 0) <= (other.taken?.remaining ?? 0)) {
        known.set(outcome.request.rule, outcome);
      }
    }
    for (const [name, value] of rateLimitHeaders(known.values())) {
      visit.answerHeaders.set(name, value);
    }
  }

  return {
    name: gateName,
    admitHead: (visit) => ask(ofHead, visit),
    admitOperation(visit) {
      const kept = keptOf(visit);
      const first = !kept.counted;
      kept.counted = true;
      return first ? undefined : ask(ofHead, visit);
    },
    // Left out where nobody needs it: finding out what an operation selects costs something.
    ...(ofOperation.length > 0 && {
      admitResolved: (visit: Visit, operation: ResolvedOperation) => ask(ofOperation, visit, operation),
    }),
  };
}

/** What is kept of a request. */
interface Kept {
  /** Whether its first operation has come, which was counted with the head. */
  counted: boolean;
  /** What each limit has said, by its name. */
  readonly told: Map<string, LimitOutcome>;
}

function refusalOf(outcome: LimitOutcome, visit: Visit): Refused {
  const { rule, allowance, units } = outcome.request;
  if (outcome.kind === 'unavailable') {
    visit.answerHeaders.set('retry-after', '1');
    return refusedBy(rule, refuse('RATE_LIMIT_UNAVAILABLE', 'The limits of requests cannot be checked now'));
  }
  const seconds = retryAfterSeconds(outcome);
  if (seconds !== undefined) {
    visit.answerHeaders.set('retry-after', String(seconds));
  }
  const most = `at most ${allowance.limit} in ${allowance.windowMicros / 1_000_000} s`;
  const message =
    seconds === undefined
      ? `The limit "${rule}" is exceeded: ${most} are allowed, ${allowance.burst} at once, and this asks for ${units}`
      : `The limit "${rule}" is exceeded: ${most} are allowed, try again in ${seconds} s`;
  return refusedBy(rule, refuse('RATE_LIMITED', message));
}
