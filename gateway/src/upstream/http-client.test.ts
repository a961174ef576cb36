import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHttpClient, type HttpCall, type HttpClient } from './http-client.js';

let server: Server;
let client: HttpClient;
/** What the source has received. */
let received: string;
/** What it answers, in pieces that do not arrive together. */
let pieces: string[];
/** Sockets that were opened to it. */
let sockets: Socket[];

beforeEach(async () => {
  received = '';
  sockets = [];
  server = createServer((socket) => {
    sockets.push(socket);
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('data', async (chunk) => {
      received += chunk.toString('latin1');
      for (const piece of pieces) {
        socket.write(piece, 'latin1');
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  client = createHttpClient({ maxConnectionsPerOrigin: 1 });
});
afterEach(async () => {
  await client.close();
  for (const socket of sockets) {
    socket.destroy();
  }
  server.close();
});

function call(more: Partial<HttpCall> = {}): HttpCall {
  return {
    method: 'POST',
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql?a=b`,
    headers: { 'x-token': 'é', 'accept-encoding': 'br' },
    body: '{"é":1}',
    timeoutMs: 5000,
    maxAnswerBytes: 100,
    signal: new AbortController().signal,
    source: 'stock',
    ...more,
  };
}

describe('createHttpClient()', () => {
  it('sends each header once, no coding being acceptable, and the length of the body in bytes', async () => {
    pieces = ['HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}'];
    await client.request(call());
    const [head = '', body] = received.split('\r\n\r\n');
    expect(head.split('\r\n').sort()).toEqual([
      'POST /graphql?a=b HTTP/1.1',
      'accept-encoding: identity',
      'connection: keep-alive',
      'content-length: 8',
      expect.stringMatching(/^host: 127\.0\.0\.1:\d+$/),
      'x-token: é',
    ]);
    expect(body).toBe(Buffer.from('{"é":1}').toString('latin1'));
  });

  it('answers with the headers by their names in lower case, repeated ones joined, and not those of 1xx answers', async () => {
    pieces = [
      'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nCache-Control: private\r\n\r\n',
      'HTTP/1.1 200 OK\r\nCache-CONTROL: max-age=1\r\nX-Na',
      'me: caf\u00e9\r\ncache-control: public\r\n__proto__: x\r\nContent-Length: 4\r\n\r\n{',
      '"a"',
    ];
    const { status, headers, body } = await client.request(call());
    expect([status, body.toString()]).toEqual([200, '{"a"']);
    expect(headers.get('cache-control')).toBe('max-age=1, public');
    expect(headers.get('x-name')).toBe('café');
    expect(headers.get('link')).toBeUndefined();
    expect([...headers]).toEqual([
      ['cache-control', 'max-age=1, public'],
      ['x-name', 'café'],
      ['__proto__', 'x'],
      ['content-length', '4'],
    ]);
  });

  it.each(['gzip', 'GZIP', 'identity, br'])('takes no answer with the content coding "%s"', async (coding) => {
    pieces = [`HTTP/1.1 200 OK\r\nContent-Encoding: ${coding}\r\nContent-Length: 2\r\n\r\n{}`];
    await expect(client.request(call())).rejects.toMatchObject({ code: 'SOURCE_BAD_ANSWER' });
  });

  it.each(['', 'identity'])('takes an answer whose content coding is said to be "%s"', async (coding) => {
    pieces = [`HTTP/1.1 200 OK\r\nContent-Encoding: ${coding}\r\nContent-Length: 2\r\n\r\n{}`];
    await expect(client.request(call())).resolves.toMatchObject({ status: 200 });
  });

  it('takes an answer as large as may be, and none that is larger, whose connection it closes', async () => {
    pieces = ['HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n', 'x'.repeat(60), 'y'.repeat(40)];
    const { body } = await client.request(call());
    expect(body.toString()).toBe('x'.repeat(60) + 'y'.repeat(40));
    await expect(client.request(call({ maxAnswerBytes: 99 }))).rejects.toMatchObject({
      code: 'SOURCE_ANSWER_TOO_LARGE',
    });
    // Both went over the one connection.
    expect(sockets).toHaveLength(1);
    pieces = ['HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}'];
    await client.request(call());
    expect(sockets).toHaveLength(2);
  });

  it('gives up at once when nobody waits, be it for a connection or for the answer', async () => {
    pieces = ['HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{'];
    const nobodyWaits = new AbortController();
    const sent = client.request(call({ signal: nobodyWaits.signal }));
    const waiting = client.request(call({ signal: nobodyWaits.signal }));
    const gaveUp = Promise.allSettled([sent, waiting]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    nobodyWaits.abort();
    expect(await gaveUp).toMatchObject([
      { status: 'rejected', reason: { code: 'SOURCE_UNREACHABLE' } },
      { status: 'rejected', reason: { code: 'SOURCE_UNREACHABLE' } },
    ]);
    await expect(client.request(call({ signal: nobodyWaits.signal }))).rejects.toMatchObject({
      code: 'SOURCE_UNREACHABLE',
    });
    expect(received.match(/POST/g)).toHaveLength(1);
  });

  it('gives up at the deadline, be it for a connection or for the answer', async () => {
    pieces = ['HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{'];
    const calls = [client.request(call({ timeoutMs: 50 })), client.request(call({ timeoutMs: 50 }))];
    expect(await Promise.allSettled(calls)).toMatchObject([
      { status: 'rejected', reason: { code: 'SOURCE_TIMEOUT' } },
      { status: 'rejected', reason: { code: 'SOURCE_TIMEOUT' } },
    ]);
  });
});
