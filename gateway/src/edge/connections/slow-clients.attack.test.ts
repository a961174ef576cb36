import { Agent, request } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { fakeGraph, openSocket, startEdge } from '../edge.test-kit.js';

const count = 500;
const body = '{"query":"{ ok }"}';
/** More than the system buffers for a connection, and less: with more for each of 500, the system would need gigabytes. */
const answers = { large: Buffer.alloc(6_000_000, 'x'), small: Buffer.alloc(200_000, 'x') };
const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) {
    await stop();
  }
});

/** Everything that a client without haste may do, with the defaults of the gateway but for how long it is waited for. */
async function start() {
  const graph = fakeGraph({
    answer: async ({ search }) => {
      const body = search.includes('large') ? answers.large : answers.small;
      return search === '' ? {} : { body: body };
    },
  });
  const edge = await startEdge({
    graph,
    compression: { enabled: false, minBytes: 0 },
    timeouts: {
      headersTimeoutMs: 2_000,
      requestTimeoutMs: 2_500,
      sendTimeoutMs: 2_000,
      minSendBytesPerSecond: 100_000_000,
      keepAliveTimeoutMs: 2_000,
    },
  });
  stops.push(edge.stop);
  return edge;
}

async function openMany(
  port: number,
  first: (index: number) => string,
): Promise<{ sockets: Socket[]; closed: () => number }> {
  let closed = 0;
  const sockets: Socket[] = [];
  for (let batch = 0; batch < count; batch += 100) {
    sockets.push(...(await Promise.all(Array.from({ length: 100 }, () => openSocket(port)))));
  }
  for (const [index, socket] of sockets.entries()) {
    socket
      .on('error', () => {})
      .once('close', () => {
        closed += 1;
      });
    socket.write(first(index));
  }
  stops.push(() => sockets.forEach((socket) => void socket.destroy()));
  return { sockets, closed: () => closed };
}

/** How long each of some requests takes, in milliseconds, on a connection that is kept. */
async function normalClient(endpoint: string, requests: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  stops.push(() => agent.destroy());
  const times: number[] = [];
  for (let sent = 0; sent < requests; sent++) {
    const started = performance.now();
    const status = await new Promise((resolve, reject) => {
      request(endpoint, { agent, method: 'POST', headers: { 'content-type': 'application/json' } })
        .once('response', (response) => response.resume().once('end', () => resolve(response.statusCode)))
        .once('error', reject)
        .end(body);
    });
    expect(status).toBe(200);
    times.push(performance.now() - started);
    await sleep(2);
  }
  return times.toSorted((a, b) => a - b);
}

const head = (path: string) => `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n`;

const download = (path: string, size: string) =>
  `GET ${path}?query=%7B${size}%7D HTTP/1.1\r\nHost: x\r\nApollo-Require-Preflight: 1\r\n\r\n`;

describe(`public listener with ${count} slow connections`, () => {
  it.each([
    ['headers', head, 'A: b\r\n'],
    ['bodies', (path: string) => `${head(path)}Content-Length: 9000\r\n\r\n{`, ' '],
    ['reads', (path: string, index: number) => download(path, index % 5 === 0 ? 'large' : 'small'), ''],
  ])('answers a normal client in time beside slow %s, and ends them all', { retry: 3 }, async (_what, first, drip) => {
    const edge = await start();
    await normalClient(edge.endpoint, 50);
    const { sockets, closed } = await openMany(edge.port, (index) => first(edge.graph.path, index));
    const dripping = setInterval(() => {
      for (const socket of sockets) {
        if (drip !== '' && socket.writable) {
          socket.write(drip);
        }
      }
    }, 500);
    stops.push(() => clearInterval(dripping));
    const times = await normalClient(edge.endpoint, 200);
    // The slow clients are in this process too, and the machine may be busy: hence the retries.
    expect(times[Math.floor(times.length * 0.99)]).toBeLessThan(50);
    // A connection that is not read notices its end only when it is.
    setTimeout(() => sockets.forEach((socket) => void socket.resume()), 3_000);
    await expect.poll(closed, { timeout: 10_000 }).toBe(count);
  });
});
