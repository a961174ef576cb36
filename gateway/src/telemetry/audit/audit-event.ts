/** What an event is about. */
export type AuditEventKind = 'operation' | 'refused' | 'warned' | 'invalidation';

/**
 * One line of the audit log: who asked for what, and what came of it. Never has tokens, values of variables, texts of
 * operations or bodies. What is not known is absent.
 */
export interface AuditEvent {
  /** ISO 8601, UTC. */
  readonly time: string;
  /** `operation`: it was executed. `refused`: a request or an operation was not. `warned`: a rule or limit would have.
   * `invalidation`: somebody had cached things forgotten. */
  readonly event: AuditEventKind;
  readonly correlationId: string;
  /** IP address of the client. */
  readonly address: string;
  readonly clientGraph?: string;
  /** Who is calling. `proof` says how that is known; `none` for anonymous callers. */
  readonly identity: { readonly proof: string; readonly subject?: string; readonly issuer?: string };
  /** The client app. */
  readonly client?: { readonly name?: string; readonly version?: string };
  readonly operation?: { readonly name?: string; readonly type?: string; readonly hash?: string };
  /** Fields with `@tag(name: "sensitive")` that the operation selects. */
  readonly sensitiveFields?: readonly string[];
  readonly verdict: 'allowed' | 'refused';
  /** Error codes of the answer, or of the refusal. */
  readonly codes?: readonly string[];
  /** What refused it, or would have: the gate's name. */
  readonly gate?: string;
  /** The rule or limit of that gate. */
  readonly rule?: string;
  /** What was invalidated: kinds and names, never values of keys. */
  readonly invalidated?: readonly string[];
}

/** Which events are written: those of any kind named. */
export type AuditSelection = 'operations' | 'mutations' | 'sensitive' | 'refused' | 'warned' | 'invalidations';

/** Whether an event is to be written. */
export function isSelected(event: AuditEvent, selection: ReadonlySet<AuditSelection>): boolean {
  switch (event.event) {
    case 'refused':
    case 'warned':
      return selection.has(event.event);
    case 'invalidation':
      return selection.has('invalidations');
    case 'operation':
      return (
        selection.has('operations') ||
        (selection.has('mutations') && event.operation?.type === 'mutation') ||
        (selection.has('sensitive') && (event.sensitiveFields?.length ?? 0) > 0)
      );
    default:
      return event.event satisfies never;
  }
}
