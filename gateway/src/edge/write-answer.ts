import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import type { ClientAnswer } from '../client-graph/client-graph.js';
import { answerPayload } from './answer-payload.js';

/**
 * Writes an answer as the whole response, its length said where it is known.
 *
 * @param headers All there are but `content-length`; is added to.
 */
export function writeAnswer(response: ServerResponse, answer: ClientAnswer, headers: Record<string, string>): void {
  const payload = answerPayload(answer);
  if (payload === undefined) {
    response.writeHead(answer.status, headers).end();
  } else if (typeof payload === 'string' || Buffer.isBuffer(payload)) {
    headers['content-length'] = String(typeof payload === 'string' ? Buffer.byteLength(payload) : payload.length);
    response.writeHead(answer.status, headers).end(payload);
  } else {
    response.writeHead(answer.status, headers);
    // An error in the middle of it ends the connection, which is all that can still be said.
    pipeline(payload, response, () => {});
  }
}
