import type { BlockedRequests } from '../telemetry/blocked-requests.js';
import type { VisitObserver } from './visit.js';

/** Has everything that gates stop, or warn of, counted and logged in the one place for it. */
export function recordBlocked(requests: BlockedRequests): Pick<VisitObserver, 'blocked'> {
  return {
    blocked: ({ exchange, address, graph }, { gate, rule, code, warnOnly, fields }) =>
      requests.record({
        correlationId: exchange.correlationId,
        address,
        clientGraph: graph?.name,
        gate,
        rule,
        reason: code,
        warnOnly,
        ...(fields && { fields }),
      }),
  };
}
