import { X509Certificate } from 'node:crypto';
import { Agent, request as httpsRequest } from 'node:https';
import { connect as netConnect } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Identity } from '../../auth/identity.js';
import { startEdge } from '../edge.test-kit.js';
import { certificateFolder, makeCertificate, type TestCertificate } from './certificates.test-kit.js';
import type { TlsSettings } from './load-tls-files.js';

const day = 86_400_000;
let authority: TestCertificate;
let server: TestCertificate;
let renewed: TestCertificate;
let client: TestCertificate;
let stranger: TestCertificate;
let expired: TestCertificate;
const folder = certificateFolder();
const stops: (() => unknown)[] = [];

beforeAll(async () => {
  authority = await makeCertificate({ name: 'Tills' });
  server = await makeCertificate({ name: 'gateway', authority });
  renewed = await makeCertificate({ name: 'renewed', authority });
  client = await makeCertificate({ name: 'till-7', authority });
  stranger = await makeCertificate({ name: 'stranger' });
  expired = await makeCertificate({ name: 'old', authority, notAfter: new Date(Date.now() - day) });
});
afterEach(async () => {
  for (const stop of stops.splice(0)) {
    await stop();
  }
});
afterAll(() => folder.remove());

async function startTls(settings: Partial<TlsSettings> = {}, options: Parameters<typeof startEdge>[0] = {}) {
  const identities: Identity[] = [];
  const tls: TlsSettings = {
    cert: folder.write('cert.pem', server.cert),
    key: folder.write('key.pem', server.key),
    ca: folder.write('ca.pem', authority.cert),
    minVersion: 'TLSv1.2',
    clientCertificates: 'off',
    ...settings,
  };
  const gate = { name: 'look', admitHead: ({ identity }: { identity: Identity }) => void identities.push(identity) };
  const edge = await startEdge({ ...options, tls, gates: [gate] });
  stops.push(edge.stop);
  return { ...edge, identities, tls };
}

type AgentOptions = ConstructorParameters<typeof Agent>[0];

/** Posts an operation, on the agent's connection. */
function ask(endpoint: string, agent: Agent): Promise<{ status: number | undefined; peer: string }> {
  return new Promise((resolve, reject) => {
    const sent = httpsRequest(endpoint, { agent, method: 'POST', headers: { 'content-type': 'application/json' } });
    sent.once('response', (response) => {
      const peer = new X509Certificate((response.socket as TLSSocket).getPeerCertificate().raw).subject;
      response.resume().once('end', () => resolve({ status: response.statusCode, peer: peer.split('CN=')[1] ?? '' }));
    });
    sent.once('error', reject).end('{"query":"{ ok }"}');
  });
}

function agentWith(options: AgentOptions = {}): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ca: authority.cert, ...options });
  stops.push(() => agent.destroy());
  return agent;
}

describe('public listener with TLS', () => {
  it('answers over HTTPS, and says so in its address', async () => {
    const edge = await startTls();
    expect(edge.url).toBe(`https://127.0.0.1:${edge.port}`);
    expect(await ask(edge.endpoint, agentWith())).toEqual({ status: 200, peer: 'gateway' });
  });

  it('speaks http/1.1 to clients that would rather have HTTP/2', async () => {
    const edge = await startTls();
    const socket = connect({ port: edge.port, ca: authority.cert, ALPNProtocols: ['h2', 'http/1.1'] });
    await new Promise((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject));
    expect(socket.alpnProtocol).toBe('http/1.1');
    socket.destroy();
  });

  it('refuses versions under minVersion', async () => {
    const edge = await startTls({ minVersion: 'TLSv1.3' });
    await expect(ask(edge.endpoint, agentWith({ maxVersion: 'TLSv1.2' }))).rejects.toThrow(/protocol version/);
    expect((await ask(edge.endpoint, agentWith())).status).toBe(200);
  });

  it('closes connections that are no TLS, or whose handshake takes too long, without an answer', async () => {
    const edge = await startTls({}, { timeouts: { headersTimeoutMs: 100, checkingIntervalMs: 20 } });
    for (const text of ['GET / HTTP/1.1\r\nHost: x\r\n\r\n', '', '\x16\x03\x01']) {
      const socket = netConnect(edge.port, '127.0.0.1');
      socket.write(text);
      const received: Buffer[] = [];
      socket.on('data', (chunk) => received.push(chunk)).on('error', () => {});
      await new Promise((resolve) => socket.once('close', resolve));
      expect(Buffer.concat(received).toString('latin1'), JSON.stringify(text)).not.toContain('HTTP/1.1');
    }
    expect((await ask(edge.endpoint, agentWith())).status).toBe(200);
  });

  it('resets a connection over a cap', async () => {
    const edge = await startTls({}, { limits: { maxConnectionsPerAddress: 1 } });
    const agent = agentWith();
    expect((await ask(edge.endpoint, agent)).status).toBe(200);
    await expect(ask(edge.endpoint, agentWith())).rejects.toThrow(/ECONNRESET|socket disconnected/);
    expect((await ask(edge.endpoint, agent)).status).toBe(200);
  });
});

describe('public listener’s certificate files', () => {
  it('are taken when they change, for new connections, while open ones go on', async () => {
    const edge = await startTls();
    const agent = agentWith();
    expect((await ask(edge.endpoint, agent)).peer).toBe('gateway');
    folder.write('key.pem', renewed.key);
    folder.write('cert.pem', renewed.cert);
    await expect.poll(async () => (await ask(edge.endpoint, agentWith())).peer, { timeout: 5_000 }).toBe('renewed');
    expect(await ask(edge.endpoint, agent)).toEqual({ status: 200, peer: 'gateway' });
    expect(edge.lines.filter(({ msg }) => msg === 'TLS certificate reloaded').length).toBeGreaterThan(0);
  });

  it.each([
    ['another certificate’s key', () => ({ 'key.pem': stranger.key }), /the key is another certificate’s/],
    ['no PEM', () => ({ 'cert.pem': 'hello' }), /server\.tls\.cert ".*": it is not PEM/],
    ['an expired certificate', () => ({ 'cert.pem': expired.cert, 'key.pem': expired.key }), /it expired on/],
    ['an empty authority', () => ({ 'ca.pem': '' }), /server\.tls\.ca/],
  ])('change nothing when they come to hold %s, and it is said', async (_what, files, reason) => {
    const edge = await startTls();
    for (const [name, text] of Object.entries(files())) {
      folder.write(name, text);
    }
    const told = () => JSON.stringify(edge.lines.filter(({ level }) => level === 'error')).replaceAll('\\"', '"');
    await expect.poll(told, { timeout: 5_000 }).toMatch(reason);
    expect(told()).not.toContain('PRIVATE KEY');
    expect(await ask(edge.endpoint, agentWith())).toEqual({ status: 200, peer: 'gateway' });
  });

  it.each([
    ['a missing key', { key: '/nowhere/key.pem' }, 'it cannot be read (ENOENT)'],
    ['a missing certificate', { cert: '/nowhere/cert.pem' }, 'it cannot be read (ENOENT)'],
  ])('stop the start when there is %s', async (_what, settings, reason) => {
    await expect(startTls(settings)).rejects.toMatchObject({
      code: 'TLS_FILES_INVALID',
      message: expect.stringContaining(reason),
    });
  });
});

describe('public listener’s client certificates', () => {
  const shown = (certificate: TestCertificate): AgentOptions => ({ cert: certificate.cert, key: certificate.key });

  it('are an identity when they are asked for and an authority vouches for them', async () => {
    const edge = await startTls({ clientCertificates: 'request' });
    expect((await ask(edge.endpoint, agentWith(shown(client)))).status).toBe(200);
    const { fingerprint256, serialNumber } = new X509Certificate(client.cert);
    expect(edge.identities[0]).toMatchObject({
      proof: 'certificate',
      subject: 'O=Shop,CN=till-7',
      issuer: 'O=Shop,CN=Tills',
      claims: { fingerprint: fingerprint256, serialNumber, subjectAltName: 'DNS:localhost, IP Address:127.0.0.1' },
      expiresAt: Date.parse(new X509Certificate(client.cert).validTo),
    });
  });

  it('prove nothing when they are only asked for and are missing, a stranger’s or expired', async () => {
    const edge = await startTls({ clientCertificates: 'request' });
    for (const options of [{}, shown(stranger), shown(expired)]) {
      expect((await ask(edge.endpoint, agentWith(options))).status).toBe(200);
    }
    expect(edge.identities.map(({ proof }) => proof)).toEqual(['none', 'none', 'none']);
  });

  it('let nobody in without a good one when they are required', async () => {
    const edge = await startTls({ clientCertificates: 'require' });
    for (const options of [{}, shown(stranger), shown(expired)]) {
      await expect(ask(edge.endpoint, agentWith(options))).rejects.toThrow();
    }
    expect(edge.graph.asked).toEqual([]);
    expect((await ask(edge.endpoint, agentWith(shown(client)))).status).toBe(200);
    expect(edge.identities.map(({ proof }) => proof)).toEqual(['certificate']);
  });

  it('are not looked at when they are off', async () => {
    const edge = await startTls({ clientCertificates: 'off' });
    expect((await ask(edge.endpoint, agentWith(shown(client)))).status).toBe(200);
    expect(edge.identities[0]?.proof).toBe('none');
  });

  it('say nothing of clients when it is a trusted proxy that shows one', async () => {
    const proxies = { trusted: ['127.0.0.1'], header: 'x-forwarded-for', proxyProtocol: false } as const;
    const edge = await startTls({ clientCertificates: 'require' }, { proxies });
    expect((await ask(edge.endpoint, agentWith(shown(client)))).status).toBe(200);
    expect(edge.identities[0]?.proof).toBe('none');
  });
});
