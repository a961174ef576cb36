import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { loadGatewayConfig } from '../config/load-config.js';
import { createConfigReader } from './config-reader.js';

const folder = mkdtempSync(path.join(tmpdir(), 'facet-config-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('createConfigReader() reads a file once for all who ask, and again when it has changed', () => {
  const file = path.join(folder, 'facet.yaml');
  let reads = 0;
  const read = createConfigReader(file, { variables: {}, unset: 'problem' }, (...given) => {
    reads += 1;
    return loadGatewayConfig(...given);
  });
  writeFileSync(file, 'clientGraphs: [./shop]\nserver: { port: 4001 }\n');
  expect(read()).toMatchObject({ kind: 'loaded', config: { server: { port: 4001 } } });
  expect(read()).toBe(read());
  expect(reads).toBe(1);
  writeFileSync(file, 'clientGraphs: [./shop]\nserver: { port: wrong }\n');
  expect(read().kind).toBe('refused');
  expect(read().kind).toBe('refused');
  expect(reads).toBe(2);
  rmSync(file);
  expect([read().kind, read().kind]).toEqual(['refused', 'refused']);
  writeFileSync(file, 'clientGraphs: [./shop]\nserver: { port: 4002 }\n');
  expect(read()).toMatchObject({ config: { server: { port: 4002 } } });
});
