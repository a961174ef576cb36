import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GatewayError } from '../errors/gateway-error.js';
import { codeOf, fakeGraph, post, startEdge } from './edge.test-kit.js';

const ok = { query: '{ ok }' };
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('public listener', () => {
  let edge: Awaited<ReturnType<typeof startEdge>>;
  beforeAll(async () => {
    edge = await startEdge();
  });
  afterAll(() => edge.stop());

  it('answers a POST with what the client graph answers', async () => {
    const response = await post(edge.endpoint, { ...ok, variables: { a: [1] }, operationName: 'Q', extensions: null });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(await response.json()).toEqual({ data: { ok: true } });
    expect(edge.graph.asked.at(-1)?.request).toMatchObject({
      method: 'POST',
      search: '',
      body: { query: '{ ok }', variables: { a: [1] }, operationName: 'Q', extensions: null },
    });
  });

  it('answers a GET that cannot have come from another origin unasked', async () => {
    for (const headers of [
      { 'apollo-require-preflight': 'true' },
      { 'graphql-require-preflight': 'true' },
      { 'x-apollo-operation-name': 'Q' },
      { 'content-type': 'application/json' },
    ]) {
      const response = await fetch(`${edge.endpoint}?query=%7Bok%7D&variables=%7B%22a%22%3A1%7D`, { headers });
      expect(response.status).toBe(200);
      expect(edge.graph.asked.at(-1)?.request).toMatchObject({
        method: 'GET',
        search: 'query=%7Bok%7D&variables=%7B%22a%22%3A1%7D',
        body: undefined,
      });
    }
  });

  it('refuses a GET that a page of any origin could cause', async () => {
    const before = edge.graph.asked.length;
    const response = await fetch(`${edge.endpoint}?query=%7Bok%7D`);
    expect(response.status).toBe(400);
    expect(await codeOf(response)).toBe('BAD_REQUEST');
    expect(edge.graph.asked.length).toBe(before);
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/plain;application/json',
    'application/json, text/plain',
    'application',
    '',
  ])(
    'refuses a POST of Content-Type %o, which a page could send without a preflight or nobody can read',
    async (type) => {
      const before = edge.graph.asked.length;
      const response = await post(edge.endpoint, ok, { 'content-type': type });
      expect(response.status).toBe(415);
      expect(await codeOf(response)).toBe('UNSUPPORTED_MEDIA_TYPE');
      expect(edge.graph.asked.length).toBe(before);
    },
  );

  it('answers 415 to other charsets, and takes utf-8 in any case', async () => {
    expect((await post(edge.endpoint, ok, { 'content-type': 'application/json; charset=utf-16' })).status).toBe(415);
    expect((await post(edge.endpoint, ok, { 'content-type': 'Application/JSON;charset="UTF-8"' })).status).toBe(200);
  });

  it('answers 400 with the position to a body that is no JSON', async () => {
    const response = await post(edge.endpoint, '{"query":\n  }');
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      errors: [
        {
          message: 'The request body is not JSON: line 2, column 3 is where it goes wrong',
          extensions: { code: 'BAD_REQUEST' },
        },
      ],
    });
  });

  it('answers 400 to a body that is not UTF-8, and to none', async () => {
    expect((await post(edge.endpoint, new Blob([Buffer.from([0x7b, 0xff, 0x7d])]))).status).toBe(400);
    expect((await post(edge.endpoint, '')).status).toBe(400);
  });

  it('passes the answer’s media type on, as negotiated', async () => {
    const accept = 'application/json;q=0.5, application/graphql-response+json';
    const response = await post(edge.endpoint, ok, { accept });
    expect(response.headers.get('content-type')).toBe('application/graphql-response+json; charset=utf-8');
    expect(response.headers.get('vary')).toBe('accept, Origin');
  });

  it('answers 406 when nothing it has is acceptable', async () => {
    const response = await post(edge.endpoint, ok, { accept: 'text/html' });
    expect(response.status).toBe(406);
    expect(await codeOf(response)).toBe('NOT_ACCEPTABLE');
  });

  it('answers 405 with Allow to every other method', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND']) {
      const response = await fetch(edge.endpoint, { method });
      expect(response.status, method).toBe(405);
      expect(response.headers.get('allow')).toBe('GET, POST');
      expect(await codeOf(response)).toBe('METHOD_NOT_ALLOWED');
    }
    expect((await fetch(edge.endpoint, { method: 'HEAD' })).status).toBe(405);
  });

  it('answers 404 as JSON to every other path, and names nothing', async () => {
    for (const path of [
      '/',
      '/mobile',
      '/mobile/graphql/',
      '/mobile/graphql/x',
      '//mobile/graphql',
      '/%zz',
      '/__proto__',
    ]) {
      for (const response of [await fetch(`${edge.url}${path}`), await post(`${edge.url}${path}`, ok)]) {
        expect(response.status, path).toBe(404);
        expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
        expect(response.headers.get('x-correlation-id')).toMatch(uuid);
        expect(await response.json()).toEqual({
          errors: [{ message: 'No client graph is served at this path', extensions: { code: 'NOT_FOUND' } }],
        });
      }
    }
  });

  it('takes the client’s correlation id, and makes one when there is none or it is unsafe', async () => {
    const kept = await post(edge.endpoint, ok, { 'x-correlation-id': 'order-7:a.b' });
    expect(kept.headers.get('x-correlation-id')).toBe('order-7:a.b');
    expect(edge.graph.asked.at(-1)?.correlationId).toBe('order-7:a.b');
    expect(edge.graph.asked.at(-1)?.request.headers.get('x-correlation-id')).toBe('order-7:a.b');
    for (const sent of ['', 'a b', '<script>', 'x'.repeat(129)]) {
      const made = await post(edge.endpoint, ok, { 'x-correlation-id': sent });
      expect(made.headers.get('x-correlation-id')).toMatch(uuid);
    }
  });

  it('puts a correlation id on refusals too', async () => {
    const response = await post(edge.endpoint, '{', { 'x-correlation-id': 'c-9' });
    expect(response.headers.get('x-correlation-id')).toBe('c-9');
  });

  it('leaves one access-log line per request, without operation text, variables or tokens', async () => {
    edge.lines.length = 0;
    await post(
      `${edge.endpoint}?token=hunter22`,
      { query: 'query Q($card: ID) { pay(card: $card) }', variables: { card: 'hunter22' }, operationName: 'Q' },
      { authorization: 'Bearer hunter22hunter22', 'x-correlation-id': 'c-1' },
    );
    await expect.poll(() => edge.lines.length).toBe(1);
    expect(edge.lines).toEqual([
      {
        level: 'info',
        time: expect.any(String),
        msg: 'Request',
        correlationId: 'c-1',
        method: 'POST',
        path: '/mobile/graphql',
        clientGraph: 'mobile',
        operationName: 'Q',
        status: 200,
        durationMs: expect.any(Number),
      },
    ]);
  });

  it('logs no operation name that could not be one', async () => {
    edge.lines.length = 0;
    await post(edge.endpoint, { ...ok, operationName: 'a\u001b[31m b' });
    await expect.poll(() => edge.lines.length).toBe(1);
    expect(edge.lines[0]).not.toHaveProperty('operationName');
  });
});

describe('public listener’s status', () => {
  it('is 200 for a document that does not validate as application/json, and 400 as application/graphql-response+json', async () => {
    const graph = fakeGraph({
      answer: async () => ({ status: 400, body: '{"errors":[{"message":"No such field"}]}' }),
    });
    const edge = await startEdge({ graph });
    const statuses = await Promise.all(
      ['application/json', 'application/graphql-response+json', '*/*'].map(
        async (accept) => (await post(edge.endpoint, ok, { accept })).status,
      ),
    );
    expect(statuses).toEqual([200, 400, 200]);
    await edge.stop();
  });

  it('is 500 with an error id and nothing else when the client graph throws', async () => {
    const graph = fakeGraph({ answer: () => Promise.reject(new Error('at 10.0.0.7')) });
    const edge = await startEdge({ graph });
    const response = await post(edge.endpoint, ok, { 'x-correlation-id': 'c-2' });
    expect(response.status).toBe(500);
    const body = (await response.json()) as { errors: { extensions: { errorId: string } }[] };
    const errorId = body.errors[0]?.extensions.errorId;
    expect(body).toEqual({
      errors: [
        {
          message: 'Internal error',
          extensions: { code: 'INTERNAL_SERVER_ERROR', errorId: expect.stringMatching(uuid) },
        },
      ],
    });
    expect(edge.lines.find((line) => line['level'] === 'error')).toMatchObject({ errorId, correlationId: 'c-2' });
    await edge.stop();
  });
});

describe('public listener’s body limit', () => {
  it('lets a body pass that is just under or at maxBodyBytes and answers 413 past it, chunked or not', async () => {
    const limit = 500;
    const edge = await startEdge({ maxBodyBytes: limit });
    const sized = (bytes: number) => JSON.stringify({ query: '{ ok }', padding: 'x'.repeat(bytes - 31) });
    expect(sized(limit).length).toBe(limit);
    for (const [bytes, status] of [
      [limit - 1, 200],
      [limit, 200],
      [limit + 1, 413],
    ] as const) {
      expect((await post(edge.endpoint, sized(bytes))).status, `${bytes} bytes`).toBe(status);
      const chunked = await fetch(edge.endpoint, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: new Blob([sized(bytes)]).stream(),
        duplex: 'half',
      } as RequestInit);
      expect(chunked.status, `${bytes} bytes, chunked`).toBe(status);
      if (status === 413) {
        expect(await chunked.json()).toEqual({
          errors: [
            { message: 'The request body is over the limit of 500 bytes', extensions: { code: 'BODY_TOO_LARGE' } },
          ],
        });
        expect(chunked.headers.get('x-correlation-id')).toMatch(uuid);
      }
    }
    await edge.stop();
  });
});

describe('public listener’s CORS', () => {
  const origin = 'https://shop.example';
  const preflight = (url: string, from: string) =>
    fetch(url, {
      method: 'OPTIONS',
      headers: {
        origin: from,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,authorization',
      },
    });

  it('lets exactly the client graph’s origins in, on answers, refusals and preflights', async () => {
    const edge = await startEdge({ graph: fakeGraph({ corsOrigins: [origin] }) });
    const answered = await post(edge.endpoint, ok, { origin });
    expect(answered.headers.get('access-control-allow-origin')).toBe(origin);
    expect(answered.headers.get('access-control-expose-headers')).toBe('x-correlation-id');
    expect(answered.headers.get('access-control-allow-credentials')).toBeNull();
    expect(answered.headers.get('vary')).toMatch(/origin/i);
    expect((await post(edge.endpoint, '{', { origin })).headers.get('access-control-allow-origin')).toBe(origin);

    const allowed = await preflight(edge.endpoint, origin);
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-methods')).toBe('GET, POST');
    expect(allowed.headers.get('access-control-allow-headers')).toBe('content-type,authorization');
    for (const other of ['https://shop.example.evil', 'http://shop.example', 'https://SHOP.example', 'null']) {
      expect((await post(edge.endpoint, ok, { origin: other })).headers.get('access-control-allow-origin')).toBeNull();
      expect((await preflight(edge.endpoint, other)).headers.get('access-control-allow-origin')).toBeNull();
    }
    await edge.stop();
  });

  it('lets every origin in for *, and none by default', async () => {
    const any = await startEdge({ graph: fakeGraph({ corsOrigins: ['*'] }) });
    expect((await preflight(any.endpoint, origin)).headers.get('access-control-allow-origin')).toBe('*');
    expect((await post(any.endpoint, ok, { origin })).headers.get('access-control-allow-origin')).toBe('*');
    await any.stop();
    const none = await startEdge();
    expect((await preflight(none.endpoint, origin)).status).toBe(405);
    expect((await post(none.endpoint, ok, { origin })).headers.get('access-control-allow-origin')).toBeNull();
    await none.stop();
  });

  it('keeps each client graph to its own origins', async () => {
    const graphs = [
      fakeGraph({ path: '/a', corsOrigins: ['https://a.example'] }),
      fakeGraph({ path: '/b', corsOrigins: ['https://b.example'] }),
    ];
    const edge = await startEdge({ clientGraphs: graphs });
    const allowed = async (path: string, from: string) =>
      (await preflight(`${edge.url}${path}`, from)).headers.get('access-control-allow-origin');
    expect(await allowed('/a', 'https://a.example')).toBe('https://a.example');
    expect(await allowed('/b', 'https://a.example')).toBeNull();
    expect(await allowed('/c', 'https://a.example')).toBeNull();
    await edge.stop();
  });
});

describe('createPublicListener()', () => {
  it('says which port is in use and what to do', async () => {
    const first = await startEdge();
    const second = startEdge({ port: first.port });
    await expect(second).rejects.toThrow(GatewayError);
    await expect(second).rejects.toMatchObject({
      code: 'PORT_UNAVAILABLE',
      message:
        `Cannot open the public listener (server.host, server.port) on 127.0.0.1:${first.port}: ` +
        'the port is in use. Stop what uses it, or choose another port',
    });
    await first.stop();
  });

  it('says when a host is not of this machine', async () => {
    await expect(startEdge({ host: '192.0.2.1' })).rejects.toMatchObject({
      code: 'PORT_UNAVAILABLE',
      message: expect.stringContaining('the host is not an address of this machine'),
    });
  });
});
