import type { ClientAnswer } from '../client-graph/client-graph.js';
import type { ResponseMediaType } from './negotiate-media-type.js';

/**
 * Puts the answers to a batch together, in their order. The status is 200 whatever became of the single operations: their
 * own answers say it. It is never to be cached, as no key names a batch.
 */
export function batchAnswer(answers: readonly ClientAnswer[], mediaType: ResponseMediaType): ClientAnswer {
  const parts = answers.flatMap(({ body }, index) => [Buffer.from(index === 0 ? '[' : ','), toBuffer(body)]);
  return {
    status: 200,
    headers: new Map([
      ['content-type', `${mediaType}; charset=utf-8`],
      ['cache-control', 'no-store'],
    ]),
    body: Buffer.concat([...parts, Buffer.from(']')]),
  };
}

function toBuffer(body: ClientAnswer['body']): Buffer {
  if (typeof body === 'string') {
    return Buffer.from(body);
  }
  if (!Buffer.isBuffer(body)) {
    throw new TypeError('An operation of a batch was answered in parts');
  }
  return body;
}
