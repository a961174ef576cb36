import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadPolicies } from './load-policies.js';

const folder = mkdtempSync(join(tmpdir(), 'facet-policies-'));
afterAll(() => rmSync(folder, { recursive: true }));

function load(name: string, text: string): ReturnType<typeof loadPolicies> {
  const module = join(folder, name);
  writeFileSync(module, text);
  return loadPolicies({ policies: { module, timeoutMs: 50 } });
}

describe('loadPolicies()', () => {
  it('imports the functions of the module, and passes the rest on', async () => {
    const settings = await load('good.mjs', 'export const policies = { staff: () => true };');
    expect(settings).toEqual({ timeoutMs: 50, functions: { staff: expect.any(Function) } });
    const http = { url: 'http://x/', headers: {}, timeoutMs: 1, cacheSeconds: 1, maxCachedVerdicts: 1 };
    expect(await loadPolicies({ policies: { timeoutMs: 50, http } })).toEqual({ timeoutMs: 50, http });
  });

  it.each([
    ['fails.mjs', 'throw new Error("no such table");', 'no such table'],
    ['empty.mjs', 'export const rules = {};', 'it exports no object "policies"'],
    ['wrong.mjs', 'export const policies = { staff: true };', '"staff" is no function'],
  ])('refuses %s, and says why', async (name, text, reason) => {
    await expect(load(name, text)).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
      message: expect.stringMatching(new RegExp(`^Cannot load the policies from ".*${name}": .*${reason}`)),
    });
  });
});
