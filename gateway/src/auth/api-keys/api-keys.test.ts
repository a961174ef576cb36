import { randomBytes, scryptSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { apiKeysFile } from '../../config/api-keys-file.js';
import { createTestAuthenticator, startIssuer, testAudience, testHead } from '../auth.test-kit.js';
import type { CallerPolicy } from '../authenticator.js';
import { createApiKey } from './api-key-secret.js';
import { createApiKeys } from './api-keys.js';

const phone = createApiKey('phone-2026');
const entry = { hash: phone.hash, client: 'phone', scopes: ['shop'], clientGraphs: ['mobile'] };

/** With the least cost that is allowed. */
function scryptHash(secret: string): string {
  const salt = randomBytes(16);
  const derived = scryptSync(secret, salt, 32, { N: 16_384, r: 8, p: 1 });
  return `scrypt:16384:8:1:${salt.toString('base64url')}:${derived.toString('base64url')}`;
}

const keysOf = (keys: Record<string, object>, now?: () => number) =>
  createApiKeys(apiKeysFile.parse({ keys }), now === undefined ? {} : { now });

describe('createApiKeys()', () => {
  it('makes an identity of a key: its client app, its scopes, its end', async () => {
    const keys = keysOf({ 'phone-2026': { ...entry, expires: '2099-01-01T00:00:00Z' } });
    expect(await keys.check(phone.key)).toMatchObject({
      kind: 'valid',
      apiKey: {
        identity: {
          proof: 'api-key',
          subject: 'phone-2026',
          scopes: new Set(['shop']),
          client: { name: 'phone', version: undefined },
          expiresAt: Date.parse('2099-01-01T00:00:00Z'),
        },
      },
    });
  });

  it('refuses every other text', async () => {
    const keys = keysOf({ 'phone-2026': entry });
    const { key } = phone;
    const other = createApiKey('phone-2026').key;
    const texts = ['', '.', 'phone-2026', 'phone-2026.', `${key}x`, key.slice(0, -1), `x${key}`, other, phone.hash];
    for (const text of [...texts, `__proto__.${key.split('.')[1]}`, `phone-2026.${phone.hash}`, key.toUpperCase()]) {
      expect(await keys.check(text), text).toEqual({ kind: 'invalid' });
    }
  });

  it('accepts a key until it ends and not from then on', async () => {
    let now = Date.parse('2026-12-31T23:59:59.999Z');
    const keys = keysOf({ 'phone-2026': { ...entry, expires: '2027-01-01T01:00:00+01:00' } }, () => now);
    expect(await keys.check(phone.key)).toMatchObject({ kind: 'valid' });
    now++;
    expect(await keys.check(phone.key)).toEqual({ kind: 'invalid' });
  });

  it('checks secrets that people chose by scrypt, and each only once', async () => {
    const keys = keysOf({ legacy: { hash: scryptHash('correct horse'), clientGraphs: ['*'] } });
    const first = keys.check('legacy.correct horse');
    expect(first).toBeInstanceOf(Promise);
    expect(await first).toMatchObject({ kind: 'valid', apiKey: { identity: { client: { name: 'legacy' } } } });
    expect(keys.check('legacy.correct horse')).toMatchObject({ kind: 'valid' });
    expect(await keys.check('legacy.wrong horse')).toEqual({ kind: 'invalid' });
    expect(keys.check('legacy.wrong horse')).toEqual({ kind: 'invalid' });
  });

  it('lets 34 secrets be hashed or wait at once, and refuses to judge more', async () => {
    const keys = keysOf({ legacy: { hash: scryptHash('correct horse'), clientGraphs: ['*'] } });
    const verdicts = await Promise.all(Array.from({ length: 35 }, (_, index) => keys.check(`legacy.guess ${index}`)));
    expect(verdicts.map(({ kind }) => kind)).toEqual([...Array<string>(34).fill('invalid'), 'unavailable']);
    expect(await keys.check('legacy.correct horse')).toMatchObject({ kind: 'valid' });
  });

  it.each([
    ['sha256:abc'],
    ['md5:0000'],
    ['scrypt:16383:8:1:AAAAAAAAAAAAAAAAAAAAAA:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'],
    ['scrypt:1048576:8:1:AAAAAAAAAAAAAAAAAAAAAA:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'],
  ])('takes no hash of another form, too weak or too dear: %s', (hash) => {
    expect(apiKeysFile.safeParse({ keys: { one: { hash, clientGraphs: ['*'] } } }).success).toBe(false);
  });
});

describe('auth.apiKeys', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'facet-keys-'));
    file = join(folder, 'api-keys.yaml');
    write({ 'phone-2026': entry });
  });
  afterEach(() => {
    for (const one of opened.splice(0)) {
      one.close();
    }
    rmSync(folder, { recursive: true });
  });

  const opened: { close(): void }[] = [];
  const write = (keys: Record<string, object>) => writeFileSync(file, JSON.stringify({ keys }));
  const policy: CallerPolicy = { clientGraph: 'mobile', anonymous: false, audience: [testAudience], scopes: [] };
  function start(config: object = {}) {
    const made = createTestAuthenticator({ apiKeys: { file }, ...config });
    opened.push(made);
    return made;
  }

  it('lets a key in, and challenges whoever has none or a wrong one', async () => {
    const authenticator = start();
    expect(await authenticator.identify(testHead({ 'x-api-key': phone.key }), policy)).toMatchObject({
      kind: 'identified',
      identity: { client: { name: 'phone' } },
    });
    expect(authenticator.identify(testHead({}), policy)).toMatchObject({
      code: 'UNAUTHENTICATED',
      headers: { 'www-authenticate': 'ApiKey realm="mobile"' },
    });
    expect(authenticator.identify(testHead({ 'x-api-key': 'phone-2026.wrong' }), policy)).toMatchObject({
      code: 'UNAUTHENTICATED',
      headers: {
        'www-authenticate':
          'ApiKey realm="mobile", error="invalid_token", error_description="The API key is not valid"',
      },
    });
    const twice = { ...testHead({}), rawHeaders: ['X-Api-Key', phone.key, 'x-api-key', phone.key] };
    expect(authenticator.identify(twice, policy)).toMatchObject({ message: 'The request has credentials twice' });
    expect(authenticator.identify(testHead({ 'x-api-key': `phone-2026.${'x'.repeat(300)}` }), policy)).toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });

  it('keeps a key to its client graphs', () => {
    const head = testHead({ 'x-api-key': phone.key });
    expect(start().identify(head, { ...policy, clientGraph: 'web' })).toMatchObject({
      code: 'FORBIDDEN',
      message: 'The API key is not for this client graph',
    });
  });

  it('names the client app of a request with a token, whose user and scopes stand', async () => {
    const issuer = await startIssuer();
    const authenticator = start({ issuers: { login: { issuer: issuer.url } } });
    const token = await issuer.sign({ scope: 'orders', azp: 'from-token' });
    const identity = await authenticator.identityOf(token, { 'x-api-key': phone.key });
    expect(identity).toMatchObject({ proof: 'token', subject: 'alice', client: { name: 'phone' } });
    expect(identity.scopes).toEqual(new Set(['orders']));
    expect(identity.key).not.toBe((await authenticator.identityOf(token)).key);
    expect(await authenticator.ask(token, { 'x-api-key': 'phone-2026.wrong' })).toMatchObject({
      message: 'The API key is not valid',
    });
    expect(await authenticator.ask('x.y.z', { 'x-api-key': phone.key })).toMatchObject({ code: 'UNAUTHENTICATED' });
    await issuer.stop();
  });

  it('are read again when the file changes, and stay as they were when the new file cannot be used', async () => {
    const authenticator = start();
    const web = createApiKey('web');
    const kindOf = async (key: string) => (await authenticator.identify(testHead({ 'x-api-key': key }), policy)).kind;
    write({ web: { hash: web.hash, clientGraphs: ['mobile'] } });
    await expect.poll(() => kindOf(web.key)).toBe('identified');
    expect(await kindOf(phone.key)).toBe('refused');

    writeFileSync(file, 'keys: { web: { hash: nonsense } }');
    await expect.poll(() => authenticator.lines.some(({ level }) => level === 'error')).toBe(true);
    expect(JSON.stringify(authenticator.lines)).toContain('keys.web.hash');
    expect(await kindOf(web.key)).toBe('identified');
    rmSync(file);
    expect(await kindOf(web.key)).toBe('identified');
  });

  it('stop the start when the file is missing or cannot be used, with every problem', () => {
    writeFileSync(file, 'keys: { Web: { hash: nonsense } }\nkey: 1');
    expect(() => start()).toThrow(expect.objectContaining({ code: 'CONFIGURATION_INVALID' }));
    rmSync(file);
    expect(() => start()).toThrow(`Cannot read the API keys "${file}"`);
  });
});
