import type { AnsweredOperation } from '../client-graph/client-graph.js';
import type { AuditEvent } from '../telemetry/audit/audit-event.js';
import type { AuditLog } from '../telemetry/audit/audit-log.js';
import type { Gate } from './gate.js';
import { refuse } from './refusal.js';
import type { BlockedVisit, Visit, VisitObserver } from './visit.js';

/** Longest text of a client that is recorded, in characters. */
const maxTextLength = 256;
/** Sensitive fields that are recorded of one operation. */
const maxFields = 100;

/** Records every operation, and everything that gates refuse, in the audit log. */
export function auditVisits(audit: Pick<AuditLog, 'record'>): Pick<VisitObserver, 'answered' | 'blocked'> {
  return {
    answered(visit, operation) {
      const { executed, codes } = operation;
      const stopped = executed ? undefined : visit.blocked.find(({ code }) => codes.includes(code));
      // What a limit refused was recorded with the limit's name already.
      if (stopped === undefined || isRecordedAnswered(stopped)) {
        audit.record({
          ...answeredEvent(visit, operation),
          ...(stopped && { gate: stopped.gate, rule: stopped.rule }),
        });
      }
    },
    blocked(visit, blocked) {
      if (isRecordedAnswered(blocked)) {
        return;
      }
      const { gate, rule, code, operation, warnOnly } = blocked;
      const name = operation?.operationName;
      audit.record({
        ...whoAndWhere(visit, warnOnly ? 'warned' : 'refused'),
        ...(name !== undefined && { operation: { name: cut(name) } }),
        verdict: warnOnly ? 'allowed' : 'refused',
        codes: [code],
        gate,
        rule,
      });
    },
  };
}

/** An operation that is refused for its fields is recorded when it is answered: then it is known which are sensitive. */
function isRecordedAnswered({ gate, warnOnly }: BlockedVisit): boolean {
  return gate === 'authorization' && !warnOnly;
}

/** The gate that lets no operation be executed that could not be recorded. */
export function createAuditGate(audit: Pick<AuditLog, 'admit'>): Gate {
  const verdict = (admitted: boolean) =>
    admitted ? undefined : refuse('UNAVAILABLE', 'The gateway cannot record operations now: send the request again');
  return {
    name: 'audit',
    admitOperation({ exchange }) {
      const admitted = audit.admit(exchange.signal);
      return typeof admitted === 'boolean' ? verdict(admitted) : admitted.then(verdict);
    },
  };
}

function answeredEvent(visit: Visit, operation: AnsweredOperation): AuditEvent {
  const { name, type, hash, sensitiveFields, executed, codes } = operation;
  return {
    ...whoAndWhere(visit, executed ? 'operation' : 'refused'),
    operation: {
      ...(name !== undefined && { name: cut(name) }),
      ...(type !== undefined && { type }),
      ...(hash !== undefined && { hash }),
    },
    ...(sensitiveFields.length > 0 && { sensitiveFields: sensitiveFields.slice(0, maxFields) }),
    verdict: executed ? 'allowed' : 'refused',
    ...(codes.length > 0 && { codes }),
  };
}

function whoAndWhere({ exchange, address, graph, identity }: Visit, event: AuditEvent['event']) {
  const { proof, subject, issuer, client } = identity;
  return {
    time: new Date().toISOString(),
    event,
    correlationId: exchange.correlationId,
    address,
    ...(graph !== undefined && { clientGraph: graph.name }),
    identity: {
      proof,
      ...(subject !== undefined && { subject: cut(subject) }),
      ...(issuer !== undefined && { issuer: cut(issuer) }),
    },
    ...((client.name !== undefined || client.version !== undefined) && {
      client: {
        ...(client.name !== undefined && { name: cut(client.name) }),
        ...(client.version !== undefined && { version: cut(client.version) }),
      },
    }),
  };
}

function cut(text: string): string {
  return text.length > maxTextLength ? `${text.slice(0, maxTextLength)}…` : text;
}
