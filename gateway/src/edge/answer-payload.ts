import { Readable } from 'node:stream';
import type { ClientAnswer } from '../client-graph/client-graph.js';

/**
 * What is sent after the head of an answer: nothing for 304, rather than an empty body, whose length and type would be told,
 * and which caches would take for those of the answer they have.
 *
 * Spec: RFC 9110 sections 8.6 and 15.4.5.
 */
export function answerPayload({ status, body }: ClientAnswer): string | Buffer | Readable | undefined {
  if (status === 304) {
    return undefined;
  }
  return typeof body === 'string' || Buffer.isBuffer(body) ? body : Readable.from(body);
}
