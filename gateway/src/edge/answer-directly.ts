import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ClientAnswer } from '../client-graph/client-graph.js';
import { type Answering, answerHead, answerInTurn, answerToError } from './answer-visit.js';
import { chooseCorrelationId, correlationIdHeader } from './correlation-id.js';
import { corsHeadersWithoutOrigin } from './cors.js';
import { readBody } from './read-body.js';
import { BodyTooLargeError } from './refuse-unread-body.js';
import { beginVisit, type Visit, type VisitPlace } from './visit.js';
import { writeAnswer } from './write-answer.js';

/**
 * Makes the function that answers GraphQL requests of whoever is no page of another origin, past the framework: routes,
 * hooks, its own reading of bodies and CORS cost as much as all else that the edge does for them. Everything that is
 * decided, is decided by the same functions.
 *
 * @returns Whether the request is being answered; all others are for the framework.
 */
export function createDirectAnswers(
  answering: Answering,
  place: VisitPlace,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  const corsHeaders = new Map(
    answering.options.clientGraphs.map(({ path, corsOrigins, corsOptions }) => [
      path,
      corsHeadersWithoutOrigin(corsOrigins, corsOptions),
    ]),
  );
  return (request, response) => {
    const { method, url = '', headers } = request;
    if ((method !== 'POST' && method !== 'GET') || headers.origin !== undefined) {
      return false;
    }
    const mark = url.indexOf('?');
    const cors = corsHeaders.get(mark === -1 ? url : url.slice(0, mark));
    if (cors === undefined) {
      return false;
    }
    // Where not even an error can be answered, there is nothing left to say.
    answerDirectly(answering, { request, response, place, cors }).catch(() => request.socket.destroy());
    return true;
  };
}

interface DirectRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly place: VisitPlace;
  readonly cors: Readonly<Record<string, string>>;
}

async function answerDirectly(answering: Answering, direct: DirectRequest): Promise<void> {
  const { request, response, place } = direct;
  const sent = request.headers[correlationIdHeader];
  const correlationId = chooseCorrelationId(typeof sent === 'string' ? sent : undefined);
  const visit = beginVisit(request, response, correlationId, place);
  const deliver = (answer: ClientAnswer): void => write(answering, visit, { direct, answer, closes: false });
  try {
    const judged = answerHead(answering, visit);
    const answered = judged instanceof Promise ? await judged : judged;
    if (answered !== undefined) {
      deliver(answered);
      return;
    }
    const body = request.method === 'POST' ? await readBody(request, answering.options.maxBodyBytes) : undefined;
    await answerInTurn(answering, { visit, body, deliver });
  } catch (error) {
    const answer = await answerToError(answering, error, { visit, correlationId, isGone: request.socket.destroyed });
    if (!response.headersSent) {
      // The rest of such a body is not read, so nothing can be that comes after it.
      write(answering, visit, { direct, answer, closes: error instanceof BodyTooLargeError });
    }
  }
}

interface Writing {
  readonly direct: DirectRequest;
  readonly answer: ClientAnswer;
  /** Whether it is the last of its connection. */
  readonly closes: boolean;
}

function write({ draining }: Answering, visit: Visit, { direct, answer, closes }: Writing): void {
  const headers: Record<string, string> = {
    [correlationIdHeader]: visit.exchange.correlationId,
    vary: 'accept, Origin',
    ...direct.cors,
  };
  if (closes || draining) {
    headers['connection'] = 'close';
  }
  for (const [name, value] of answer.headers) {
    headers[name] = name === 'vary' ? `${headers['vary']}, ${value}` : value;
  }
  for (const [name, value] of visit.answerHeaders) {
    headers[name] = value;
  }
  writeAnswer(direct.response, answer, headers);
}
