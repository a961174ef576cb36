import {
  brotliCompressSync,
  brotliDecompressSync,
  constants,
  deflateRawSync,
  deflateSync,
  gunzipSync,
  gzipSync,
} from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leastCpuMs } from '../cpu-time.test-kit.js';
import { codeOf, fakeGraph, openSocket, post, readAll, startEdge } from './edge.test-kit.js';

const body = JSON.stringify({ query: '{ ok }' });
const coders = { gzip: gzipSync, 'x-gzip': gzipSync, GZip: gzipSync, deflate: deflateSync, br: brotliCompressSync };
const blob = (bytes: Uint8Array) => new Blob([new Uint8Array(bytes)]);

/** A body of exactly so many bytes. */
const padded = (bytes: number) => body.padEnd(bytes, ' ');

describe('public listener’s reading of compressed bodies', () => {
  let edge: Awaited<ReturnType<typeof startEdge>>;
  beforeAll(async () => {
    edge = await startEdge({ maxBodyBytes: 10_000 });
  });
  afterAll(() => edge.stop());
  const send = (bytes: Uint8Array, coding: string) => post(edge.endpoint, blob(bytes), { 'content-encoding': coding });

  it.each(Object.entries(coders))('takes %s', async (coding, code) => {
    const response = await send(code(body), coding);
    expect(response.status).toBe(200);
    expect(edge.graph.asked.at(-1)?.request.body).toMatchObject({ query: '{ ok }' });
  });

  it('measures a body once it is inflated: just under and at the limit it is taken, just over it is not', async () => {
    for (const coding of ['gzip', 'deflate', 'br'] as const) {
      const statuses = [9_999, 10_000, 10_001].map(
        async (size) => (await send(coders[coding](padded(size)), coding)).status,
      );
      expect(await Promise.all(statuses), coding).toEqual([200, 200, 413]);
    }
  });

  it('refuses a bomb before it is inflated', async () => {
    const zeros = Buffer.alloc(100_000_000);
    const bombs = {
      gzip: gzipSync(zeros, { level: 9 }),
      br: brotliCompressSync(zeros, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
    };
    const roomy = await startEdge({ maxBodyBytes: 1_000_000 });
    for (const [coding, bomb] of Object.entries(bombs)) {
      const { rss } = process.memoryUsage();
      const refuse = async () => {
        const response = await post(roomy.endpoint, blob(bomb), { 'content-encoding': coding });
        expect(await codeOf(response), coding).toBe('BODY_TOO_LARGE');
        expect(response.status, coding).toBe(413);
      };
      // Inflating all of it takes a quarter of a second and 100 MB.
      expect(await leastCpuMs(refuse, { enoughMs: 150 }), coding).toBeLessThan(150);
      expect(process.memoryUsage().rss - rss, coding).toBeLessThan(50_000_000);
    }
    await roomy.stop();
  });

  it.each([
    ['gzip, gzip', gzipSync(gzipSync(body))],
    ['gzip, br', brotliCompressSync(gzipSync(body))],
    ['identity, gzip', gzipSync(body)],
    ['compress', Buffer.from(body)],
    ['zstd', Buffer.from(body)],
    ['gzip;q=1', gzipSync(body)],
    ['', Buffer.from(body)],
  ])('answers 415 to Content-Encoding %o, naming what it takes', async (coding, bytes) => {
    const before = edge.graph.asked.length;
    const response = await send(bytes, coding);
    expect(response.status).toBe(415);
    expect(response.headers.get('accept-encoding')).toBe('gzip, deflate, br');
    expect(await codeOf(response)).toBe('UNSUPPORTED_MEDIA_TYPE');
    expect(edge.graph.asked.length).toBe(before);
  });

  it('takes two Content-Encoding headers for a stack', async () => {
    const socket = await openSocket(edge.port);
    const bytes = gzipSync(body);
    socket.write(
      `POST ${edge.graph.path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Encoding: identity\r\nContent-Encoding: gzip\r\nContent-Length: ${bytes.length}\r\n\r\n`,
    );
    socket.write(bytes);
    expect(await readAll(socket)).toMatch(/^HTTP\/1.1 415 /);
  });

  it.each([
    ['gzip', Buffer.from(body)],
    ['gzip', gzipSync(body).subarray(0, -5)],
    ['gzip', Buffer.alloc(0)],
    ['deflate', deflateRawSync(body)],
    ['br', gzipSync(body)],
    ['gzip', gzipSync('no JSON')],
  ])('answers 400 to what is not %s, or is no JSON then', async (coding, bytes) => {
    const response = await send(bytes, coding);
    expect(response.status).toBe(400);
    expect(await codeOf(response)).toBe('BAD_REQUEST');
  });

  it.each(['utf-16', 'utf-7', 'iso-8859-1', 'utf-8, utf-16', '"utf-16le"', 'UTF8_', 'shift_jis'])(
    'answers 415 to charset %o',
    async (charset) => {
      const response = await post(edge.endpoint, body, { 'content-type': `application/json; charset=${charset}` });
      expect(response.status).toBe(415);
    },
  );
});

describe('public listener’s compression of answers', () => {
  const long = JSON.stringify({ data: { text: 'abc '.repeat(300) } });
  const huge = JSON.stringify({ data: { text: 'abc '.repeat(50_000) } });
  let edge: Awaited<ReturnType<typeof startEdge>>;
  beforeAll(async () => {
    const answers = new Map<unknown, string | Buffer>([
      ['{ long }', long],
      ['{ bytes }', Buffer.from(long)],
      ['{ huge }', huge],
      ['{ under }', 'x'.repeat(1_023)],
      ['{ at }', 'x'.repeat(1_024)],
    ]);
    const graph = fakeGraph({
      answer: async ({ body: asked }) => ({ body: answers.get((asked as { query: string }).query) ?? long }),
    });
    edge = await startEdge({ graph });
  });
  afterAll(() => edge.stop());

  /** Past fetch(), which takes the coding away. */
  async function ask(query: string, acceptEncoding?: string) {
    const socket = await openSocket(edge.port);
    const text = JSON.stringify({ query });
    const accept = acceptEncoding === undefined ? '' : `Accept-Encoding: ${acceptEncoding}\r\n`;
    socket.write(
      `POST ${edge.graph.path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${accept}Content-Type: application/json\r\nContent-Length: ${text.length}\r\n\r\n${text}`,
    );
    const chunks: Buffer[] = [];
    for await (const chunk of socket) {
      chunks.push(chunk as Buffer);
    }
    const bytes = Buffer.concat(chunks);
    const end = bytes.indexOf('\r\n\r\n');
    const head = bytes.subarray(0, end).toString();
    const header = (name: string) => new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1];
    return { header, bytes: bytes.subarray(end + 4) };
  }

  it.each([
    ['gzip', 'gzip'],
    ['br', 'br'],
    ['gzip, deflate, br', 'br'],
    ['gzip;q=1, br;q=0.5', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['*', 'br'],
    ['GZIP', 'gzip'],
    ['gzip;q=0.001', 'gzip'],
  ])('follows Accept-Encoding %o with %s', async (accept, coding) => {
    for (const query of ['{ long }', '{ bytes }', '{ huge }']) {
      const { header, bytes } = await ask(query, accept);
      expect(header('content-encoding')).toBe(coding);
      expect(header('content-length')).toBe(String(bytes.length));
      expect(header('vary')).toMatch(/(^|, )accept-encoding(,|$)/);
      const plain = (coding === 'br' ? brotliDecompressSync : gunzipSync)(bytes).toString();
      expect(plain).toBe(query === '{ huge }' ? huge : long);
    }
  });

  it.each([undefined, '', 'identity', 'deflate', 'gzip;q=0', '*;q=0', 'zstd'])(
    'sends the plain answer to Accept-Encoding %o, and says that it varies',
    async (accept) => {
      const { header, bytes } = await ask('{ long }', accept);
      expect(header('content-encoding')).toBeUndefined();
      expect(header('vary')).toContain('accept-encoding');
      expect(bytes.toString()).toBe(long);
    },
  );

  it('leaves answers under minBytes as they are, and compresses those at it', async () => {
    const under = await ask('{ under }', 'gzip');
    expect([under.header('content-encoding'), under.header('vary')]).toEqual([undefined, 'accept, Origin']);
    expect((await ask('{ at }', 'gzip')).header('content-encoding')).toBe('gzip');
  });

  it('can be switched off', async () => {
    const plain = await startEdge({
      graph: fakeGraph({ answer: async () => ({ body: long }) }),
      compression: { enabled: false, minBytes: 0 },
    });
    const response = await post(plain.endpoint, body, { 'accept-encoding': 'gzip' });
    expect(response.headers.get('content-encoding')).toBeNull();
    expect(response.headers.get('vary')).not.toContain('encoding');
    await plain.stop();
  });
});
