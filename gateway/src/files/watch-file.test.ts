import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type WatchFileOptions, watchFile } from './watch-file.js';

let folder: string;
let stop: AbortController;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'facet-watch-'));
  stop = new AbortController();
});
afterEach(() => {
  stop.abort();
  rmSync(folder, { recursive: true, force: true });
});

/** What the file held at each change. */
function watched(file: string, options: Partial<WatchFileOptions> = {}): string[] {
  const seen: string[] = [];
  watchFile(file, () => void seen.push(readFileSync(file, 'utf8')), {
    signal: stop.signal,
    settleMs: 10,
    // So long that a test that passes does so because the system told of the change.
    pollMs: 600_000,
    ...options,
  });
  return seen;
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

describe('watchFile()', () => {
  it('tells of a file that is written in place', async () => {
    const file = join(folder, 'a.yaml');
    writeFileSync(file, 'one');
    const seen = watched(file);
    writeFileSync(file, 'two');
    await expect.poll(() => seen).toEqual(['two']);
    writeFileSync(file, 'three');
    await expect.poll(() => seen).toEqual(['two', 'three']);
  });

  it('tells of a file that another replaces, again and again', async () => {
    const file = join(folder, 'a.yaml');
    writeFileSync(file, 'one');
    const seen = watched(file);
    for (const text of ['two', 'three', 'four']) {
      writeFileSync(join(folder, '.a.yaml.swp'), text);
      renameSync(join(folder, '.a.yaml.swp'), file);
      await expect.poll(() => seen.at(-1)).toBe(text);
    }
    expect(seen).toEqual(['two', 'three', 'four']);
  });

  it('tells of a link to a folder that is swapped, as Kubernetes does with mounted files', async () => {
    for (const [version, text] of [
      ['..v1', 'one'],
      ['..v2', 'two'],
    ] as const) {
      mkdirSync(join(folder, version));
      writeFileSync(join(folder, version, 'a.yaml'), text);
    }
    symlinkSync('..v1', join(folder, '..data'));
    symlinkSync(join('..data', 'a.yaml'), join(folder, 'a.yaml'));
    const seen = watched(join(folder, 'a.yaml'));
    symlinkSync('..v2', join(folder, '..data_tmp'));
    renameSync(join(folder, '..data_tmp'), join(folder, '..data'));
    await expect.poll(() => seen).toEqual(['two']);
  });

  it('waits until the file rests, and tells of many writes once', async () => {
    const file = join(folder, 'a.yaml');
    writeFileSync(file, '');
    const seen = watched(file, { settleMs: 60 });
    for (const text of ['1', '12', '123', '1234']) {
      writeFileSync(file, text);
      await pause(10);
    }
    await expect.poll(() => seen).toEqual(['1234']);
  });

  it('tells nothing of a file that is gone, and of its coming back', async () => {
    const file = join(folder, 'a.yaml');
    writeFileSync(file, 'one');
    const seen = watched(file);
    rmSync(file);
    await pause(60);
    expect(seen).toEqual([]);
    writeFileSync(file, 'two');
    await expect.poll(() => seen).toEqual(['two']);
  });

  it('tells nothing of the other files of the folder', async () => {
    const file = join(folder, 'a.yaml');
    writeFileSync(file, 'one');
    const seen = watched(file);
    writeFileSync(join(folder, 'b.yaml'), 'other');
    await pause(60);
    expect(seen).toEqual([]);
  });

  it('finds by polling what the system does not tell of: a folder that comes later', async () => {
    const file = join(folder, 'later', 'a.yaml');
    const seen = watched(file, { pollMs: 15 });
    mkdirSync(join(folder, 'later'));
    writeFileSync(file, 'one');
    await expect.poll(() => seen).toEqual(['one']);
  });

  it('goes on after a callback that failed, and tells of the failure', async () => {
    const file = join(folder, 'a.yaml');
    writeFileSync(file, 'one');
    const errors: unknown[] = [];
    let calls = 0;
    const onChange = () => {
      calls++;
      return calls === 1 ? Promise.reject(new Error('bad file')) : Promise.resolve();
    };
    watchFile(file, onChange, { signal: stop.signal, settleMs: 5, onError: (error) => errors.push(error) });
    writeFileSync(file, 'two');
    await expect.poll(() => errors).toEqual([new Error('bad file')]);
    writeFileSync(file, 'three');
    await expect.poll(() => calls).toBe(2);
  });

  it('never calls back twice at once', async () => {
    const file = join(folder, 'a.yaml');
    writeFileSync(file, 'one');
    let running = 0;
    let most = 0;
    let calls = 0;
    const onChange = async () => {
      calls++;
      running++;
      most = Math.max(most, running);
      await pause(40);
      running--;
    };
    watchFile(file, onChange, { signal: stop.signal, settleMs: 1 });
    writeFileSync(file, 'two');
    await expect.poll(() => calls).toBe(1);
    writeFileSync(file, 'three');
    await expect.poll(() => calls).toBe(2);
    expect(most).toBe(1);
  });

  it('tells nothing once it is aborted', async () => {
    const file = join(folder, 'a.yaml');
    writeFileSync(file, 'one');
    const seen = watched(file, { pollMs: 5 });
    stop.abort();
    writeFileSync(file, 'two');
    await pause(60);
    expect(seen).toEqual([]);
  });
});
