import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { type FakeGraph, fakeGraph, openSocket, post, startEdge } from '../edge.test-kit.js';

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) {
    await stop();
  }
});

/** More than the system buffers for a connection whose client reads nothing. */
const largeBytes = 16_000_000;
const large = Buffer.alloc(largeBytes, 'x');
const graphOf = (body: () => Buffer | AsyncIterable<string>): FakeGraph =>
  fakeGraph({ answer: async () => ({ body: body() as Buffer }) });

async function start(graph: FakeGraph, timeouts: { sendTimeoutMs: number; minSendBytesPerSecond: number }) {
  const refused: string[] = [];
  const edge = await startEdge({
    graph,
    compression: { enabled: false, minBytes: 0 },
    timeouts: { checkingIntervalMs: 20, ...timeouts },
    onConnectionRefused: (reason) => void refused.push(reason),
  });
  stops.push(edge.stop);
  return { ...edge, refused };
}

const request = (path: string) =>
  `GET ${path}?query=%7Bok%7D HTTP/1.1\r\nHost: x\r\nApollo-Require-Preflight: 1\r\n\r\n`;

/** A client that asks and then reads when it is told to. */
async function openReader(edge: { port: number; graph: FakeGraph }) {
  const socket = await openSocket(edge.port);
  stops.push(() => socket.destroy());
  let bytes = 0;
  let closed = false;
  socket.pause().on('error', () => {});
  socket.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  socket.pause().once('close', () => {
    closed = true;
  });
  socket.write(request(edge.graph.path));
  return { socket, bytes: () => bytes, closed: () => closed };
}

describe('public listener given clients that do not read their answers', () => {
  it('ends one that reads nothing, and aborts what it asked for', async () => {
    const edge = await start(
      graphOf(() => large),
      { sendTimeoutMs: 100, minSendBytesPerSecond: 1_000_000_000 },
    );
    const reader = await openReader(edge);
    await expect.poll(() => edge.refused).toEqual(['slow-reader']);
    expect(edge.lines.at(-1)).toMatchObject({ aborted: true });
    reader.socket.resume();
    await expect.poll(reader.closed).toBe(true);
    expect(reader.bytes()).toBeLessThan(largeBytes);
  });

  it('gives a large answer the time of its size', async () => {
    // 16 MB at 16 MB/s: one second beside the 50 ms.
    const edge = await start(
      graphOf(() => large),
      { sendTimeoutMs: 50, minSendBytesPerSecond: largeBytes },
    );
    const reader = await openReader(edge);
    await sleep(500);
    expect(edge.refused).toEqual([]);
    reader.socket.resume();
    await expect.poll(reader.bytes).toBeGreaterThan(largeBytes);
    expect(edge.refused).toEqual([]);
  });

  it('ends one that reads a little now and then', async () => {
    const edge = await start(
      graphOf(() => large),
      { sendTimeoutMs: 200, minSendBytesPerSecond: 1_000_000_000 },
    );
    const reader = await openReader(edge);
    const drip = setInterval(() => reader.socket.read(1), 10);
    await expect.poll(() => edge.refused).toEqual(['slow-reader']);
    clearInterval(drip);
  });

  it('ends one that lets a stream wait, and not one whose stream has nothing to send', async () => {
    async function* parts(): AsyncGenerator<string> {
      for (;;) {
        yield 'x'.repeat(500_000);
      }
    }
    async function* pause(): AsyncGenerator<string> {
      yield 'one';
      await sleep(600);
      yield 'two';
    }
    const limits = { sendTimeoutMs: 100, minSendBytesPerSecond: 1_000_000_000 };
    const flooding = await start(graphOf(parts), limits);
    await openReader(flooding);
    await expect.poll(() => flooding.refused).toEqual(['slow-reader']);
    const quiet = await start(graphOf(pause), limits);
    expect(await (await post(quiet.endpoint, { query: '{ ok }' })).text()).toBe('onetwo');
    expect(quiet.refused).toEqual([]);
  });

  it('leaves one alone that reads a stream as it comes', async () => {
    async function* parts(): AsyncGenerator<string> {
      for (let part = 0; part < 40; part++) {
        yield 'x'.repeat(200_000);
        await sleep(10);
      }
    }
    const edge = await start(graphOf(parts), { sendTimeoutMs: 100, minSendBytesPerSecond: 1_000_000_000 });
    expect((await (await post(edge.endpoint, { query: '{ ok }' })).text()).length).toBe(8_000_000);
    expect(edge.refused).toEqual([]);
  });
});
