import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compose } from './connectors.test-kit.js';
import { methodRegistry } from './mapping/methods/registry.js';
import { parseMapping } from './mapping/parse-mapping.js';
import { hints } from './validate/hints.js';
import { validateConnectors } from './validate/validate-connectors.js';

const page = readFileSync(new URL('../../../../docs/connectors.md', import.meta.url), 'utf8');
const blocks = [...page.matchAll(/```graphql\n(.*?)```/gs)].map(([, text = '']) => text);

describe('docs/connectors.md', () => {
  it('has an example that composes without problems', () => {
    expect(validateConnectors(compose({ orders: blocks[0] ?? '' }))).toEqual([]);
  });

  it('has selections that parse', () => {
    const selections = blocks.slice(1).map((text) => /"""\n(.*?)"""/s.exec(text)?.[1] ?? '');
    expect(selections).toHaveLength(2);
    expect(() => parseMapping(selections[0] ?? '', 'v0.3')).not.toThrow();
    expect(() => parseMapping(selections[1] ?? '', 'v0.4')).not.toThrow();
  });

  it('names every method with the version that brought it', () => {
    const rows = page.split('\n').filter((line) => /^\| `[^|]*\| v0\.\d \|/.test(line));
    for (const { name, since } of methodRegistry.values()) {
      const row = rows.find((line) => new RegExp(`\`${name}[\`(]`).test(line.split('|')[1] ?? ''));
      expect(row?.split('|')[2]?.trim(), name).toBe(since);
    }
  });

  it('names every code that has a hint', () => {
    expect([...hints.keys()].filter((code) => !page.includes(`\`${code}\``))).toEqual([]);
  });
});
