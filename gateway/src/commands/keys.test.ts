import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createApiKeys } from '../auth/api-keys/api-keys.js';
import { main } from '../cli.js';
import { apiKeysFile } from '../config/api-keys-file.js';

async function run(...args: string[]) {
  const printed = { out: '', err: '' };
  const context = {
    out: (text: string) => {
      printed.out += text;
    },
    err: (text: string) => {
      printed.err += text;
    },
    environment: {},
    folder: '.',
  };
  const exitCode = await main(['keys', 'create', ...args], context);
  return { exitCode, ...printed };
}

describe('facet keys create', () => {
  it('prints a key once, and an entry that accepts it', async () => {
    const expires = '2099-01-01T00:00:00Z';
    const { exitCode, out, err } = await run(
      ...['phone-2026', '--client', 'phone', '--scope', 'a', '--scope', 'b'],
      ...['--client-graph', 'mobile', '--client-graph', 'web', '--expires', expires],
    );
    expect(exitCode).toBe(0);
    const key = /: (phone-2026\.[A-Za-z0-9_-]{43})\n$/.exec(err)?.[1] ?? '';
    expect(out).not.toContain(key.split('.')[1]);
    const file = apiKeysFile.parse(parse(`keys:\n${out}`));
    expect(file.keys['phone-2026']).toMatchObject({ client: 'phone', scopes: ['a', 'b'], expires });
    const verdict = await createApiKeys(file).check(key);
    expect(verdict).toMatchObject({ kind: 'valid' });
    expect(verdict.kind === 'valid' && ['mobile', 'web', 'other'].map(verdict.apiKey.mayCall)).toEqual([
      true,
      true,
      false,
    ]);
  });

  it.each([
    ['Missing --client-graph', ['one']],
    ['Invalid id', ['One', '--client-graph', '*']],
    ['Invalid --expires', ['one', '--client-graph', '*', '--expires', 'tomorrow']],
    ['Invalid --client', ['one', '--client-graph', '*', '--client', 'é']],
  ])('says what is wrong with how it was called: %s', async (fault, args) => {
    const { exitCode, out, err } = await run(...args);
    expect([exitCode, out]).toEqual([2, '']);
    expect(err).toContain(fault);
  });
});
