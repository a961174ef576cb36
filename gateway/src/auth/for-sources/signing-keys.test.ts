import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createFileKeys, createTextKeys } from './file-keys.js';
import { createGeneratedKeys } from './generated-keys.js';
import { readSigningKeys } from './read-signing-keys.js';
import type { SigningKeys } from './signing-keys.js';

const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const ed = generateKeyPairSync('ed25519').privateKey;
const pem = (key: typeof ec) => key.export({ type: 'pkcs8', format: 'pem' }) as string;
const jwk = (key: typeof ec, kid?: string) => ({ ...key.export({ format: 'jwk' }), ...(kid && { kid }) });
const kids = (keys: SigningKeys) => keys.published().map(({ kid }) => kid);

let stop = new AbortController();
afterEach(() => {
  stop.abort();
  stop = new AbortController();
});

describe('readSigningKeys()', () => {
  it('reads a JWK Set, and PEM, and publishes nothing private', async () => {
    const set = await readSigningKeys(JSON.stringify({ keys: [jwk(ec, 'one'), jwk(ed)] }));
    const blocks = await readSigningKeys(`${pem(ec)}\n${pem(ed)}`);
    expect(set.map(({ kid, algorithm }) => [kid, algorithm])).toEqual([
      ['one', 'ES256'],
      [blocks[1]?.kid, 'EdDSA'],
    ]);
    expect(set.map(({ publicJwk }) => Object.keys(publicJwk).toSorted())).toEqual([
      ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'],
      ['alg', 'crv', 'kid', 'kty', 'use', 'x'],
    ]);
  });

  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;
  it.each<[string, string, string]>([
    ['nothing', '', 'Expected 1 to 16 private keys: got 0'],
    ['an empty set', '{"keys":[]}', 'Expected 1 to 16 private keys: got 0'],
    ['seventeen keys', pem(ec).repeat(17), 'Expected 1 to 16 private keys: got 17'],
    ['no JSON', '{"keys":[secret', 'Expected a JWK Set: it is no JSON'],
    ['no set', '{"kty":"EC"}', 'Expected a JWK Set: "keys" is no list'],
    ['null in a set', '{"keys":[null]}', 'Key 1 is no private key that can be read'],
    [
      'a public key',
      JSON.stringify({ keys: [{ ...jwk(ec), d: undefined }] }),
      'Key 1 is no private key that can be read',
    ],
    ['a secret', '{"keys":[{"kty":"oct","k":"c2VjcmV0"}]}', 'Key 1 is no private key that can be read'],
    [
      'a broken block',
      '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----',
      'Key 1 is no private key that can be read',
    ],
    ['RSA', pem(rsa.privateKey), 'Expected a private key on P-256 (ES256) or Ed25519 (EdDSA)'],
    ['P-384', pem(p384), 'Expected a private key on P-256 (ES256) or Ed25519 (EdDSA)'],
    ['two of one name', JSON.stringify({ keys: [jwk(ec, 'k'), jwk(ed, 'k')] }), 'Two keys have the same "kid"'],
    ['a name that is no text', '{"keys":[{"kid":7}]}', 'Key 1 has a "kid" that is no text of 1 to 256 characters'],
  ])('refuses %s', async (_, text, message) => {
    await expect(readSigningKeys(text)).rejects.toThrow(new SyntaxError(message));
  });
});

describe('createTextKeys()', () => {
  it('signs with the first and publishes all', async () => {
    const keys = await createTextKeys(JSON.stringify({ keys: [jwk(ed, 'b'), jwk(ec, 'a')] }));
    expect([keys.current().kid, kids(keys)]).toEqual(['b', ['b', 'a']]);
  });
});

describe('createFileKeys()', () => {
  it('takes the keys of a changed file, and keeps those it has when they cannot be read', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'facet-keys-'));
    const file = join(folder, 'keys.json');
    const replace = (text: string) => {
      writeFileSync(`${file}.new`, text);
      renameSync(`${file}.new`, file);
    };
    replace(JSON.stringify({ keys: [jwk(ec, 'a')] }));
    const errors: unknown[] = [];
    let reloads = 0;
    const keys = await createFileKeys(file, {
      signal: stop.signal,
      onError: (error) => errors.push(error),
      onReload: () => reloads++,
    });
    expect([keys.current().kid, kids(keys)]).toEqual(['a', ['a']]);
    replace(JSON.stringify({ keys: [jwk(ed, 'b'), jwk(ec, 'a')] }));
    await expect.poll(() => reloads).toBe(1);
    expect([keys.current().kid, kids(keys)]).toEqual(['b', ['b', 'a']]);
    replace('broken');
    await expect.poll(() => errors).toEqual([new SyntaxError('Expected 1 to 16 private keys: got 0')]);
    expect([keys.current().kid, kids(keys)]).toEqual(['b', ['b', 'a']]);
    rmSync(folder, { recursive: true });
  });

  it('refuses to begin without keys', async () => {
    const opening = createFileKeys(join(tmpdir(), 'facet-no-such-file'), {
      signal: stop.signal,
      onError: () => {},
      onReload: () => {},
    });
    await expect(opening).rejects.toMatchObject({ code: 'CONFIGURATION_INVALID' });
  });
});

describe('createGeneratedKeys()', () => {
  /** A clock that goes on only when it is told to. */
  function createClock() {
    let time = 0;
    const sleepers: { readonly at: number; readonly wake: () => void }[] = [];
    return {
      now: () => time,
      sleep: (ms: number) =>
        new Promise<void>((wake) => {
          sleepers.push({ at: time + ms, wake });
        }),
      async advance(ms: number) {
        time += ms;
        for (const sleeper of sleepers.splice(0)) {
          if (sleeper.at <= time) sleeper.wake();
          else sleepers.push(sleeper);
        }
        // Making a key takes turns of the event loop.
        await new Promise((done) => setTimeout(done, 30));
      },
    };
  }

  it('publishes the next key before it signs, and the last one until its tokens are over', async () => {
    const clock = createClock();
    const keys = await createGeneratedKeys({
      algorithm: 'EdDSA',
      rotateAfterMs: 1000,
      publishAheadMs: 200,
      keepMs: 300,
      signal: stop.signal,
      onError: () => expect.unreachable(),
      ...clock,
    });
    const [first] = kids(keys);
    expect(keys.current().kid).toBe(first);
    await clock.advance(799);
    expect(kids(keys)).toEqual([first]);
    await clock.advance(1);
    const [, second] = kids(keys);
    expect(second).not.toBe(first);
    expect([keys.current().kid, kids(keys)]).toEqual([first, [first, second]]);
    await clock.advance(200);
    expect([keys.current().kid, kids(keys)]).toEqual([second, [second, first]]);
    await clock.advance(299);
    expect(kids(keys)).toEqual([second, first]);
    await clock.advance(1);
    expect(kids(keys)).toEqual([second]);
    await clock.advance(500);
    expect(kids(keys)).toHaveLength(2);
  });
});
