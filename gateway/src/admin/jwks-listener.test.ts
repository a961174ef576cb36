import { request } from 'node:https';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { certificateFolder, makeCertificate } from '../edge/tls/certificates.test-kit.js';
import type { TlsFiles } from '../edge/tls/load-tls-files.js';
import { createLogger } from '../telemetry/logger.js';
import { createJwksListener } from './jwks-listener.js';

const key = { kty: 'OKP', crv: 'Ed25519', x: 'abc', kid: '1' };
const folder = certificateFolder();
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) {
    await stop();
  }
});
afterAll(() => folder.remove());

/** The listener on a free port, and what it has logged. */
function listener(tls?: TlsFiles) {
  const lines: string[] = [];
  const log = createLogger({ level: 'info', format: 'json' }, { write: (line) => void lines.push(line) });
  const made = createJwksListener({ host: '127.0.0.1', port: 0, tls, keys: () => [key], maxAgeSeconds: 60, log });
  stops.push(() => made.stop());
  return { start: () => made.start(), lines };
}

interface Got {
  readonly status: number | undefined;
  readonly text: string;
}

/** On a connection of its own. */
function getSecurely(url: string, options: { readonly ca: string; readonly maxVersion?: 'TLSv1.2' }): Promise<Got> {
  return new Promise((resolve, reject) => {
    request(url, { ...options, agent: false }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode, text }));
    })
      .on('error', reject)
      .end();
  });
}

describe('createJwksListener()', () => {
  it('publishes the keys over HTTP, and nothing else', async () => {
    const { url } = await listener().start();
    const answer = await fetch(`${url}/.well-known/jwks.json`);
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('cache-control')]).toEqual([
      200,
      'application/jwk-set+json; charset=utf-8',
      'public, max-age=60',
    ]);
    expect(await answer.json()).toEqual({ keys: [key] });
    expect((await fetch(`${url}/metrics`)).status).toBe(404);
    expect((await fetch(`${url}/.well-known/jwks.json`, { method: 'POST' })).status).toBe(404);
  });

  it('speaks HTTPS with its certificate alone, and with the next one when the files change', async () => {
    const [authority, another] = [await makeCertificate({ name: 'a' }), await makeCertificate({ name: 'b' })];
    const [first, next] = [
      await makeCertificate({ name: 'gateway', authority }),
      await makeCertificate({ name: 'gateway', authority: another }),
    ];
    const tls = { cert: folder.write('cert.pem', first.cert), key: folder.write('key.pem', first.key) };
    const { start, lines } = listener({ ...tls, minVersion: 'TLSv1.3' });
    const { url } = await start();
    expect(url).toMatch(/^https:/);
    const at = `${url}/.well-known/jwks.json`;
    expect(await getSecurely(at, { ca: authority.cert })).toEqual({
      status: 200,
      text: JSON.stringify({ keys: [key] }),
    });
    await expect(getSecurely(at, { ca: another.cert })).rejects.toThrow(/certificate/);
    await expect(getSecurely(at, { ca: authority.cert, maxVersion: 'TLSv1.2' })).rejects.toThrow(/protocol version/);
    await expect(fetch(at.replace('https:', 'http:'))).rejects.toThrow();
    folder.write('key.pem', next.key);
    folder.write('cert.pem', next.cert);
    const reached = () => getSecurely(at, { ca: another.cert }).then(({ status }) => status, String);
    await expect.poll(reached, { timeout: 10_000 }).toBe(200);
    expect(lines.join()).toContain('TLS certificate reloaded');
  });

  it('does not start with files that it cannot use, and names the option', async () => {
    const { cert } = await makeCertificate({ name: 'gateway' });
    const { key: foreign } = await makeCertificate({ name: 'stranger' });
    const tls = { cert: folder.write('own.pem', cert), key: folder.write('foreign.pem', foreign) };
    await expect(listener({ ...tls, minVersion: 'TLSv1.2' }).start()).rejects.toMatchObject({
      code: 'TLS_FILES_INVALID',
      message: expect.stringMatching(
        /^Cannot use sources\.tokens\.jwks\.tls\.key .* the key is another certificate’s$/,
      ),
    });
  });
});
