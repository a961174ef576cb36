import { parseXml, textOf } from '@facet/schema/wsdl';
import { afterEach, describe, expect, it } from 'vitest';
import type { ClientAnswer, ClientRequest } from '../../client-graph/client-graph.js';
import { openZoo } from '../../client-graph/endpoints/endpoints.test-kit.js';
import type { EndpointsSettings } from '../../client-graph/endpoints/open-endpoints.js';
import { fakeGraph, startEdge } from '../edge.test-kit.js';
import type { PublicListenerOptions } from '../public-listener-options.js';
import { refuse } from '../refusal.js';

let edge: Awaited<ReturnType<typeof startEdge>>;
afterEach(() => edge.stop());

const data = '{"grid":[[1]],"big":9007199254740993,"json":null,"text":"a & b"}';

interface Start extends Partial<PublicListenerOptions> {
  readonly settings?: Partial<EndpointsSettings>;
  readonly answer?: (request: ClientRequest) => Partial<ClientAnswer>;
  readonly corsOrigins?: readonly string[];
}

/** A listener with the zoo's endpoints before a graph that answers `Scalars`, unless told otherwise. */
async function start({ settings = {}, answer, corsOrigins = [], ...options }: Start = {}) {
  const body = `{"data":${data}}`;
  const graph = {
    ...fakeGraph({ path: '/zoo/graphql', corsOrigins, answer: async (request) => answer?.(request) ?? { body } }),
    endpoints: openZoo(settings),
  };
  edge = await startEdge({ graph, ...options });
  return {
    asked: graph.asked,
    get: (path: string, headers: Record<string, string> = {}) => fetch(`${edge.url}/zoo/api${path}`, { headers }),
    post: (path: string, sent: string, headers: Record<string, string> = {}) =>
      fetch(`${edge.url}/zoo/api${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: sent,
      }),
  };
}

const typeOf = (response: Response) => response.headers.get('content-type')?.split(';')[0];

/** Status, media type and code of a problem in JSON. */
async function problemOf(response: Response): Promise<readonly unknown[]> {
  const { code } = (await response.json()) as { code?: unknown };
  return [response.status, typeOf(response), code];
}

describe('an endpoint', () => {
  it('answers the data of its operation as it is written, as the media type that is asked for', async () => {
    const { get, asked } = await start();
    const json = await get('/scalars');
    expect([json.status, typeOf(json), await json.text()]).toEqual([200, 'application/json', data]);
    expect(json.headers.get('vary')).toContain('accept');
    for (const type of ['application/xml', 'text/xml']) {
      const xml = await get('/scalars', { accept: `${type}, application/json;q=0.5` });
      expect([xml.status, typeOf(xml)]).toEqual([200, type]);
      expect(await xml.text()).toContain('<big>9007199254740993</big><json xsi:nil="true"/><text>a &amp; b</text>');
    }
    expect(asked.map(({ request }) => request.search)).toEqual(
      asked.map(() => 'id=id-of-Scalars&operationName=Scalars&variables=%7B%7D'),
    );
    expect(asked[0]?.request.headers.get('accept')).toBe('application/graphql-response+json');
  });

  it('hands on what the client graph says beside its body, and nothing that is about other bytes', async () => {
    const answer = () => ({
      body: '{"data":{}}',
      headers: new Map([
        ['content-type', 'application/graphql-response+json; charset=utf-8'],
        ['cache-control', 'max-age=30, public'],
        ['etag', '"x"'],
        ['content-length', '11'],
        ['retry-after', '3'],
      ]),
    });
    const { get, asked } = await start({ answer });
    const { headers } = await get('/scalars', { 'if-none-match': '"x"' });
    expect([headers.get('cache-control'), headers.get('etag'), headers.get('retry-after')]).toEqual([
      'max-age=30, public',
      null,
      '3',
    ]);
    expect(asked[0]?.request.headers.has('if-none-match')).toBe(false);
  });

  it('answers a problem when a part could not be had, and the rest with partialData: allow', async () => {
    const errors = [
      { message: 'Too slow', path: ['grid', 0], extensions: { code: 'SOURCE_TIMEOUT', errorId: 'e-1', x: 1 } },
    ];
    const answer = () => ({ body: `{"errors":${JSON.stringify(errors)},"data":${data}}` });
    const told = [{ message: 'Too slow', code: 'SOURCE_TIMEOUT', errorId: 'e-1', path: ['grid', 0] }];
    const refusing = await start({ answer });
    const response = await refusing.get('/scalars');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect([response.status, typeOf(response), await response.json()]).toEqual([
      504,
      'application/problem+json',
      {
        type: 'about:blank',
        title: 'Gateway Timeout',
        status: 504,
        detail: 'Too slow',
        code: 'SOURCE_TIMEOUT',
        errors: told,
      },
    ]);
    await edge.stop();
    const allowing = await start({ answer, settings: { partialData: 'allow' } });
    const partial = await allowing.get('/scalars');
    expect([partial.status, await partial.text()]).toEqual([
      200,
      `${data.slice(0, -1)},"graphql-errors":${JSON.stringify(told)}}`,
    ]);
    const xml = await (await allowing.get('/scalars', { accept: 'application/xml' })).text();
    expect(xml).toContain(
      '<graphql-errors><item><message>Too slow</message><code>SOURCE_TIMEOUT</code><errorId>e-1</errorId>' +
        '<path><item>grid</item><item>0</item></path></item></graphql-errors></ScalarsResponse>',
    );
  });

  it('answers a problem in either format when there is no data, with the status of the refusal', async () => {
    const body = '{"errors":[{"message":"a < b","extensions":{"code":"BAD_USER_INPUT"}}]}';
    const { get } = await start({ answer: () => ({ status: 400, body }), settings: { partialData: 'allow' } });
    expect(await problemOf(await get('/thing'))).toEqual([400, 'application/problem+json', 'BAD_USER_INPUT']);
    const xml = await get('/thing', { accept: 'text/xml' });
    expect([xml.status, typeOf(xml), await xml.text()]).toEqual([
      400,
      'application/problem+xml',
      '<?xml version="1.0" encoding="UTF-8"?>\n<problem xmlns="urn:ietf:rfc:7807"><type>about:blank</type>' +
        '<title>Bad Request</title><status>400</status><detail>a &lt; b</detail><code>BAD_USER_INPUT</code>' +
        '<errors><i><message>a &lt; b</message><code>BAD_USER_INPUT</code></i></errors></problem>\n',
    ]);
  });

  it('passes every gate, which see it as the operation it is', async () => {
    const seen: unknown[] = [];
    const gate = {
      name: 'test',
      admitHead: () => void seen.push('head'),
      admitOperation: (_visit: unknown, operation: { operationName: string | undefined }) => {
        seen.push(operation.operationName);
        return operation.operationName === 'Thing' ? refuse('FORBIDDEN_BY_RULE', 'No') : undefined;
      },
    };
    const { get, post, asked } = await start({ gates: [gate] });
    expect(await problemOf(await get('/thing?id=1'))).toEqual([403, 'application/problem+json', 'FORBIDDEN_BY_RULE']);
    await post('/rename', '{"id":"1"}');
    expect(seen).toEqual(['head', 'Thing', 'head', 'Rename']);
    expect(asked.map(({ request }) => request.body)).toEqual([
      { id: 'id-of-Rename', operationName: 'Rename', variables: { id: '1' } },
    ]);
    expect(edge.lines.filter(({ msg }) => msg === 'Request')).toMatchObject([
      { path: '/zoo/api/thing', clientGraph: 'mobile', operationName: 'Thing', status: 403 },
      { path: '/zoo/api/rename', clientGraph: 'mobile', operationName: 'Rename', status: 200 },
    ]);
  });

  it('describes itself, behind the gates of the head', async () => {
    const gate = { name: 'test', admitHead: () => refuse('UNAUTHENTICATED', 'No') };
    const { get } = await start();
    expect(((await (await get('/openapi.json')).json()) as { openapi: string }).openapi).toBe('3.1.0');
    expect(typeOf(await get('/schema.xsd'))).toBe('application/xml');
    await edge.stop();
    const guarded = await start({ gates: [gate] });
    expect((await guarded.get('/openapi.json')).status).toBe(401);
  });
});

describe('what no endpoint answers', () => {
  it.each([
    ['/nothing', 404, 'NOT_FOUND'],
    ['/', 404, 'NOT_FOUND'],
    ['/born', 404, 'NOT_FOUND'],
    ['/rename?id=1', 405, 'METHOD_NOT_ALLOWED'],
    ['/scalars?x=1', 400, 'BAD_REQUEST'],
  ])('is refused: GET %s', async (path, status, code) => {
    const { get, asked } = await start();
    expect(await problemOf(await get(path))).toEqual([status, 'application/problem+json', code]);
    expect(asked).toEqual([]);
  });

  it('is told the methods there are', async () => {
    await start();
    const ask = async (path: string, method: string) => {
      const { status, headers } = await fetch(`${edge.url}/zoo/api${path}`, { method });
      return [status, headers.get('allow')];
    };
    expect(await ask('/rename', 'GET')).toEqual([405, 'POST']);
    expect(await ask('/scalars', 'PUT')).toEqual([405, 'GET, POST']);
    expect(await ask('/schema.xsd', 'POST')).toEqual([405, 'GET']);
  });

  it('is refused by media type, before its body is read', async () => {
    const { post, get, asked } = await start();
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=utf-16', 'x']) {
      expect(await problemOf(await post('/rename', '{}', { 'content-type': type }))).toEqual([
        415,
        'application/problem+json',
        'UNSUPPORTED_MEDIA_TYPE',
      ]);
    }
    expect(await problemOf(await get('/scalars', { accept: 'text/html' }))).toEqual([
      406,
      'application/problem+json',
      'NOT_ACCEPTABLE',
    ]);
    expect(asked).toEqual([]);
  });

  it('is refused over maxBodyBytes as a problem, at the limit answered', async () => {
    const { post } = await start({ maxBodyBytes: 100 });
    const body = (length: number) => `{"id":"${'x'.repeat(length - 9)}"}`;
    expect((await post('/rename', body(100))).status).toBe(200);
    expect(await problemOf(await post('/rename', body(101)))).toEqual([
      413,
      'application/problem+json',
      'BODY_TOO_LARGE',
    ]);
  });

  it('is refused as a problem that says nothing of what went wrong inside', async () => {
    const { get } = await start({
      answer: () => {
        throw new Error('secret');
      },
    });
    const response = await get('/scalars', { accept: 'application/xml' });
    expect([response.status, typeOf(response)]).toEqual([500, 'application/problem+xml']);
    const text = await response.text();
    expect(text).not.toContain('secret');
    expect(text).toContain('<detail>Internal error</detail>');
  });
});

describe('a GET that a page of another site causes', () => {
  const crossSite = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' };

  it('is refused, and one that nobody else caused is not', async () => {
    const { get, asked } = await start();
    expect(await problemOf(await get('/scalars', crossSite))).toEqual([400, 'application/problem+json', 'BAD_REQUEST']);
    expect((await get('/scalars', { origin: 'https://evil.example' })).status).toBe(400);
    expect(asked).toEqual([]);
    for (const headers of [{}, { 'sec-fetch-site': 'none' }, { 'sec-fetch-site': 'same-origin' }]) {
      expect((await get('/scalars', headers)).status).toBe(200);
    }
    for (const proof of [{ 'content-type': 'application/xml' }, { 'graphql-require-preflight': 'true' }]) {
      expect((await get('/scalars', { ...crossSite, ...proof })).status).toBe(200);
    }
  });

  it('needs a header from everybody with csrf: preflight', async () => {
    const { get } = await start({ settings: { csrf: 'preflight' } });
    expect((await get('/scalars')).status).toBe(400);
    expect((await get('/scalars', { 'graphql-require-preflight': 'true' })).status).toBe(200);
  });

  it('is answered with the CORS policy of the client graph', async () => {
    const { get } = await start({ corsOrigins: ['https://shop.example'] });
    const headers = { origin: 'https://shop.example', 'graphql-require-preflight': 'true' };
    expect((await get('/scalars', headers)).headers.get('access-control-allow-origin')).toBe('https://shop.example');
  });
});

describe('GraphQL answered as XML', () => {
  const ask = (body: object, headers: Record<string, string> = {}) =>
    fetch(`${edge.url}/zoo/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/xml', ...headers },
      body: JSON.stringify(body),
    });

  it('is what the endpoint answers, for an id by any of its names', async () => {
    await start();
    for (const body of [
      { documentId: 'id-of-Scalars' },
      { id: 'id-of-Scalars' },
      { extensions: { persistedQuery: { version: 1, sha256Hash: 'id-of-Scalars' } } },
    ]) {
      const response = await ask(body);
      expect([response.status, typeOf(response)]).toEqual([200, 'application/xml']);
      expect(
        parseXml(await response.text()).children.map((child) => typeof child === 'object' && textOf(child)),
      ).toEqual(['', '9007199254740993', '', 'a & b']);
    }
  });

  it('is about other bytes than the answer in JSON, whose ETag is none of its own', async () => {
    const { asked } = await start();
    expect((await ask({ documentId: 'id-of-Scalars' }, { 'if-none-match': '*' })).status).toBe(200);
    expect(asked[0]?.request.headers.has('if-none-match')).toBe(false);
  });

  it('is refused for operations that are no endpoints, and for batches', async () => {
    const { asked } = await start();
    for (const body of [{ query: '{ text }' }, { documentId: 'id-of-Born' }]) {
      const response = await ask(body);
      expect([response.status, typeOf(response)]).toEqual([406, 'application/problem+xml']);
    }
    expect((await ask([{ documentId: 'id-of-Scalars' }])).status).toBe(400);
    expect(asked).toEqual([]);
  });

  it('is for those alone who name XML before JSON', async () => {
    await start();
    for (const accept of ['*/*', 'application/json, application/xml', 'application/xml;q=0.5, application/json']) {
      expect(typeOf(await ask({ documentId: 'id-of-Scalars' }, { accept }))).toBe('application/json');
    }
  });
});
