import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSocket, startEdge } from './edge.test-kit.js';

const body = '{"query":"{ ok }"}';
const limits = { maxHeaderBytes: 4_096, maxHeaders: 20, maxUrlBytes: 1_000 };

let edge: Awaited<ReturnType<typeof startEdge>>;
beforeAll(async () => {
  edge = await startEdge({ limits });
});
afterAll(() => edge.stop());

/** All that is answered before the connection is closed, or within a moment. */
async function exchange(text: string | Buffer): Promise<string> {
  const socket = await openSocket(edge.port);
  socket.write(text);
  let answer = '';
  socket.on('data', (chunk) => {
    answer += String(chunk);
  });
  const patience = setTimeout(() => socket.destroy(), 300);
  await new Promise((resolve) => socket.on('error', () => {}).once('close', resolve));
  clearTimeout(patience);
  return answer;
}

const statuses = (answer: string) => [...answer.matchAll(/HTTP\/1.1 (\d{3}) /g)].map(([, status]) => Number(status));
const post = (headers: string, content = body) =>
  `POST /mobile/graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${headers}\r\n${content}`;
const length = `Content-Length: ${body.length}\r\n`;
/** What an attacker wants another client's request to be taken for. */
const smuggled = 'GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n';
const chunked = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;

describe('public listener given heads that servers read differently', () => {
  it.each([
    ['Content-Length and Transfer-Encoding', post(`${length}Transfer-Encoding: chunked\r\n`, chunked)],
    ['Transfer-Encoding and Content-Length', post(`Transfer-Encoding: chunked\r\n${length}`, chunked)],
    ['two Content-Lengths', post(`${length}Content-Length: 0\r\n`)],
    ['two equal Content-Lengths', post(`${length}${length}`)],
    ['a list of Content-Lengths', post(`Content-Length: ${body.length}, ${body.length}\r\n`)],
    ['a Content-Length with a sign', post(`Content-Length: +${body.length}\r\n`)],
    ['a Content-Length in hexadecimal', post('Content-Length: 0x12\r\n')],
    ['a negative Content-Length', post('Content-Length: -1\r\n')],
    ['a Content-Length past 64 bits', post('Content-Length: 18446744073709551634\r\n')],
    ['a blank before the colon', post(`Content-Length : ${body.length}\r\n`)],
    ['a blank before the name', post(` ${length}`)],
    ['a folded header', post(`${length}A: b\r\n  c\r\n`)],
    ['a folded Transfer-Encoding', post('Transfer-Encoding:\r\n chunked\r\n', chunked)],
    ['Transfer-Encoding xchunked', post('Transfer-Encoding: xchunked\r\n', chunked)],
    ['Transfer-Encoding twice', post('Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n', chunked)],
    ['Transfer-Encoding chunked twice', post('Transfer-Encoding: chunked, chunked\r\n', chunked)],
    ['Transfer-Encoding gzip, chunked', post('Transfer-Encoding: gzip, chunked\r\n', chunked)],
    ['Transfer-Encoding in HTTP/1.0', post('Transfer-Encoding: chunked\r\n', chunked).replace('1.1', '1.0')],
    ['Transfer-Encoding with a vertical tab', post('Transfer-Encoding: \vchunked\r\n', chunked)],
    ['bare line feeds', post(length).replaceAll('\r\n', '\n')],
    ['one bare line feed', post(length).replace('Host: x\r\n', 'Host: x\n')],
    ['a bare carriage return', post(length).replace('Host: x\r\n', 'Host: x\rA: b\r\n')],
    ['a null byte in a header', post(`${length}A: b\0c\r\n`)],
    ['a null byte in a name', post(`${length}A\0: b\r\n`)],
    ['a null byte in the URL', post(length).replace('/mobile', '/\0mobile')],
    ['a null byte before it all', `\0${post(length)}`],
    ['bytes over 127 in the name', post(`${length}\xe4: b\r\n`)],
    ['chunks ended by line feeds', post('Transfer-Encoding: chunked\r\n', chunked.replaceAll('\r\n', '\n'))],
    ['a chunk size 0x', post('Transfer-Encoding: chunked\r\n', `0x${chunked}`)],
    ['a chunk size past 64 bits', post('Transfer-Encoding: chunked\r\n', `1${'0'.repeat(16)}\r\n`)],
    ['a line feed in a chunk extension', post('Transfer-Encoding: chunked\r\n', chunked.replace('\r\n', ';a=\nx\r\n'))],
    ['no Host', post(length).replace('Host: x\r\n', '')],
    ['two Hosts', post(`${length}Host: y\r\n`)],
    ['a Host with a path', post(length).replace('Host: x', 'Host: x/y')],
    ['a Host with a user', post(length).replace('Host: x', 'Host: u@x')],
    ['a list in Host', post(length).replace('Host: x', 'Host: x, y')],
    ['HTTP/0.9', 'GET /mobile/graphql?query={ok}\r\n\r\n'],
    ['HTTP/1.2', post(length).replace('HTTP/1.1', 'HTTP/1.2')],
    ['HTTP/2 by prior knowledge', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ])('refuses %s, and reads nothing behind it', async (_what, text) => {
    const before = edge.graph.asked.length;
    const answer = await exchange(Buffer.from(text + smuggled, 'latin1'));
    expect(statuses(answer)).toEqual([400]);
    expect(answer).toMatch(/\r\nconnection: close\r\n/i);
    expect(edge.graph.asked.length).toBe(before);
    expect(JSON.stringify(edge.lines)).not.toContain('/smuggled');
  });

  it('keeps both of what may be there once, so that none is taken for the only one', async () => {
    await exchange(post(`${length}Authorization: Bearer a\r\nAuthorization: Bearer b\r\nConnection: close\r\n`));
    expect(edge.graph.asked.at(-1)?.request.headers.get('authorization')).toBe('Bearer a, Bearer b');
    for (const headers of ['Content-Type: text/plain\r\n', 'Content-Type: application/json; charset=utf-16\r\n']) {
      expect(statuses(await exchange(post(length + headers)))).toEqual([415]);
      expect(statuses(await exchange(post('').replace('Content-Type: ', `${headers}${length}Content-Type: `)))).toEqual(
        [415],
      );
    }
  });

  it('takes trailers for nothing', async () => {
    const trailers = chunked.replace(/\r\n\r\n$/, '\r\nAuthorization: Bearer t\r\nX-Forwarded-For: 10.0.0.1\r\n\r\n');
    expect(statuses(await exchange(post('Transfer-Encoding: chunked\r\nConnection: close\r\n', trailers)))).toEqual([
      200,
    ]);
    expect(edge.graph.asked.at(-1)?.request.headers.has('authorization')).toBe(false);
  });

  it('stays with HTTP/1.1 when asked to upgrade', async () => {
    const upgrade = post(`${length}Connection: upgrade, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAA\r\n`);
    expect(statuses(await exchange(upgrade))).toEqual([200]);
  });

  it('takes header names that objects have for what they are: names', async () => {
    const headers = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'].map((name) => `${name}: x\r\n`).join('');
    expect(statuses(await exchange(post(`${headers}${length}Connection: close\r\n`)))).toEqual([200]);
    expect(edge.graph.asked.at(-1)?.request.headers.get('constructor')).toBe('x');
  });
});

describe('public listener’s limits on heads', () => {
  const end = 'Connection: close\r\n';
  // Host, Content-Type, Content-Length and Connection are four.
  const headers = (count: number) =>
    Array.from({ length: count - 4 }, (_, index) => `A${index}: b\r\n`).join('') + length + end;

  it.each([
    [19, 200],
    [20, 200],
    [21, 431],
    [200, 431],
  ])('answers a request with %i headers with %i', async (count, status) => {
    const answer = await exchange(post(headers(count)));
    expect(statuses(answer)).toEqual([status]);
    expect(answer.includes('HEADERS_TOO_LARGE')).toBe(status === 431);
  });

  it.each([
    [999, 200],
    [1_000, 200],
    [1_001, 414],
    [3_000, 414],
  ])('answers a URL of %i bytes with %i', async (bytes, status) => {
    const url = `${edge.graph.path}?query=%7Bok%7D&x=`.padEnd(bytes, 'x');
    const answer = await exchange(`GET ${url} HTTP/1.1\r\nHost: x\r\nApollo-Require-Preflight: 1\r\n${end}\r\n`);
    expect(statuses(answer)).toEqual([status]);
    expect(answer.includes('URL_TOO_LONG')).toBe(status === 414);
  });

  it('answers a head over maxHeaderBytes with 431, and one that is well under it', async () => {
    expect(statuses(await exchange(post(`A: ${'x'.repeat(3_500)}\r\n${length}${end}`)))).toEqual([200]);
    expect(statuses(await exchange(post(`A: ${'x'.repeat(4_200)}\r\n${length}${end}`)))).toEqual([431]);
  });
});
