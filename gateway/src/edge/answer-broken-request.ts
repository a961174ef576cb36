import { STATUS_CODES } from 'node:http';
import { type Refusal, refusalAnswer, refuse } from './refusal.js';

/**
 * Makes the answer to what Node's HTTP parser gave up on: text that is no HTTP, headers that are too large, or a request
 * that did not arrive in time.
 *
 * Spec: RFC 9112 section 9.6: the connection is closed after it, as nothing more can be read from it.
 *
 * @param errorCode `code` of the error that Node's `clientError` event has.
 * @returns The status, and the whole response as it is written to the socket.
 */
export function answerBrokenRequest(
  errorCode: string | undefined,
  correlationId: string,
): { readonly status: number; readonly response: string } {
  const { status, headers, body } = refusalAnswer(describe(errorCode));
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

function describe(errorCode: string | undefined): Refusal {
  switch (errorCode) {
    case 'HPE_HEADER_OVERFLOW':
      return refuse('HEADERS_TOO_LARGE', 'The request line and headers are too large').refusal;
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return refuse('REQUEST_TIMEOUT', 'The request did not arrive in time').refusal;
    default:
      return refuse('BAD_REQUEST', 'The request is not HTTP/1.1').refusal;
  }
}
