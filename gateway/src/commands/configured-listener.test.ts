import { Agent, request } from 'node:https';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeCertificate } from '../edge/tls/certificates.test-kit.js';
import { createGateway, type Gateway } from '../gateway.js';
import { createLogger } from '../telemetry/logger.js';
import { createTestProject, shopFiles, type TestProject } from './project.test-kit.js';
import { planServe } from './serve-plan.js';

let project: TestProject;
let gateway: Gateway | undefined;
beforeEach(() => {
  project = createTestProject();
});
afterEach(async () => {
  await gateway?.stop();
  gateway = undefined;
  project.remove();
});

const configure = (server: string) =>
  project.write({ 'facet.yaml': (shopFiles['facet.yaml'] ?? '').replace('server: { port: 0 }', server) });

/** Serves the project as `facet serve` does. */
async function serve() {
  await project.run('compose');
  const { folder } = project;
  const plan = await planServe({ config: 'facet.yaml' }, { out: () => {}, err: () => {}, environment: {}, folder });
  if (plan.kind !== 'serve') {
    throw new TypeError(`Cannot serve: ${JSON.stringify(plan)}`);
  }
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>);
  gateway = createGateway(plan.settings, { log: createLogger({ level: 'warn', format: 'json' }, { write }) });
  const { public: address, admin } = await gateway.start();
  const metrics = async () => (await fetch(`${admin?.url}/metrics`)).text();
  return { ...address, lines, metrics };
}

const body = '{"query":"{ greeting }"}';
const headers = { 'content-type': 'application/json' };

describe('facet serve with the socket configured in facet.yaml', () => {
  it('speaks TLS, asks for client certificates and has denied by address who comes behind a trusted proxy', async () => {
    const authority = await makeCertificate({ name: 'Authority' });
    const server = await makeCertificate({ name: 'gateway', authority });
    project.write({ 'tls/cert.pem': server.cert, 'tls/key.pem': server.key, 'tls/ca.pem': authority.cert });
    configure(
      [
        'server:',
        '  port: 0',
        '  tls: { cert: ./tls/cert.pem, key: ./tls/key.pem, ca: ./tls/ca.pem, clientCertificates: request }',
        '  proxies: { trusted: [127.0.0.1], proxyProtocol: true }',
        'rules:',
        '  list:',
        '    - { name: banned, match: { addresses: [198.51.100.0/24] }, action: deny }',
      ].join('\n'),
    );
    const { port, url } = await serve();
    expect(url).toBe(`https://127.0.0.1:${port}`);
    const ask = async (source: string) => {
      const socket = connect(port, '127.0.0.1');
      socket.write(`PROXY TCP4 ${source} 10.0.0.1 1 2\r\n`);
      const agent = new Agent({ keepAlive: false });
      agent.createConnection = () => connectTls({ socket, ca: authority.cert, servername: 'localhost' });
      const options = { agent, method: 'POST', headers };
      return new Promise((resolve, reject) => {
        request(`${url}/shop/graphql`, options, (response) => {
          response.resume();
          resolve(response.statusCode);
        })
          .once('error', reject)
          .end(body);
      });
    };
    expect(await ask('203.0.113.9')).toBe(200);
    expect(await ask('198.51.100.7')).toBe(403);
  });

  it('holds the configured limits, counts and logs what is over them', async () => {
    configure(
      [
        'server:',
        '  port: 0',
        '  limits: { maxConnectionsPerAddress: 1, maxHeaders: 12, maxUrlBytes: 64 }',
        '  compression: { minBytes: 1 }',
      ].join('\n'),
    );
    const { url, port, lines, metrics } = await serve();
    const answer = await fetch(`${url}/shop/graphql`, {
      method: 'POST',
      headers: { ...headers, 'accept-encoding': 'br', connection: 'close' },
      body,
    });
    expect([answer.headers.get('content-encoding'), await answer.json()]).toEqual([
      'br',
      { data: { greeting: 'hello' } },
    ]);
    const long = await fetch(`${url}/shop/graphql?query=${'x'.repeat(64)}`, { headers: { connection: 'close' } });
    expect(long.status).toBe(414);
    const held = connect(port, '127.0.0.1');
    await new Promise((resolve) => held.once('connect', resolve));
    await expect
      .poll(async () => (await fetch(`${url}/shop/graphql`, { method: 'POST', headers, body })).status)
      .toBe(429);
    expect(lines).toContainEqual(
      expect.objectContaining({ level: 'warn', reason: 'connections-of-address', address: '127.0.0.1' }),
    );
    expect(await metrics()).toMatch(/facet_refused_connections_total\{reason="connections-of-address"\} [1-9]/);
    held.destroy();
  });

  it.each([
    [
      'tls: { cert: ./c.pem, key: ./k.pem, clientCertificates: require }',
      'server.tls.clientCertificates: Client certificates need `ca`',
    ],
    ['proxies: { proxyProtocol: true }', 'server.proxies.proxyProtocol: The PROXY protocol needs `trusted`'],
    ['proxies: { trusted: [10.0.0.0/33] }', 'server.proxies.trusted[0]: Must be an IP address or a range'],
    ['proxies: { trusted: ["::ffff:a00:0/95"] }', 'server.proxies.trusted[0]: Must be an IP address or a range'],
    [
      'limits: { maxConnection: 5 }',
      'server.limits.maxConnection: Unknown option "maxConnection": did you mean "maxConnections"?',
    ],
  ])('refuses server: { %s }', async (server, message) => {
    configure(`server: { port: 0, ${server} }`);
    const { exitCode, err } = await project.run('serve');
    expect(exitCode).toBe(1);
    expect(err).toContain(message);
  });

  it('refuses to start with a certificate that is not there', async () => {
    await project.run('compose');
    configure('server: { port: 0, tls: { cert: ./c.pem, key: ./k.pem } }');
    const { exitCode, err } = await project.run('serve');
    expect(exitCode).toBe(1);
    expect(err).toMatch(/Cannot use server\.tls\.\w+ ".*": it cannot be read \(ENOENT\) \(TLS_FILES_INVALID\)/);
  });
});
