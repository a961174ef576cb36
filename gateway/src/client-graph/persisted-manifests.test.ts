import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLogger } from '../telemetry/logger.js';
import { buildManifest } from './build-manifest.js';
import { printManifest } from './operation-manifest.js';
import { openPersistedManifests } from './persisted-manifests.js';

let folder: string;
let ending: AbortController;
let lines: Record<string, unknown>[];
let changes: number;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'facet-manifests-')), 'manifests');
  ending = new AbortController();
  lines = [];
  changes = 0;
});
afterEach(() => {
  ending.abort();
  rmSync(dirname(folder), { recursive: true });
});

const manifestOf = (...names: readonly string[]) =>
  printManifest(buildManifest(names.map((name) => ({ file: name, text: `query ${name} { leaf }` }))));

/** By a rename, as `facet operations build` does it. */
function write(name: string, text: string): void {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.tmp`, text);
  renameSync(`${file}.tmp`, file);
}

function open() {
  const log = createLogger(
    { level: 'info', format: 'json' },
    { write: (line: string) => void lines.push(JSON.parse(line)) },
  );
  const manifests = openPersistedManifests(folder, {
    log,
    signal: ending.signal,
    onChange: async () => {
      changes++;
    },
  });
  return () => manifests.current.operations.map(({ name }) => name).toSorted();
}

describe('openPersistedManifests()', () => {
  it('serves every version of every app, and reads what is added, changed and removed', async () => {
    write('phone/1.0.0.json', manifestOf('A', 'B'));
    const names = open();
    expect(names()).toEqual(['A', 'B']);
    write('phone/1.1.0.json', manifestOf('B', 'C'));
    await vi.waitFor(() => expect(names()).toEqual(['A', 'B', 'C']), 5000);
    write('tablet/1.0.0.json', manifestOf('T'));
    await vi.waitFor(() => expect(names()).toEqual(['A', 'B', 'C', 'T']), 5000);
    write('tablet/1.0.0.json', manifestOf('U'));
    await vi.waitFor(() => expect(names()).toEqual(['A', 'B', 'C', 'U']), 5000);
    rmSync(join(folder, 'phone/1.0.0.json'));
    await vi.waitFor(() => expect(names()).toEqual(['B', 'C', 'U']), 5000);
    expect(changes).toBeGreaterThanOrEqual(4);
  });

  it('finds a folder that is made later', async () => {
    const names = open();
    expect(names()).toEqual([]);
    write('phone/1.0.0.json', manifestOf('A'));
    await vi.waitFor(() => expect(names()).toEqual(['A']), 8000);
  });

  it('goes on serving what it has while a manifest cannot be used, and says why', async () => {
    write('phone/1.0.0.json', manifestOf('A'));
    const names = open();
    write('phone/1.1.0.json', '{ "format": "other" }');
    await vi.waitFor(() => expect(JSON.stringify(lines)).toContain('Operation manifests cannot be used'), 5000);
    expect(names()).toEqual(['A']);
    expect(JSON.stringify(lines)).toContain('phone/1.1.0.json');
    write('phone/1.1.0.json', manifestOf('B'));
    await vi.waitFor(() => expect(names()).toEqual(['A', 'B']), 5000);
  });

  it.each([
    ['no JSON', 'nope', 'it is not JSON'],
    ['another format', '{"format":"x","version":1,"operations":[]}', 'format: '],
    ['another version', '{"format":"apollo-persisted-query-manifest","version":2,"operations":[]}', 'version: '],
    [
      'an operation without an id',
      '{"format":"apollo-persisted-query-manifest","version":1,"operations":[{"name":"A","type":"query","body":"{a}"}]}',
      'operations.0.id: ',
    ],
    [
      'a body that does not parse',
      '{"format":"apollo-persisted-query-manifest","version":1,"operations":[{"id":"1","name":"A","type":"query","body":"{"}]}',
      'does not parse',
    ],
  ])('does not start with %s', (_, text, message) => {
    write('phone/1.0.0.json', text);
    expect(() => open()).toThrow(
      expect.objectContaining({ code: 'CLIENT_GRAPH_INVALID', message: expect.stringContaining(message) }),
    );
  });

  it('takes what Apollo’s tool writes, with what it knows beyond this', () => {
    const operation = { id: 'x1', name: 'A', type: 'query', body: 'query A {\n  leaf\n}', clientName: null };
    write(
      'web.json',
      JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations: [operation], by: 1 }),
    );
    expect(open()()).toEqual(['A']);
  });
});
