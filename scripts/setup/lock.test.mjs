import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withLock } from './lock.mjs';

let dir = '';
let file = '';

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'facet-lock-'));
  file = path.join(dir, 'setup.lock');
});
afterEach(() => rmSync(dir, { recursive: true }));

test('withLock() lets the second wait for the first and tells it once whom for', async () => {
  /** @type {string[]} */
  const order = [];
  /** @type {number[]} */
  const waitedFor = [];
  const first = withLock(file, async () => {
    order.push('first begins');
    await sleep(500);
    order.push('first ends');
  });
  const second = withLock(file, async () => order.push('second'), { onWait: (holder) => waitedFor.push(holder) });
  await Promise.all([first, second]);
  expect(order).toEqual(['first begins', 'first ends', 'second']);
  expect(waitedFor).toEqual([process.pid]);
});

test('withLock() takes over a lock whose process is gone, and leaves nothing behind', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'close');
  writeFileSync(file, String(child.pid));
  expect(await withLock(file, async () => existsSync(file))).toBe(true);
  expect(readdirSync(dir)).toEqual([]);
});

test('withLock() takes over a lock without a heartbeat, though a process has its number', async () => {
  writeFileSync(file, String(process.ppid));
  const longAgo = new Date(Date.now() - 31_000);
  utimesSync(file, longAgo, longAgo);
  expect(await withLock(file, async () => 'done')).toBe('done');
});

test('withLock() gives the lock back when the work fails', async () => {
  const failing = withLock(file, async () => {
    throw new Error('no network');
  });
  await expect(failing).rejects.toThrow('no network');
  expect(existsSync(file)).toBe(false);
});
