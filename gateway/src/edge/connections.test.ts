import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { timeTaken } from '../time-taken.test-kit.js';
import { codeOf, type FakeGraph, fakeGraph, openSocket, post, readAll, startEdge } from './edge.test-kit.js';

const ok = { query: '{ ok }' };
const shortTimeouts = { headersTimeoutMs: 100, requestTimeoutMs: 200, checkingIntervalMs: 20 };

let edge: Awaited<ReturnType<typeof startEdge>>;
afterEach(() => edge.stop());

/** A client graph that answers when told to. */
function heldGraph(): { graph: FakeGraph; answer: () => void; asked: Promise<void> } {
  let answer: () => void = () => {};
  let wasAsked: () => void = () => {};
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const asked = new Promise<void>((resolve) => {
    wasAsked = resolve;
  });
  const graph = fakeGraph({
    answer: async () => {
      wasAsked();
      await held;
      return {};
    },
  });
  return { graph, answer, asked };
}

const rawPost = (body: string, headers = '') =>
  `POST /mobile/graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${headers}Content-Length: ${body.length}\r\n\r\n${body}`;

describe('public listener on a raw socket', () => {
  it.each([
    ['text that is no HTTP', 'hello\r\n\r\n', 400],
    ['a bad request line', 'GET /mobile/graphql\r\n\r\n', 400],
    ['a header without name', 'GET / HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n', 400],
    [
      'two lengths',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
    ['no Host', 'GET /mobile/graphql HTTP/1.1\r\n\r\n', 400],
    ['headers of 20 kB', `GET / HTTP/1.1\r\nHost: x\r\nA: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    [
      'a bad chunk',
      'POST /mobile/graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
      400,
    ],
  ])('answers %s with JSON and a correlation id, then closes', async (_what, text, status) => {
    edge = await startEdge();
    const socket = await openSocket(edge.port);
    socket.write(text);
    if (text.startsWith('GET /mobile/graphql HTTP/1.1')) {
      socket.end();
    }
    const answer = await readAll(socket);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toMatch(/\r\nx-correlation-id: [0-9a-f-]{36}\r\n/i);
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({
      errors: [{ message: expect.any(String) }],
    });
    expect(edge.graph.asked).toEqual([]);
  });

  it('closes a connection whose headers do not arrive in time, with 408', async () => {
    edge = await startEdge({ timeouts: shortTimeouts });
    const socket = await openSocket(edge.port);
    const drip = setInterval(() => socket.writable && socket.write('A: b\r\n'), 20);
    const {
      value: answer,
      tookMs,
      awakeMs,
    } = await timeTaken(() => {
      socket.write('POST /mobile/graphql HTTP/1.1\r\nHost: x\r\n');
      return readAll(socket);
    });
    clearInterval(drip);
    expect(answer).toMatch(/^HTTP\/1.1 408 /);
    expect(answer).toContain('REQUEST_TIMEOUT');
    expect(tookMs).toBeGreaterThan(90);
    expect(awakeMs).toBeLessThan(1_000);
  });

  it('closes a connection whose body does not arrive in time, with 408', async () => {
    edge = await startEdge({ timeouts: shortTimeouts });
    const socket = await openSocket(edge.port);
    socket.write(rawPost('{"query":"{ ok }"}', 'X-Correlation-ID: c-5\r\n').slice(0, -5));
    const answer = await readAll(socket);
    expect(answer).toMatch(/^HTTP\/1.1 408 /);
    expect(answer).toContain('x-correlation-id: c-5\r\n');
    expect(edge.graph.asked).toEqual([]);
    await expect.poll(() => edge.lines.length).toBe(1);
    expect(edge.lines).toMatchObject([{ status: 408, correlationId: 'c-5', path: '/mobile/graphql' }]);
  });

  it('closes a connection on which nothing is sent at all', async () => {
    edge = await startEdge({ timeouts: shortTimeouts });
    expect(await readAll(await openSocket(edge.port))).toMatch(/^HTTP\/1.1 408 /);
  });

  it('closes every one of many slow connections, and answers others meanwhile', async () => {
    edge = await startEdge({ timeouts: shortTimeouts });
    const slow = await Promise.all(Array.from({ length: 100 }, () => openSocket(edge.port)));
    for (const socket of slow) {
      socket.write('GET / HTTP/1.1\r\n');
    }
    expect((await post(edge.endpoint, ok)).status).toBe(200);
    const answers = await Promise.all(slow.map(readAll));
    expect(answers.filter((answer) => answer.startsWith('HTTP/1.1 408 '))).toHaveLength(100);
  });

  it('does not mistake a slow answer for a slow client', async () => {
    const { graph, answer, asked } = heldGraph();
    edge = await startEdge({ graph, timeouts: shortTimeouts });
    const response = post(edge.endpoint, ok);
    await asked;
    await sleep(400);
    answer();
    expect((await response).status).toBe(200);
  });
});

describe('public listener’s abort signal', () => {
  it('aborts when the client is gone before the answer, and leaves one line with status 499', async () => {
    const { graph, asked, answer } = heldGraph();
    edge = await startEdge({ graph });
    const socket = await openSocket(edge.port);
    socket.write(rawPost('{"query":"{ ok }"}'));
    await asked;
    expect(graph.asked[0]?.signal.aborted).toBe(false);
    socket.destroy();
    await expect.poll(() => graph.asked[0]?.signal.aborted).toBe(true);
    answer();
    await expect.poll(() => edge.lines.length).toBe(1);
    expect(edge.lines[0]).toMatchObject({ status: 499, aborted: true });
  });

  it('reaches requests that wait behind another on the same connection too', async () => {
    const { graph, asked, answer } = heldGraph();
    edge = await startEdge({ graph });
    const socket = await openSocket(edge.port);
    socket.write(rawPost('{"query":"{ a }"}') + rawPost('{"query":"{ b }"}'));
    await asked;
    await expect.poll(() => graph.asked.length).toBe(2);
    socket.destroy();
    await expect.poll(() => graph.asked.map(({ signal }) => signal.aborted)).toEqual([true, true]);
    answer();
    await expect.poll(() => edge.lines.length).toBe(2);
  });

  it('logs no error for a client graph that stops because the client is gone', async () => {
    const graph = fakeGraph({
      answer: (_request, signal) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    });
    edge = await startEdge({ graph });
    const socket = await openSocket(edge.port);
    socket.write(rawPost('{"query":"{ ok }"}'));
    await expect.poll(() => graph.asked.length).toBe(1);
    socket.destroy();
    await expect.poll(() => edge.lines.length).toBe(1);
    await sleep(20);
    expect(edge.lines.map((line) => line['level'])).toEqual(['info']);
  });

  it('logs no error for a client that is gone in the middle of its body', async () => {
    edge = await startEdge();
    const socket = await openSocket(edge.port);
    socket.write(rawPost('{"query":"{ ok }"}').slice(0, -5));
    await sleep(50);
    socket.destroy();
    await expect.poll(() => edge.lines.length).toBe(1);
    await sleep(20);
    expect(edge.lines).toMatchObject([{ level: 'info', status: 400 }]);
    expect(edge.graph.asked).toEqual([]);
  });

  it('can be listened to by as many calls as an operation makes, without a warning', async () => {
    edge = await startEdge();
    await post(edge.endpoint, ok);
    const warnings: Error[] = [];
    const remember = (warning: Error) => warnings.push(warning);
    process.on('warning', remember);
    for (let calls = 0; calls < 20; calls += 1) {
      edge.graph.asked[0]?.signal.addEventListener('abort', () => {});
    }
    await sleep(20);
    process.off('warning', remember);
    expect(edge.graph.asked).toHaveLength(1);
    expect(warnings).toEqual([]);
  });

  it('does not abort once the answer is out', async () => {
    edge = await startEdge();
    await (await post(edge.endpoint, ok)).text();
    await edge.stop();
    expect(edge.graph.asked[0]?.signal.aborted).toBe(false);
  });
});

describe('public listener’s streamed answers', () => {
  it('are sent as they come, and ended at their source when the client goes', async () => {
    let ended = false;
    async function* parts() {
      try {
        yield 'one ';
        for (;;) {
          await sleep(5);
          yield 'more ';
        }
      } finally {
        ended = true;
      }
    }
    edge = await startEdge({ graph: fakeGraph({ answer: async () => ({ body: parts() }) }) });
    const controller = new AbortController();
    const response = await fetch(edge.endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(ok),
      signal: controller.signal,
    });
    const reader = response.body?.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toMatch(/^one /);
    controller.abort();
    await expect.poll(() => ended).toBe(true);
  });
});

describe('public listener’s stop()', () => {
  it('lets a request in flight finish and tells its client to close', async () => {
    const { graph, asked, answer } = heldGraph();
    edge = await startEdge({ graph });
    const agent = new Agent({ keepAlive: true });
    const response = new Promise<{ status: number | undefined; connection: string | undefined }>((resolve, reject) => {
      const sent = request(edge.endpoint, { agent, method: 'POST', headers: { 'content-type': 'application/json' } });
      sent.once('response', (answered) => {
        answered.resume();
        resolve({ status: answered.statusCode, connection: answered.headers.connection });
      });
      sent.once('error', reject);
      sent.end(JSON.stringify(ok));
    });
    await asked;
    const stopped = edge.stop();
    await expect(openSocket(edge.port)).rejects.toThrow('ECONNREFUSED');
    answer();
    expect(await response).toEqual({ status: 200, connection: 'close' });
    await stopped;
    agent.destroy();
  });

  it('answers 503 to a request that comes on an open connection meanwhile', async () => {
    const { graph, asked, answer } = heldGraph();
    edge = await startEdge({ graph });
    const inFlight = post(edge.endpoint, ok);
    await asked;
    const socket = await openSocket(edge.port);
    // The connection must have reached the listener before it stops, not only the system's queue.
    await sleep(50);
    const stopped = edge.stop();
    socket.write(rawPost('{"query":"{ ok }"}'));
    const late = await readAll(socket);
    expect(late).toMatch(/^HTTP\/1.1 503 /);
    expect(late).toMatch(/\r\nconnection: close\r\n/i);
    expect(late).toContain('"code":"UNAVAILABLE"');
    expect(graph.asked).toHaveLength(1);
    answer();
    expect((await inFlight).status).toBe(200);
    await stopped;
  });

  it('cuts off what is still in flight past shutdownGraceMs, and aborts it', async () => {
    const { graph, asked } = heldGraph();
    edge = await startEdge({ graph, shutdownGraceMs: 100 });
    const inFlight = post(edge.endpoint, ok);
    const failed = expect(inFlight).rejects.toThrow('fetch failed');
    await asked;
    const { tookMs, awakeMs } = await timeTaken(() => edge.stop());
    expect(tookMs).toBeGreaterThan(90);
    expect(awakeMs).toBeLessThan(1_000);
    await failed;
    expect(graph.asked[0]?.signal.aborted).toBe(true);
  });

  it('does not wait for connections without a request', async () => {
    edge = await startEdge();
    const idle = await openSocket(edge.port);
    const kept = await post(edge.endpoint, ok);
    expect(await codeOf(await post(edge.endpoint, '{'))).toBe('BAD_REQUEST');
    await kept.text();
    const closed = readAll(idle).catch(() => '');
    expect((await timeTaken(() => edge.stop())).awakeMs).toBeLessThan(500);
    await closed;
  });

  it('may be called again', async () => {
    edge = await startEdge();
    await Promise.all([edge.stop(), edge.stop()]);
  });
});
