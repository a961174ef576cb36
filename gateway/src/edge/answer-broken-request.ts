import { type RawAnswer, rawAnswer } from './raw-answer.js';
import { type Refusal, refuse } from './refusal.js';

/**
 * Makes the answer to what Node's HTTP parser gave up on: text that is no HTTP, headers that are too large, or a request
 * that did not arrive in time.
 *
 * @param errorCode `code` of the error that Node's `clientError` event has.
 * @returns The status, and the whole response as it is written to the socket.
 */
export function answerBrokenRequest(errorCode: string | undefined, correlationId: string): RawAnswer {
  return rawAnswer(describe(errorCode), correlationId);
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
