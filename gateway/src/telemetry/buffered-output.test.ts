import fs, { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { bufferedOutput } from './buffered-output.js';
import { createLogger, type Log } from './logger.js';

let folder: string;
let file: string;
let fd: number;
let log: Log;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'facet-output-'));
  file = join(folder, 'log');
  fd = openSync(file, 'w');
  log = createLogger({ level: 'info', format: 'json' }, bufferedOutput(fd));
});

afterEach(() => {
  closeSync(fd);
  rmSync(folder, { recursive: true });
});

const lines = () =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line).msg);

describe('bufferedOutput()', () => {
  it('keeps lines for a moment, and then writes them in order', async () => {
    log.info('one');
    log.info('two');
    expect(lines()).toEqual([]);
    await expect.poll(lines, { timeout: 2000 }).toEqual(['one', 'two']);
  });

  it('writes a warning at once, after what came before it', () => {
    log.info('before');
    log.warn('now');
    expect(lines()).toEqual(['before', 'now']);
  });

  it('keeps no more than some kilobytes', () => {
    for (let i = 0; i < 40; i++) {
      log.info('x'.repeat(1000));
    }
    expect(lines().length).toBeGreaterThan(20);
  });

  it('loses nothing of many lines', async () => {
    for (let i = 0; i < 5000; i++) {
      log.info(`${i}`);
    }
    await sleep(200);
    expect(lines()).toEqual(Array.from({ length: 5000 }, (_, i) => `${i}`));
  });

  it('does not wait for the disk', () => {
    const asked = vi.spyOn(fs, 'fsyncSync');
    log.warn('one');
    log.warn('two');
    expect(lines()).toEqual(['one', 'two']);
    expect(asked).not.toHaveBeenCalled();
  });
});
