import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openSocket, readAll, startEdge } from '../edge.test-kit.js';
import type { ProxySettings } from '../public-listener-options.js';
import { certificateFolder, makeCertificate, type TestCertificate } from '../tls/certificates.test-kit.js';
import type { Visit } from '../visit.js';

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) {
    await stop();
  }
});

async function start(proxies: Partial<ProxySettings>, options: Parameters<typeof startEdge>[0] = {}) {
  const addresses: string[] = [];
  const refused: string[] = [];
  const edge = await startEdge({
    ...options,
    proxies: { trusted: ['127.0.0.1', '10.0.0.0/8'], header: 'none', proxyProtocol: false, ...proxies },
    gates: [{ name: 'look', admitHead: ({ address }: Visit) => void addresses.push(address) }],
    onConnectionRefused: (reason) => void refused.push(reason),
  });
  stops.push(edge.stop);
  return { ...edge, addresses, refused };
}

const body = '{"query":"{ ok }"}';
const request = (path: string, headers = '') =>
  `POST ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n${headers}Content-Length: ${body.length}\r\n\r\n${body}`;

const version2 = (address: readonly number[]) =>
  Buffer.from([
    ...Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1'),
    0x21,
    0x11,
    0,
    12,
    ...address,
    10,
    0,
    0,
    1,
    0,
    1,
    0,
    2,
  ]);

async function send(edge: { port: number }, pieces: readonly (string | Buffer)[], pauseMs = 0): Promise<string> {
  const socket = await openSocket(edge.port);
  for (const piece of pieces) {
    socket.write(piece);
    await sleep(pauseMs);
  }
  return readAll(socket).catch(() => 'reset');
}

describe('public listener behind a proxy that sets a header', () => {
  it('takes the client’s address from it', async () => {
    const edge = await start({ header: 'x-forwarded-for' });
    const { path } = edge.graph;
    await send(edge, [request(path, 'X-Forwarded-For: 203.0.113.9, 198.51.100.1, 10.0.0.3\r\n')]);
    await send(edge, [request(path, 'X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-For: ::ffff:198.51.100.2\r\n')]);
    await send(edge, [request(path, 'Forwarded: for=203.0.113.9\r\nX-Real-IP: 203.0.113.9\r\n')]);
    expect(edge.addresses).toEqual(['198.51.100.1', '198.51.100.2', '127.0.0.1']);
  });

  it('believes no header of a peer that is not trusted', async () => {
    const edge = await start({ header: 'x-forwarded-for', trusted: ['10.0.0.0/8'] });
    await send(edge, [request(edge.graph.path, 'X-Forwarded-For: 10.0.0.1\r\n')]);
    expect(edge.addresses).toEqual(['127.0.0.1']);
  });

  it('answers 400 to a Forwarded that the client has broken', async () => {
    const edge = await start({ header: 'forwarded' });
    const answer = await send(edge, [request(edge.graph.path, 'Forwarded: for="x, for=198.51.100.1\r\n')]);
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
    expect(edge.addresses).toEqual([]);
  });
});

describe('public listener behind a proxy that speaks the PROXY protocol', () => {
  const line = 'PROXY TCP4 198.51.100.1 10.0.0.1 4711 443\r\n';

  it('takes the client’s address from version 1 and version 2, in whatever pieces it comes', async () => {
    const edge = await start({ proxyProtocol: true });
    const text = request(edge.graph.path);
    for (const pieces of [
      [line + text],
      [line, text],
      [line.slice(0, 9), line.slice(9, -1), `\n${text.slice(0, 30)}`, text.slice(30)],
      [version2([198, 51, 100, 2]), text],
      [Buffer.concat([version2([198, 51, 100, 2]), Buffer.from(text)])],
      ['PROXY UNKNOWN\r\n', text],
    ]) {
      expect(await send(edge, pieces, 5)).toMatch(/^HTTP\/1.1 200 /);
    }
    const [first, second, peer] = ['198.51.100.1', '198.51.100.2', '127.0.0.1'];
    expect(edge.addresses).toEqual([first, first, first, second, second, peer]);
  });

  it('keeps it for all requests of the connection, and bodies larger than one piece', async () => {
    const edge = await start({ proxyProtocol: true }, { maxBodyBytes: 1_000_000 });
    const large = JSON.stringify({ query: '{ ok }', variables: { text: 'x'.repeat(500_000) } });
    const kept = request(edge.graph.path)
      .replace('Connection: close\r\n', '')
      .replace(body, large)
      .replace(`Length: ${body.length}`, `Length: ${large.length}`);
    const answer = await send(edge, [line + kept + request(edge.graph.path)]);
    expect(answer.match(/HTTP\/1.1 200 /g)).toHaveLength(2);
    expect(edge.addresses).toEqual(['198.51.100.1', '198.51.100.1']);
    expect(edge.graph.asked[0]?.request.body).toEqual(JSON.parse(large));
  });

  it('goes on to the header when the PROXY header names a proxy that is trusted too', async () => {
    const edge = await start({ proxyProtocol: true, header: 'x-forwarded-for' });
    await send(edge, [
      line.replace('198.51.100.1', '10.0.0.7'),
      request(edge.graph.path, 'X-Forwarded-For: 203.0.113.9\r\n'),
    ]);
    await send(edge, [line, request(edge.graph.path, 'X-Forwarded-For: 203.0.113.9\r\n')]);
    expect(edge.addresses).toEqual(['203.0.113.9', '198.51.100.1']);
  });

  it('counts connections by the address that the header names', async () => {
    const edge = await start({ proxyProtocol: true }, { limits: { maxConnectionsPerAddress: 1 } });
    const held = await openSocket(edge.port);
    held.write(line);
    await sleep(50);
    expect(await send(edge, [line + request(edge.graph.path)])).toMatch(/^HTTP\/1.1 429 /);
    expect(await send(edge, [version2([198, 51, 100, 2]), request(edge.graph.path)])).toMatch(/^HTTP\/1.1 200 /);
    held.destroy();
  });

  it.each([
    ['without one', [request('/mobile/graphql')]],
    ['that is malformed', ['PROXY TCP4 hello\r\n', request('/mobile/graphql')]],
    ['that never ends', ['PROXY TCP4 198.51.100.1 ']],
    ['of no bytes', []],
  ])('closes a connection of the proxy %s', async (_what, pieces) => {
    const edge = await start({ proxyProtocol: true }, { timeouts: { headersTimeoutMs: 100, checkingIntervalMs: 20 } });
    const answer = await send(edge, pieces);
    expect(['', 'reset']).toContain(answer);
    expect(edge.refused).toEqual(['proxy-header']);
    expect(edge.graph.asked).toEqual([]);
  });

  it('takes none from a peer that is not trusted: to it the header is no HTTP', async () => {
    const edge = await start({ proxyProtocol: true, trusted: ['10.0.0.0/8'] });
    expect(await send(edge, [line + request(edge.graph.path)])).toMatch(/^HTTP\/1.1 400 /);
    expect(await send(edge, [request(edge.graph.path)])).toMatch(/^HTTP\/1.1 200 /);
    expect(edge.addresses).toEqual(['127.0.0.1']);
  });

  it('stops although a header is still waited for', async () => {
    const edge = await start({ proxyProtocol: true });
    const socket = await openSocket(edge.port);
    const closed = readAll(socket).catch(() => '');
    await sleep(20);
    await edge.stop();
    await closed;
  });
});

describe('public listener with TLS behind a proxy that speaks the PROXY protocol', () => {
  const folder = certificateFolder();
  let server: TestCertificate;
  beforeAll(async () => {
    server = await makeCertificate({ name: 'gateway' });
  });
  afterAll(() => folder.remove());

  it('reads the header first, then the handshake', async () => {
    const tls = {
      cert: folder.write('cert.pem', server.cert),
      key: folder.write('key.pem', server.key),
      minVersion: 'TLSv1.2',
      clientCertificates: 'off',
    } as const;
    const edge = await start({ proxyProtocol: true }, { tls });
    for (const together of [true, false]) {
      const socket = await openSocket(edge.port);
      socket.write('PROXY TCP4 198.51.100.1 10.0.0.1 4711 443\r\n');
      await sleep(together ? 0 : 30);
      expect(await askOver(socket, request(edge.graph.path))).toMatch(/^HTTP\/1.1 200 /);
    }
    expect(edge.addresses).toEqual(['198.51.100.1', '198.51.100.1']);
  });

  async function askOver(socket: Socket, text: string): Promise<string> {
    const secure = connectTls({ socket, ca: server.cert, servername: 'localhost' });
    await new Promise((resolve, reject) => secure.once('secureConnect', resolve).once('error', reject));
    secure.write(text);
    return readAll(secure);
  }
});
