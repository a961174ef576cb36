import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HttpClient } from './http-client.js';
import { type ClientTlsFiles, createTlsClient } from './tls-client.js';

let folder = '';
let server: Server;
let url = '';
const at = (name: string) => join(folder, name);
const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });

/** Makes `<name>.pem` and `<name>.key`, signed by `<ca>.pem`. */
function issue(name: string, ca: string, extension = ''): void {
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', `${name}.key`];
  if (ca === name) {
    openssl('req', '-x509', ...curve, '-out', `${name}.pem`, '-days', '2', '-subj', `/CN=${name}`);
    return;
  }
  const names = extension === '' ? [] : ['-addext', extension];
  openssl(
    'req',
    '-x509',
    ...curve,
    '-out',
    `${name}.pem`,
    '-days',
    '2',
    '-subj',
    `/CN=${name}`,
    '-CA',
    `${ca}.pem`,
    '-CAkey',
    `${ca}.key`,
    '-addext',
    'basicConstraints=critical,CA:FALSE',
    ...names,
  );
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'facet-tls-'));
  for (const ca of ['ca', 'other-ca']) issue(ca, ca);
  issue('source', 'ca', 'subjectAltName=DNS:source.example,IP:127.0.0.1');
  for (const name of ['gateway-1', 'gateway-2']) issue(name, 'ca');
  issue('stranger', 'other-ca');
  const [key, cert, ca] = ['source.key', 'source.pem', 'ca.pem'].map((name) => readFileSync(at(name)));
  server = createServer({ key, cert, ca, requestCert: true, rejectUnauthorized: true }, (request, response) => {
    const delayMs = Number(new URL(request.url ?? '', 'https://x').searchParams.get('delay') ?? 0);
    const { CN } = (request.socket as TLSSocket).getPeerCertificate().subject;
    setTimeout(() => response.end(CN), delayMs);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

let reloads = 0;
let errors: unknown[] = [];
beforeEach(() => {
  reloads = 0;
  errors = [];
});

function open(files: ClientTlsFiles): HttpClient {
  return createTlsClient(files, {
    option: 'sources.each.orders.tls',
    onReload: () => reloads++,
    onError: (error) => errors.push(error),
  });
}

async function ask(client: HttpClient, query = ''): Promise<string> {
  const answer = await client.request({
    method: 'GET',
    url: `${url}${query}`,
    headers: {},
    timeoutMs: 5000,
    maxAnswerBytes: 1000,
    signal: new AbortController().signal,
    source: 'orders',
  });
  return answer.body.toString();
}

describe('createTlsClient()', () => {
  it('shows its certificate to a source that it knows by the authority it was told', async () => {
    const client = open({ ca: at('ca.pem'), cert: at('gateway-1.pem'), key: at('gateway-1.key') });
    expect(await ask(client)).toBe('gateway-1');
    await client.close();
  });

  it('expects the name that it was told', async () => {
    const files = { ca: at('ca.pem'), cert: at('gateway-1.pem'), key: at('gateway-1.key') };
    const [right, wrong] = [
      open({ ...files, servername: 'source.example' }),
      open({ ...files, servername: 'other.example' }),
    ];
    expect(await ask(right)).toBe('gateway-1');
    await expect(ask(wrong)).rejects.toMatchObject({ code: 'SOURCE_UNREACHABLE' });
    await Promise.all([right.close(), wrong.close()]);
  });

  it.each([
    ['a source that the system’s authorities do not know', {}],
    ['a source of another authority', { ca: 'other-ca.pem', cert: 'gateway-1.pem', key: 'gateway-1.key' }],
    ['a source that wants a certificate when there is none', { ca: 'ca.pem' }],
    ['a source that does not know the certificate', { ca: 'ca.pem', cert: 'stranger.pem', key: 'stranger.key' }],
  ])('does not reach %s', async (_, names) => {
    const client = open(Object.fromEntries(Object.entries(names).map(([option, name]) => [option, at(name)])));
    await expect(ask(client)).rejects.toMatchObject({ code: 'SOURCE_UNREACHABLE' });
    await client.close();
  });

  it('takes renewed files for new calls, while those under way end on the old connection', async () => {
    copyFileSync(at('gateway-1.pem'), at('live.pem'));
    copyFileSync(at('gateway-1.key'), at('live.key'));
    const client = open({ ca: at('ca.pem'), cert: at('live.pem'), key: at('live.key') });
    const underWay = ask(client, '?delay=1500');
    await ask(client);
    copyFileSync(at('gateway-2.pem'), at('live.pem'));
    // A certificate without its key is no reason to stop.
    await expect
      .poll(() => errors, { timeout: 5000 })
      .toEqual([expect.objectContaining({ code: 'CONFIGURATION_INVALID' })]);
    expect(await ask(client)).toBe('gateway-1');
    copyFileSync(at('gateway-2.key'), at('live.key'));
    await expect.poll(() => reloads, { timeout: 5000 }).toBeGreaterThan(0);
    expect(await ask(client)).toBe('gateway-2');
    expect(await underWay).toBe('gateway-1');
    await client.close();
  });

  it('refuses files that do not fit together, and shows nothing of them', () => {
    expect(() => open({ cert: at('gateway-1.pem'), key: at('gateway-2.key') })).toThrow(
      expect.objectContaining({
        code: 'CONFIGURATION_INVALID',
        message: expect.stringMatching(/^Cannot use the files of sources\.each\.orders\.tls: .*mismatch/),
      }),
    );
  });
});
