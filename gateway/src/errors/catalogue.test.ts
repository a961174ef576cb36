import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type ErrorEntry, errorCatalogue } from './catalogue.js';

const source = fileURLToPath(new URL('..', import.meta.url));
const entries = Object.entries<ErrorEntry>(errorCatalogue);

function readSources(): readonly string[] {
  return readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.endsWith('.test-kit.ts'))
    .filter((name) => name !== join('errors', 'catalogue.ts'))
    .map((name) => readFileSync(join(source, name), 'utf8'));
}

describe('errorCatalogue', () => {
  it('names each code once, also in its text', () => {
    const text = readFileSync(join(source, 'errors', 'catalogue.ts'), 'utf8');
    const written = [...text.matchAll(/^ {2}([A-Z][A-Z0-9_]*): \{$/gm)].map(([, code]) => code);
    expect(written).toEqual(entries.map(([code]) => code));
    expect(new Set(written).size).toBe(written.length);
  });

  it('has each code documented in docs/errors.md, and documents no other', () => {
    const page = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
    const documented = [...page.matchAll(/^### ([A-Z0-9_]+)$/gm)].map(([, code]) => code);
    expect(documented.toSorted()).toEqual(entries.map(([code]) => code).toSorted());
    for (const [, entry] of entries) {
      expect(page).toContain(entry.meaning);
    }
  });

  it('has each code used somewhere in the gateway', () => {
    const sources = readSources();
    const unused = entries.map(([code]) => code).filter((code) => !sources.some((text) => text.includes(`'${code}'`)));
    expect(unused).toEqual([]);
  });

  it('gives every request error a status, and every withheld message a text for the client', () => {
    for (const [code, { kind, audience, httpStatus, clientMessage }] of entries) {
      expect(httpStatus !== undefined, `${code} has a status`).toBe(kind === 'request');
      expect(clientMessage !== undefined, `${code} has a client message`).toBe(
        kind !== 'startup' && audience === 'operator',
      );
    }
  });
});
