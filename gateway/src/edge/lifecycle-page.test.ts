import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type ErrorEntry, errorCatalogue } from '../errors/catalogue.js';

const page = readFileSync(new URL('../../../docs/lifecycle.md', import.meta.url), 'utf8');

describe('docs/lifecycle.md', () => {
  it('names files that exist', () => {
    const files = page.match(/\b[a-z-]+(?:\/[a-z-]+)+\.ts\b/g) ?? [];
    expect(files.length).toBeGreaterThan(30);
    expect(files.filter((file) => !existsSync(new URL(`../${file}`, import.meta.url)))).toEqual([]);
  });

  it('has an exit for each code that a request can end with', () => {
    const codes = Object.entries<ErrorEntry>(errorCatalogue).filter(([, entry]) => entry.kind !== 'startup');
    expect(codes.map(([code]) => code).filter((code) => !page.includes(` ${code}`))).toEqual([]);
  });

  it('has each exit with the status that the catalogue gives its code', () => {
    const catalogue = new Map(Object.entries<ErrorEntry>(errorCatalogue));
    const exits = [...page.matchAll(/► (\d{3}) ([A-Z_]{4,})$/gm)];
    expect(exits.length).toBeGreaterThan(12);
    for (const [line, status, code = ''] of exits) {
      expect(catalogue.has(code), line).toBe(true);
      expect(catalogue.get(code)?.httpStatus ?? 500, line).toBe(Number(status));
    }
  });

  it('has all sixteen stages', () => {
    const stages = new Set([...page.matchAll(/^ ?(\d{1,2}) [a-z]/gm)].map(([, stage]) => Number(stage)));
    expect([...stages].sort((a, b) => a - b)).toEqual(Array.from({ length: 16 }, (_, index) => index + 1));
  });
});
