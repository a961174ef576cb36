import { STATUS_CODES } from 'node:http';
import { type Refusal, refusalAnswer } from './refusal.js';

/** A whole response as it is written to a socket, past Node's HTTP server. */
export interface RawAnswer {
  readonly status: number;
  readonly response: string;
}

/**
 * Writes a refusal as the last response of its connection.
 *
 * Spec: RFC 9112 section 9.6: the connection is closed after it, as nothing more can be read from it.
 */
export function rawAnswer(refusal: Refusal, correlationId: string): RawAnswer {
  const { status, headers, body } = refusalAnswer(refusal);
  const text = String(body);
  const head = new Map([
    ...headers,
    ['content-length', String(Buffer.byteLength(text))],
    ['x-correlation-id', correlationId],
    ['connection', 'close'],
  ]);
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    ...[...head].map(([name, value]) => `${name}: ${value}`),
  ];
  return { status, response: `${lines.join('\r\n')}\r\n\r\n${text}` };
}
