import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { requireChromium } from './chromium.mjs';

let dir = '';
let browser = '';

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'facet-chromium-'));
  browser = path.join(dir, 'chromium');
});
afterEach(() => rmSync(dir, { recursive: true }));

const never = async () => {
  throw new Error('must not install');
};

test('requireChromium() finds a browser on PATH', async () => {
  writeFileSync(browser, '', { mode: 0o755 });
  const env = { PATH: `/no/such/folder:${dir}` };
  expect(await requireChromium({ env, usualPlaces: [], installPackage: never })).toBe(browser);
});

test('requireChromium() finds a browser in a usual place', async () => {
  writeFileSync(browser, '', { mode: 0o755 });
  expect(await requireChromium({ env: {}, usualPlaces: [browser], installPackage: never })).toBe(browser);
});

test('requireChromium() installs one where it may, and finds that', async () => {
  const installPackage = async () => {
    writeFileSync(browser, '', { mode: 0o755 });
    return true;
  };
  expect(await requireChromium({ env: { PATH: dir }, usualPlaces: [], installPackage })).toBe(browser);
});

test('requireChromium() says how to get one where it may not install', async () => {
  const failing = requireChromium({ env: { PATH: dir }, usualPlaces: [], installPackage: async () => false });
  await expect(failing).rejects.toThrow('install it (Debian: apt-get install chromium), or set FACET_CHROMIUM');
});

test('requireChromium() refuses a FACET_CHROMIUM that cannot be run, rather than look elsewhere', async () => {
  writeFileSync(browser, '', { mode: 0o644 });
  const env = { FACET_CHROMIUM: browser, PATH: process.env['PATH'] };
  await expect(requireChromium({ env, installPackage: never })).rejects.toThrow(
    `FACET_CHROMIUM names "${browser}", which cannot be run`,
  );
});
