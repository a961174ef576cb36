import type { ServerResponse } from 'node:http';
import { createGzip, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BadSource, type Behaviour, startBadSource } from './kit/bad-source.js';
import { type Answer, post } from './kit/post.js';
import { type RunningGraph, startGraph } from './kit/start-graph.js';
import { timeAwake } from './kit/time-awake.js';

const timeoutMs = 300;
const maxAnswerBytes = 1_048_576;
/** What one answer may add to the memory of the process, source and gateway together. */
const maxGrowthBytes = 96 * 1_048_576;

const ids = ['1', '2', '3'];
const rooms = ids.map((id) => ({ id, name: `Room ${id}` }));
const query = '{ rooms { id name humidity note } }';
const withoutSource = rooms.map((room) => ({ ...room, humidity: null, note: null }));
const entities = ids.map((id) => ({ humidity: Number(id), note: { of: id } }));
const whole = { data: { rooms: rooms.map((room, i) => ({ ...room, ...entities[i] })) } };

let source: BadSource;
let graph: RunningGraph;
/** How long the gateway takes when nothing is wrong, on this machine. */
let usualMs: number;
beforeAll(async () => {
  source = await startBadSource(healthy);
  graph = await startGraph({
    sdl: `
      scalar Note
      type Query { rooms: [Room!]! }
      type Room @key(fields: "id") {
        id: ID!
        name: String!
        note: Note @external
        summary: String @requires(fields: "note")
      }
      type Part @key(fields: "id") { id: ID! label: String }
    `,
    resolvers: {
      Query: { rooms: () => rooms },
      Room: { summary: ({ note }: { note: unknown }) => `note: ${JSON.stringify(note)}` },
      Part: { label: ({ id }: { id: string }) => `part ${id}` },
    },
    shared: [
      {
        name: 'sensors',
        url: source.url,
        sdl: `
          scalar Note
          type Room @key(fields: "id") { id: ID! humidity: Int note: Note parts: [Part!] }
          type Part @key(fields: "id") { id: ID! }
        `,
      },
    ],
    sourceLimits: { timeoutMs, maxAnswerBytes },
  });
  await ask(healthy);
  const times = [];
  for (let round = 0; round < 9; round++) times.push((await ask(healthy)).ms);
  usualMs = times.sort((a, b) => a - b)[4] ?? Number.NaN;
});
afterAll(async () => {
  await graph.stop();
  await source.stop();
});

/** Asks the gateway while the source behaves as given. */
async function ask(behaviour: Behaviour, operation = query): Promise<{ readonly answer: Answer; readonly ms: number }> {
  source.answer = behaviour;
  const { value: answer, ms } = await timeAwake(() => post(graph.endpoint, { query: operation }));
  return { answer, ms };
}

/** What a client sees of a source that failed as a whole: its fields are null, and one error says so. */
function failed(code: string): unknown {
  return {
    data: { rooms: withoutSource },
    errors: [
      {
        message: expect.any(String),
        path: ['rooms'],
        extensions: { code, errorId: expect.stringMatching(/^[\da-f-]{36}$/) },
      },
    ],
  };
}

function healthy(_: unknown, response: ServerResponse): void {
  sendJson(response, { data: { _entities: entities } });
}

function sendJson(response: ServerResponse, body: unknown): void {
  send(response, typeof body === 'string' ? body : JSON.stringify(body));
}

function send(
  response: ServerResponse,
  body: string | Buffer,
  headers: Record<string, string> = {},
  status = 200,
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
}

/** `{"a":{"a":…1…}}`, so deep that a recursive reader overflows its stack. */
function deep(open: string, close: string, levels = 50_000): string {
  return open.repeat(levels) + 1 + close.repeat(levels);
}

const inTime: readonly (readonly [string, string, Behaviour])[] = [
  ['never answers', 'SOURCE_TIMEOUT', () => undefined],
  [
    'stops in the middle of its answer',
    'SOURCE_TIMEOUT',
    (_, response) => void response.writeHead(200, { 'content-type': 'application/json' }).write('{"data":'),
  ],
  [
    'sends one byte of its answer every 100 ms',
    'SOURCE_TIMEOUT',
    (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const text = JSON.stringify({ data: { _entities: entities } });
      let sent = 0;
      const timer = setInterval(() => response.write(text.charAt(sent++)), 100);
      response.on('close', () => clearInterval(timer));
    },
  ],
  [
    'sends one byte of its headers every 100 ms',
    'SOURCE_TIMEOUT',
    ({ socket }) => {
      const text = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n';
      let sent = 0;
      const timer = setInterval(() => socket.write(text.charAt(sent++)), 100);
      socket.on('close', () => clearInterval(timer));
    },
  ],
  ['resets the connection', 'SOURCE_UNREACHABLE', ({ socket }) => void socket.resetAndDestroy()],
  ['closes the connection without a word', 'SOURCE_UNREACHABLE', ({ socket }) => void socket.end()],
  [
    'closes the connection before the end of its answer',
    'SOURCE_UNREACHABLE',
    ({ socket }, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' }).write('{"data":');
      setTimeout(() => socket.end(), 10);
    },
  ],
  ['does not speak HTTP', 'SOURCE_BAD_ANSWER', ({ socket }) => void socket.end('SSH-2.0-OpenSSH_9.6\r\n')],
  [
    'sends 200 kB of headers',
    'SOURCE_BAD_ANSWER',
    ({ socket }) => void socket.end(`HTTP/1.1 200 OK\r\nx-long: ${'a'.repeat(200_000)}\r\n\r\n{}`),
  ],
  ['sends a body that is not JSON', 'SOURCE_BAD_ANSWER', (_, response) => send(response, '{"data":{"_entities":[')],
  ['sends an empty body', 'SOURCE_BAD_ANSWER', (_, response) => send(response, '')],
  ['sends 204 and nothing', 'SOURCE_BAD_ANSWER', (_, response) => void response.writeHead(204).end()],
  ['redirects', 'SOURCE_BAD_ANSWER', (_, response) => send(response, '', { location: source.url }, 302)],
  [
    'sends an HTML page from a proxy',
    'SOURCE_BAD_ANSWER',
    (_, response) => send(response, '<html>502</html>', { 'content-type': 'text/html' }, 502),
  ],
  [
    'sends JSON as another media type',
    'SOURCE_BAD_ANSWER',
    (_, response) => send(response, JSON.stringify({ data: { _entities: entities } }), { 'content-type': 'text/html' }),
  ],
  ['sends JSON that is no object', 'SOURCE_BAD_ANSWER', (_, response) => sendJson(response, [{ data: {} }])],
  ['sends an object without data and errors', 'SOURCE_BAD_ANSWER', (_, response) => sendJson(response, { result: 1 })],
  ['sends a list for data', 'SOURCE_BAD_ANSWER', (_, response) => sendJson(response, { data: [] })],
  ['sends a text for errors', 'SOURCE_BAD_ANSWER', (_, response) => sendJson(response, { data: null, errors: 'no' })],
  [
    'sends too few entities',
    'SOURCE_BAD_ANSWER',
    (_, response) => sendJson(response, { data: { _entities: entities.slice(1) } }),
  ],
  [
    'sends too many entities',
    'SOURCE_BAD_ANSWER',
    (_, response) => sendJson(response, { data: { _entities: [...entities, ...entities] } }),
  ],
  [
    'sends an object for the entities',
    'SOURCE_BAD_ANSWER',
    (_, response) => sendJson(response, { data: { _entities: {} } }),
  ],
  [
    'sends bytes that are no UTF-8',
    'SOURCE_BAD_ANSWER',
    (_, response) =>
      send(
        response,
        Buffer.from(JSON.stringify({ data: { _entities: entities } }).replace('"of"', '"\xff\xfe"'), 'latin1'),
      ),
  ],
  [
    'says that it compressed an answer',
    'SOURCE_BAD_ANSWER',
    (_, response) => send(response, JSON.stringify({ data: { _entities: entities } }), { 'content-encoding': 'br' }),
  ],
  [
    'compresses an answer, which it was not asked to',
    'SOURCE_BAD_ANSWER',
    (_, response) =>
      send(response, gzipSync(JSON.stringify({ data: { _entities: entities } })), { 'content-encoding': 'gzip' }),
  ],
  ['refuses the gateway’s credentials', 'SOURCE_AUTHENTICATION_FAILED', (_, response) => send(response, '{}', {}, 401)],
];

describe('a gateway whose source', () => {
  it('answers well passes everything on', async () => {
    expect((await ask(healthy)).answer).toEqual(whole);
  });

  it('is asked for an answer that is not compressed, and takes one that says so', async () => {
    let asked: string | undefined;
    const { answer } = await ask((request, response) => {
      asked = String(request.headers['accept-encoding']);
      send(response, JSON.stringify({ data: { _entities: entities } }), { 'content-encoding': 'identity' });
    });
    expect(asked).toBe('identity');
    expect(answer).toEqual(whole);
  });

  it.each(inTime)('%s answers the rest in time, with %s', async (_, code, behaviour) => {
    const { answer, ms } = await ask(behaviour);
    expect(answer).toEqual(failed(code));
    // The gateway’s own share of the time is that of a good answer.
    expect(ms).toBeLessThan(timeoutMs + 50 + 3 * usualMs);
    expect((await ask(healthy)).answer).toEqual(whole);
  });
});

describe('a gateway whose source sends too much', () => {
  /** Runs while sampling the memory of this process, where the gateway and the source are. */
  async function growthDuring(run: () => Promise<void>): Promise<number> {
    globalThis.gc?.();
    const before = process.memoryUsage().rss;
    let most = before;
    const timer = setInterval(() => {
      most = Math.max(most, process.memoryUsage().rss);
    }, 5);
    await run();
    clearInterval(timer);
    return most - before;
  }

  const chunk = Buffer.alloc(65_536, ' ');
  const gigabyte = 1_073_741_824;

  /** Writes a gigabyte of white space, as fast as it is read. */
  function pour(target: NodeJS.WritableStream & { readonly destroyed?: boolean }, poured: { bytes: number }): void {
    while (poured.bytes < gigabyte && target.destroyed !== true) {
      poured.bytes += chunk.length;
      if (!target.write(chunk)) {
        target.once('drain', () => pour(target, poured));
        return;
      }
    }
    target.end();
  }

  it.each([
    ['in chunks', {}],
    ['with its length said', { 'content-length': String(gigabyte) }],
  ])('stops reading a gigabyte at the limit, %s', async (_, headers) => {
    const poured = { bytes: 0 };
    const growth = await growthDuring(async () => {
      const { answer, ms } = await ask((_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json', ...headers });
        pour(response, poured);
      });
      expect(answer).toEqual(failed('SOURCE_ANSWER_TOO_LARGE'));
      expect(ms).toBeLessThan(timeoutMs + 50 + 3 * usualMs);
    });
    // What is in flight when the gateway hangs up are the buffers of both sockets.
    expect(poured.bytes).toBeLessThan(maxAnswerBytes + 16 * 1_048_576);
    expect(growth).toBeLessThan(maxGrowthBytes);
    expect((await ask(healthy)).answer).toEqual(whole);
  });

  it('reads an answer that has exactly the size of the limit, and none over it', async () => {
    const text = JSON.stringify({ data: { _entities: entities } });
    expect((await ask((_, response) => sendJson(response, text.padEnd(maxAnswerBytes)))).answer).toEqual(whole);
    expect((await ask((_, response) => sendJson(response, text.padEnd(maxAnswerBytes + 1)))).answer).toEqual(
      failed('SOURCE_ANSWER_TOO_LARGE'),
    );
  });

  it('does not unpack a gzip bomb', async () => {
    const poured = { bytes: 0 };
    const growth = await growthDuring(async () => {
      const { answer, ms } = await ask((_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
        const gzip = createGzip();
        gzip.pipe(response);
        response.on('close', () => gzip.destroy());
        pour(gzip, poured);
      });
      expect(answer).toEqual(failed('SOURCE_BAD_ANSWER'));
      expect(ms).toBeLessThan(timeoutMs + 50 + 3 * usualMs);
    });
    expect(growth).toBeLessThan(maxGrowthBytes);
  });
});

describe('a gateway whose source nests without end', () => {
  it('passes over what nobody asked for', async () => {
    const extra = `{"data":{"_entities":${JSON.stringify(entities)},"more":${deep('{"a":', '}')}}}`;
    expect((await ask((_, response) => sendJson(response, extra))).answer).toEqual(whole);
  });

  it.each([
    [
      'the value of a custom scalar',
      `[{"humidity":1,"note":${deep('{"a":[', ']}')}},{"humidity":2},null]`,
      { humidity: 1 },
      [{ message: 'Cannot represent a value as "Note"', path: ['rooms', 0, 'note'] }],
    ],
    [
      'a leaf',
      `[{"humidity":${deep('[', ']')},"note":1},{"humidity":2},null]`,
      { note: 1 },
      [{ message: expect.stringContaining('Int cannot represent'), path: ['rooms', 0, 'humidity'] }],
    ],
    [
      'an entity',
      `[${deep('[', ']')},{"humidity":2},null]`,
      {},
      [{ path: ['rooms', 0], extensions: { code: 'SOURCE_BAD_ANSWER' } }],
    ],
  ])('answers the rest when it does so in %s', async (_, list, first, errors) => {
    const { answer } = await ask((_request, response) => sendJson(response, `{"data":{"_entities":${list}}}`));
    const second = { ...withoutSource[1], humidity: 2 };
    expect(answer.data).toEqual({ rooms: [{ ...withoutSource[0], ...first }, second, withoutSource[2]] });
    expect(answer.errors).toMatchObject(errors);
  });

  it.each([
    [
      'a value that another source requires',
      '{ rooms { name summary } }',
      { summary: null },
      `"note":${deep('[', ']')}`,
    ],
    [
      'a list on the way to another source',
      '{ rooms { name parts { label } } }',
      { parts: null },
      `"parts":${deep('[', ']')}`,
    ],
  ])('answers the rest when it does so in %s', async (_, operation, nothing, member) => {
    const list = Array.from({ length: 3 }, () => `{${member}}`).join();
    const { answer } = await ask(
      (_request, response) => sendJson(response, `{"data":{"_entities":[${list}]}}`),
      operation,
    );
    expect(answer.data).toEqual({ rooms: rooms.map(({ name }) => ({ name, ...nothing })) });
    expect(answer.errors?.map(({ extensions }) => extensions?.['code'])).toContain('SOURCE_BAD_ANSWER');
    expect(JSON.stringify(answer.errors)).not.toContain('INTERNAL_SERVER_ERROR');
  });

  it('answers the rest when it does so in the extensions of an error', async () => {
    const error = `{"message":"no","path":["_entities",0,"note"],"extensions":{"code":"NO_NOTE","detail":${deep('{"a":', '}')}}}`;
    const { answer } = await ask((_request, response) =>
      sendJson(response, `{"data":{"_entities":${JSON.stringify(entities)}},"errors":[${error}]}`),
    );
    expect(answer.data).toEqual(whole.data);
    expect(answer.errors).toMatchObject([{ path: ['rooms', 0, 'note'], extensions: { code: 'NO_NOTE' } }]);
  });
});
