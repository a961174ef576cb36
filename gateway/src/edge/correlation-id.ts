import { randomUUID } from 'node:crypto';

/** The header that carries it, in and out. */
export const correlationIdHeader = 'x-correlation-id';

/** What UUIDs, ULIDs, W3C trace ids and load balancers' ids are made of; nothing that a log or a header could trip over. */
const acceptable = /^[A-Za-z0-9._:=+/-]{1,128}$/;

/**
 * Chooses the id that joins a request's log lines, its calls to sources and its answer.
 *
 * @param sent The client's `X-Correlation-ID`, kept when it has 1 to 128 characters of `A-Z a-z 0-9 . _ : = + / -`.
 * @returns The client's id, or a new UUID.
 */
export function chooseCorrelationId(sent: string | undefined): string {
  return sent !== undefined && acceptable.test(sent) ? sent : randomUUID();
}
