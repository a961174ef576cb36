import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { getHttpOperationsFromSpec } from '@stoplight/prism-http';
import { createServer as createPrism } from '@stoplight/prism-http-server';

/** One call, and what Prism made of it. */
export interface MockedCall {
  readonly method: string;
  readonly url: string;
  readonly status: number;
  /** Undefined: there was no body. */
  readonly body: unknown;
}

/** A service that does not exist, as its OpenAPI document describes it. It refuses requests that the document forbids. */
export interface PrismMock {
  readonly url: string;
  readonly calls: MockedCall[];
  /** Most items of every list in the next answers; undefined, as at first: as many as Prism makes up. */
  maxItems: number | undefined;
  stop(): Promise<void>;
}

type PrismLogger = Parameters<typeof createPrism>[1]['components']['logger'];

/** In front of every path of the document. */
const base = '/base';

/** Starts Prism with believable answers by the document's schemas, behind a server that notes what it answers. */
export async function startPrismMock(document: string): Promise<PrismMock> {
  const prism = createPrism(await getHttpOperationsFromSpec(document), {
    components: { logger: quietLogger as unknown as PrismLogger },
    cors: false,
    config: {
      isProxy: false,
      checkSecurity: true,
      validateRequest: true,
      validateResponse: false,
      errors: false,
      upstreamProxy: undefined,
      mock: { dynamic: true, ignoreExamples: true },
    },
  });
  const target = await prism.listen(0, '127.0.0.1');
  const calls: MockedCall[] = [];
  const lists: { maxItems: number | undefined } = { maxItems: undefined };
  const server = createServer(async (request, response) => {
    const { method = 'GET', headers } = request;
    // A gateway asks for the base alone to learn whether anybody is there.
    if (request.url === base) return response.writeHead(204).end();
    const url = (request.url ?? '').slice(base.length);
    const body = await buffer(request);
    const passed = Object.entries(headers).filter(([name]) => !['host', 'connection', 'content-length'].includes(name));
    const answer = await fetch(target + url, {
      method,
      headers: passed.map(([name, value]) => [name, String(value)] as [string, string]),
      ...(body.length > 0 && { body }),
    });
    const made = await answer.text();
    const type = answer.headers.get('content-type');
    const isJson = type?.includes('json') === true && made !== '';
    const text = isJson && lists.maxItems !== undefined ? cutLists(made, lists.maxItems) : made;
    const parsed: unknown = text === '' ? undefined : isJson ? JSON.parse(text) : text;
    calls.push({ method, url, status: answer.status, body: parsed });
    return response.writeHead(answer.status, type === null ? {} : { 'content-type': type }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${base}`,
    calls,
    get maxItems() {
      return lists.maxItems;
    },
    set maxItems(count: number | undefined) {
      lists.maxItems = count;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await prism.close();
    },
  };
}

function cutLists(json: string, maxItems: number): string {
  const value: unknown = JSON.parse(json, (_key, inner: unknown) =>
    Array.isArray(inner) ? inner.slice(0, maxItems) : inner,
  );
  return JSON.stringify(value);
}

/** Prism logs every step; a failing test says what was answered. */
const quietLogger: Record<string, unknown> = Object.fromEntries(
  ['trace', 'debug', 'info', 'start', 'success', 'note', 'warn', 'error', 'fatal', 'silent'].map((level) => [
    level,
    () => {},
  ]),
);
quietLogger['child'] = () => quietLogger;
