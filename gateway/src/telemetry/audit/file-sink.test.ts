import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { entries } from './audit.test-kit.js';
import type { AuditSink } from './audit-sink.js';
import { createFileSink, type FileSinkOptions } from './file-sink.js';

let folder: string;
let file: string;
let sink: AuditSink | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'facet-audit-'));
  file = join(folder, 'audit.log');
});
afterEach(async () => {
  vi.restoreAllMocks();
  await sink?.close();
  rmSync(folder, { recursive: true, force: true });
});

function start(rotate: Partial<FileSinkOptions['rotate']> = {}, options: Partial<FileSinkOptions> = {}): AuditSink {
  sink = createFileSink({
    file,
    fsync: 'never',
    rotate: { maxBytes: 1_000_000, maxFiles: 3, daily: true, ...rotate },
    ...options,
  });
  return sink;
}

const signal = new AbortController().signal;
const idsIn = (name: string) =>
  readFileSync(join(folder, name), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { correlationId: string }).correlationId);

const lineBytes = Buffer.byteLength(`${entries('a')[0]?.json}\n`);

describe('createFileSink()', () => {
  it('appends one line for each event, and makes the file readable for its owner alone', async () => {
    const own = start();
    await own.write(entries('a', 'b'), signal);
    await own.write(entries('c'), signal);
    expect(idsIn('audit.log')).toEqual(['a', 'b', 'c']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('goes on with a file that is there', async () => {
    await start().write(entries('a'), signal);
    await sink?.close();
    await start().write(entries('b'), signal);
    expect(idsIn('audit.log')).toEqual(['a', 'b']);
  });

  it('rotates before the file would grow over maxBytes, not at it', async () => {
    const own = start({ maxBytes: 2 * lineBytes });
    await own.write(entries('a', 'b'), signal);
    expect(readdirSync(folder)).toEqual(['audit.log']);
    await own.write(entries('c'), signal);
    expect(idsIn('audit.log.1')).toEqual(['a', 'b']);
    expect(idsIn('audit.log')).toEqual(['c']);
  });

  it('rotates within one batch, and gives an event over maxBytes a file of its own', async () => {
    const own = start({ maxBytes: lineBytes - 1 });
    await own.write(entries('a', 'b', 'c'), signal);
    expect(['audit.log.2', 'audit.log.1', 'audit.log'].map(idsIn)).toEqual([['a'], ['b'], ['c']]);
  });

  it('keeps maxFiles rotated files', async () => {
    const own = start({ maxBytes: lineBytes, maxFiles: 2 });
    await own.write(entries('a', 'b', 'c', 'd'), signal);
    expect(readdirSync(folder).toSorted()).toEqual(['audit.log', 'audit.log.1', 'audit.log.2']);
    expect(idsIn('audit.log.2')).toEqual(['b']);
  });

  it('keeps none when maxFiles is 0', async () => {
    await start({ maxBytes: lineBytes, maxFiles: 0 }).write(entries('a', 'b'), signal);
    expect(readdirSync(folder)).toEqual(['audit.log']);
    expect(idsIn('audit.log')).toEqual(['b']);
  });

  it('begins a file each day in UTC, and knows of which day one is that was there', async () => {
    let now = Date.parse('2026-11-23T23:59:59Z');
    const own = start({}, { now: () => now });
    await own.write(entries('a'), signal);
    now += 1000;
    await own.write(entries('b'), signal);
    expect(['audit.log.1', 'audit.log'].map(idsIn)).toEqual([['a'], ['b']]);
    await own.close();
    utimesSync(file, now / 1000, now / 1000);
    now += 86_400_000;
    await start({}, { now: () => now }).write(entries('c'), signal);
    expect(['audit.log.2', 'audit.log.1', 'audit.log'].map(idsIn)).toEqual([['a'], ['b'], ['c']]);
  });

  it('keeps one file over days when daily is off', async () => {
    let now = Date.parse('2026-11-23T12:00:00Z');
    const own = start({ daily: false }, { now: () => now });
    await own.write(entries('a'), signal);
    now += 86_400_000;
    await own.write(entries('b'), signal);
    expect(idsIn('audit.log')).toEqual(['a', 'b']);
  });

  it('opens the file anew within a second when somebody else has moved it', async () => {
    let now = Date.now();
    const own = start({}, { now: () => now });
    await own.write(entries('a'), signal);
    renameSync(file, join(folder, 'moved.log'));
    now += 1000;
    await own.write(entries('b'), signal);
    expect(idsIn('moved.log')).toEqual(['a']);
    expect(idsIn('audit.log')).toEqual(['b']);
  });

  it('syncs after each write with fsync always, and within a second with interval', async () => {
    const handle = await open(join(folder, 'other'), 'a');
    const syncs = vi.spyOn(Object.getPrototypeOf(handle) as { datasync(): Promise<void> }, 'datasync');
    await handle.close();
    await start({}, { fsync: 'always' }).write(entries('a'), signal);
    expect(syncs).toHaveBeenCalledTimes(1);
    await sink?.close();
    syncs.mockClear();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      await start({}, { fsync: 'interval' }).write(entries('b'), signal);
      expect(syncs).toHaveBeenCalledTimes(0);
      vi.advanceTimersByTime(1000);
      expect(syncs).toHaveBeenCalledTimes(1);
    } finally {
      vi.useRealTimers();
    }
  });

  it('writes no line twice and none in part when writing fails half-way and is tried again', async () => {
    const handle = await open(join(folder, 'other'), 'a');
    const prototype = Object.getPrototypeOf(handle) as { write(bytes: Buffer): Promise<{ bytesWritten: number }> };
    await handle.close();
    const original = prototype.write;
    let calls = 0;
    vi.spyOn(prototype, 'write').mockImplementation(function write(this: unknown, bytes: Buffer) {
      calls++;
      if (calls === 2) {
        return Promise.reject(Object.assign(new Error('no space left'), { code: 'ENOSPC' }));
      }
      // A disk that is nearly full takes a part.
      return original.call(this as never, calls === 1 ? bytes.subarray(0, 30) : bytes);
    });
    const own = start({ maxBytes: 2 * lineBytes });
    const batch = entries('a', 'b', 'c');
    await expect(own.write(batch, signal)).rejects.toThrow('no space left');
    await own.write([...batch, ...entries('d', 'e')], signal);
    expect(['audit.log.2', 'audit.log.1', 'audit.log'].map(idsIn)).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
  });

  it('fails when it cannot write, and goes on when it can again', async () => {
    const own = createFileSink({
      file: join(folder, 'later', 'audit.log'),
      fsync: 'never',
      rotate: { maxBytes: 1000, maxFiles: 1, daily: false },
    });
    await expect(own.write(entries('a'), signal)).rejects.toThrow('ENOENT');
    mkdirSync(join(folder, 'later'));
    await own.write(entries('a'), signal);
    await own.close();
    expect(idsIn(join('later', 'audit.log'))).toEqual(['a']);
  });
});
