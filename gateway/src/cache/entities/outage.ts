import type { ErrorCode } from '../../errors/catalogue.js';
import { GatewayError } from '../../errors/gateway-error.js';
import type { SourceError } from '../../executor/source.js';

/** There was no answer, or none of any use. */
const outages: ReadonlySet<ErrorCode> = new Set([
  'SOURCE_UNREACHABLE',
  'SOURCE_TIMEOUT',
  'SOURCE_BAD_ANSWER',
  'SOURCE_ANSWER_TOO_LARGE',
  'SOURCE_OVERLOADED',
  'SOURCE_IN_MAINTENANCE',
]);

/** Whether a source could not answer. Not when it refuses to: what it has withdrawn is not to be given. */
export function isOutage(failure: unknown): boolean {
  return failure instanceof GatewayError && outages.has(failure.code);
}

/**
 * Whether an error that came in an answer says that the source could not answer.
 *
 * Spec: RFC 5861 section 4: 5xx are errors there. For GraphQL sources what has no code of its own, since frameworks send
 * whatever was thrown that way; for connectors, the status of the service.
 */
export function isOutageError({ failure, extensions }: SourceError): boolean {
  if (failure !== undefined) {
    return isOutage(failure);
  }
  const { code, http } = extensions ?? {};
  const status = typeof http === 'object' && http !== null ? (http as { readonly status?: unknown }).status : undefined;
  if (typeof status === 'number') {
    return status >= 500 || status === 429;
  }
  return code === undefined || code === 'INTERNAL_SERVER_ERROR';
}
