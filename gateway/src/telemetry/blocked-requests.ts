import { createShedLog } from './log-shed.js';
import type { Log } from './logger.js';
import type { Metrics } from './metrics.js';

/** One request, or one operation, that something at the door stopped, or would have stopped. */
export interface BlockedRequest {
  readonly correlationId: string;
  /** IP address of the client. */
  readonly address: string;
  /** Undefined when none was chosen yet. */
  readonly clientGraph: string | undefined;
  /** What kind of thing stopped it: the gate's name, such as `rules` or `identity`. */
  readonly gate: string;
  /** What exactly: the name of a rule or limit as the operator knows it. The gate's name when there is only one. */
  readonly rule: string;
  /** The error code that the client was given, or would have been; the action of a rule that would not have refused. */
  readonly reason: string;
  /** It was only warned of: the request went on. */
  readonly warnOnly: boolean;
  /** The fields that the caller may not see, as `Type.field`, where that is the reason. Logged, and not counted by. */
  readonly fields?: readonly string[];
}

/** The one place where everything that is blocked is counted and logged. */
export interface BlockedRequests {
  record(blocked: BlockedRequest): void;
}

/** Rules and limits that are told apart in metrics; those of a configuration that has more are counted as `other`. */
const maxRules = 500;
/** Codes that are told apart: far more than there are. */
const maxReasons = 100;

/**
 * Counts into `facet_blocked_requests_total` what is blocked and into `facet_warned_requests_total` what is only warned
 * of, and leaves one line at warn for each, or one a second for what is shed. Neither has anything of the request but its
 * address, and names of the schema.
 *
 * @param options.clientGraphs Names of all client graphs.
 */
export function createBlockedRequests(options: {
  readonly metrics: Metrics;
  readonly log: Log;
  readonly clientGraphs: readonly string[];
}): BlockedRequests {
  const { metrics, log, clientGraphs } = options;
  const labels = {
    client_graph: [...clientGraphs, 'none'],
    gate: { max: 50 },
    rule: { max: maxRules },
    reason: { max: maxReasons },
  };
  const blockedTotal = metrics.counter({
    name: 'facet_blocked_requests_total',
    help: 'Requests and operations that were refused at the door, by what refused them and the error code given.',
    labels,
  });
  const warnedTotal = metrics.counter({
    name: 'facet_warned_requests_total',
    help: 'What rules and limits with warnOnly would have done, by the error code, or by the action of a rule.',
    labels,
  });
  const logShed = createShedLog(log);
  return {
    record({ warnOnly, correlationId, address, clientGraph, gate, rule, reason, fields }) {
      const total = warnOnly ? warnedTotal : blockedTotal;
      total.add({ client_graph: clientGraph ?? 'none', gate, rule, reason });
      if (reason === 'OVERLOADED') {
        logShed({ correlationId, address, clientGraph });
        return;
      }
      log.warn(
        {
          correlationId,
          address,
          ...(clientGraph !== undefined && { clientGraph }),
          gate,
          rule,
          reason,
          ...(fields && { fields }),
        },
        warnOnly ? 'A rule or limit with warnOnly matched' : 'Request blocked',
      );
    },
  };
}
