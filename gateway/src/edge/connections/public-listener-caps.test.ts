import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { createLogger } from '../../telemetry/logger.js';
import { createMetrics } from '../../telemetry/metrics.js';
import { fakeGraph, openSocket, post, readAll, startEdge } from '../edge.test-kit.js';
import { createConnectionCaps } from './connection-caps.js';
import { type ConnectionRefusal, reportConnectionRefusals } from './connection-refusals.js';

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) {
    await stop();
  }
});

async function start(options: Parameters<typeof startEdge>[0] = {}) {
  const refused: [ConnectionRefusal, string][] = [];
  const edge = await startEdge({ ...options, onConnectionRefused: (...refusal) => void refused.push(refusal) });
  stops.push(edge.stop);
  return { ...edge, refused };
}

/** Connects from an address of the loopback network. */
function connectFrom(port: number, localAddress = '127.0.0.1'): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  socket.on('error', () => {});
  stops.push(() => socket.destroy());
  return new Promise((resolve, reject) => socket.once('connect', () => resolve(socket)).once('error', reject));
}

const request = (path: string) =>
  `GET ${path}?query=%7Bok%7D HTTP/1.1\r\nHost: x\r\nApollo-Require-Preflight: 1\r\nConnection: close\r\n\r\n`;

/** Sends a request and reads all that comes. */
async function ask(socket: Socket, path: string): Promise<string> {
  socket.write(request(path));
  return readAll(socket);
}

describe('createConnectionCaps()', () => {
  it('takes as many as are allowed, and one more for each that is given back', () => {
    const caps = createConnectionCaps({ maxConnections: 3, maxConnectionsPerAddress: 2 });
    expect([caps.take(), caps.take(), caps.take(), caps.take()]).toEqual([true, true, true, false]);
    caps.give();
    expect([caps.take(), caps.take()]).toEqual([true, false]);
    expect([1, 2, 3].map(() => caps.takeFrom('192.0.2.7'))).toEqual([true, true, false]);
    caps.giveFrom('192.0.2.7');
    expect([1, 2].map(() => caps.takeFrom('192.0.2.7'))).toEqual([true, false]);
  });

  it('counts IPv4 addresses each by itself and IPv6 addresses by their /64', () => {
    const caps = createConnectionCaps({ maxConnections: 10, maxConnectionsPerAddress: 1 });
    expect(['192.0.2.7', '192.0.2.8'].map(caps.takeFrom)).toEqual([true, true]);
    expect(['2001:db8::1', '2001:db8::ffff:2', '2001:db8:0:1::1'].map(caps.takeFrom)).toEqual([true, false, true]);
  });
});

describe('public listener’s cap on connections of one address', () => {
  it('refuses 1,000 connections past it while another address is served', async () => {
    const edge = await start({ limits: { maxConnectionsPerAddress: 20 } });
    const held = await Promise.all(Array.from({ length: 20 }, () => connectFrom(edge.port)));
    await expect.poll(async () => (await ask(await connectFrom(edge.port), '/')).slice(0, 12)).toBe('HTTP/1.1 429');
    const before = edge.refused.length;
    const answers: string[] = [];
    for (let batch = 0; batch < 10; batch++) {
      const refused = await Promise.all(Array.from({ length: 100 }, () => connectFrom(edge.port)));
      answers.push(...(await Promise.all(refused.map(readAll))));
      expect(await ask(await connectFrom(edge.port, '127.0.0.2'), edge.graph.path)).toMatch(/^HTTP\/1.1 200 /);
    }
    expect(answers.filter((answer) => answer.startsWith('HTTP/1.1 429 Too Many Requests\r\n'))).toHaveLength(1_000);
    expect(edge.refused.length - before).toBe(1_000);
    expect(edge.refused[0]).toEqual(['connections-of-address', '127.0.0.1']);
    const [answer = ''] = answers;
    expect(answer).toMatch(/\r\nretry-after: 10\r\n/);
    expect(answer).toMatch(/\r\nx-correlation-id: [0-9a-f-]{36}\r\n/);
    expect(answer).toMatch(/\r\nconnection: close\r\n/);
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toEqual({
      errors: [{ message: 'This address has too many connections', extensions: { code: 'TOO_MANY_CONNECTIONS' } }],
    });
    // Those that were taken are as they were, and one that goes makes room for one.
    held[0]?.destroy();
    await expect
      .poll(async () => (await ask(await connectFrom(edge.port), edge.graph.path)).slice(0, 12))
      .toBe('HTTP/1.1 200');
    expect(await ask(held[1] as Socket, edge.graph.path)).toMatch(/^HTTP\/1.1 200 /);
  });

  it('does not hold trusted proxies', async () => {
    const proxies = { trusted: ['127.0.0.1'], header: 'none', proxyProtocol: false } as const;
    const edge = await start({ limits: { maxConnectionsPerAddress: 1 }, proxies });
    const sockets = await Promise.all([connectFrom(edge.port), connectFrom(edge.port), connectFrom(edge.port)]);
    const answers = await Promise.all(sockets.map((socket) => ask(socket, edge.graph.path)));
    expect(answers.map((answer) => answer.slice(9, 12))).toEqual(['200', '200', '200']);
  });
});

describe('public listener’s cap on connections in all', () => {
  it('answers 503 to one more, whoever it comes from', async () => {
    const edge = await start({ limits: { maxConnections: 2 } });
    const first = await connectFrom(edge.port, '127.0.0.2');
    const second = await connectFrom(edge.port, '127.0.0.3');
    await sleep(20);
    const answer = await readAll(await connectFrom(edge.port, '127.0.0.4'));
    expect(answer).toMatch(/^HTTP\/1.1 503 Service Unavailable\r\n/);
    expect(answer).toContain('"code":"UNAVAILABLE"');
    expect(edge.refused).toEqual([['connections', '127.0.0.4']]);
    first.destroy();
    await expect.poll(async () => (await ask(await connectFrom(edge.port), edge.graph.path)).slice(9, 12)).toBe('200');
    expect(await ask(second, edge.graph.path)).toMatch(/^HTTP\/1.1 200 /);
  });
});

describe('public listener’s bounds on one connection', () => {
  it('closes it after maxRequestsPerConnection answers', async () => {
    const edge = await start({ limits: { maxRequestsPerConnection: 2 } });
    const socket = await openSocket(edge.port);
    const kept = request(edge.graph.path).replace('Connection: close\r\n', '');
    socket.write(kept);
    await expect.poll(() => edge.graph.asked.length).toBe(1);
    socket.write(kept.repeat(3));
    const answers = await readAll(socket);
    expect(answers.match(/HTTP\/1.1 200 /g)).toHaveLength(2);
    expect(answers.match(/connection: close/gi)).toHaveLength(1);
    expect(edge.graph.asked).toHaveLength(2);
  });

  it('takes maxPipelined requests that wait for their answers, and closes it at one more', async () => {
    const graph = fakeGraph({
      answer: (_request, signal) => new Promise((_, reject) => signal.addEventListener('abort', reject)),
    });
    const edge = await start({ graph, limits: { maxPipelined: 4 } });
    const kept = request(edge.graph.path).replace('Connection: close\r\n', '');
    const socket = await connectFrom(edge.port);
    socket.write(kept.repeat(4));
    await expect.poll(() => graph.asked.length).toBe(4);
    await sleep(50);
    expect(socket.destroyed).toBe(false);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    // In one piece, as an attack sends them: what comes after the one too many is not looked at.
    socket.write(kept.repeat(1_000));
    await closed;
    expect(graph.asked).toHaveLength(4);
    expect(graph.asked.every(({ signal }) => signal.aborted)).toBe(true);
    expect(edge.refused).toEqual([['pipelining', '127.0.0.1']]);
    expect((await post(`${edge.url}/none`, {})).status).toBe(404);
  });
});

describe('reportConnectionRefusals()', () => {
  it('counts each and logs the first of its kind, then every 10 s at most, with how many there were', async () => {
    const lines: Record<string, unknown>[] = [];
    const write = (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>);
    const metrics = createMetrics();
    let now = 0;
    const report = reportConnectionRefusals(
      { metrics, log: createLogger({ level: 'info', format: 'json' }, { write }) },
      () => now,
    );
    for (const at of [0, 1, 9_999]) {
      now = at;
      report('connections', '192.0.2.7');
    }
    report('pipelining', '192.0.2.8');
    now = 10_000;
    report('connections', '192.0.2.9');
    expect(lines.map(({ reason, address, connections }) => [reason, address, connections])).toEqual([
      ['connections', '192.0.2.7', 1],
      ['pipelining', '192.0.2.8', 1],
      ['connections', '192.0.2.9', 3],
    ]);
    const { text } = await metrics.expose();
    expect(text).toContain('facet_refused_connections_total{reason="connections"} 4');
    expect(text).toContain('facet_refused_connections_total{reason="pipelining"} 1');
  });
});
