import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CommandFailed } from '../run-command.mjs';
import { findRedisServer, installRedisServer } from './redis-server.mjs';

let dir = '';
let server = '';

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'facet-redis-'));
  server = path.join(dir, 'redis-check-rdb');
});
afterEach(() => rmSync(dir, { recursive: true }));

const never = async () => {
  throw new Error('must not install');
};

test('findRedisServer() finds a server on PATH', () => {
  expect(findRedisServer({ PATH: dir })).toBeUndefined();
  writeFileSync(server, '', { mode: 0o755 });
  expect(findRedisServer({ PATH: `/no/such/folder:${dir}` })).toBe(server);
});

test('findRedisServer() refuses a FACET_REDIS_SERVER that cannot be run, rather than look elsewhere', () => {
  writeFileSync(server, '', { mode: 0o644 });
  expect(() => findRedisServer({ FACET_REDIS_SERVER: server, PATH: process.env['PATH'] })).toThrow(
    `FACET_REDIS_SERVER names "${server}", which cannot be run`,
  );
});

test('installRedisServer() installs nothing where a server is found', async () => {
  writeFileSync(server, '', { mode: 0o755 });
  expect(await installRedisServer({ env: { FACET_REDIS_SERVER: server }, installPackage: never })).toBe(server);
});

test('installRedisServer() installs one where it may, and finds that', async () => {
  const installPackage = async () => {
    writeFileSync(server, '', { mode: 0o755 });
    return true;
  };
  expect(await installRedisServer({ env: { PATH: dir }, installPackage })).toBe(server);
});

test('installRedisServer() is content with none where it may not install, or cannot', async () => {
  const options = { env: { PATH: dir } };
  expect(await installRedisServer({ ...options, installPackage: async () => false })).toBeUndefined();
  const offline = async () => {
    throw new CommandFailed('no network', 100);
  };
  expect(await installRedisServer({ ...options, installPackage: offline })).toBeUndefined();
});
