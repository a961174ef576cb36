import type { DeniedOperationNotice } from '../executor/authorization/authorizer.js';
import { type Excess, excessCode } from '../traffic/operation-limits.js';
import type { BlockedOperation } from './client-graph.js';

/** What is told of an operation that is over a limit. */
export function blockedByLimit(excess: Excess, { warnOnly }: { readonly warnOnly: boolean }): BlockedOperation {
  return { gate: 'limits', rule: excess.limit, code: excessCode(excess), warnOnly };
}

/** What is told of an operation that its caller may not run as a whole. */
export function blockedByAuthorization({ fields, code, warnOnly }: DeniedOperationNotice): BlockedOperation {
  return { gate: 'authorization', rule: 'authorization', code, warnOnly, fields };
}
