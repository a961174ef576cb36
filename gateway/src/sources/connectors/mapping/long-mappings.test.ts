import { describe, expect, it } from 'vitest';
import { leastCpuMs } from '../../../cpu-time.test-kit.js';
import { evaluateMapping } from './evaluate-mapping.js';
import { parseMapping } from './parse-mapping.js';
import { printMapping } from './print-mapping.js';
import { pruneMapping } from './prune-mapping.js';
import { variablesUsed } from './variables-used.js';

const longest = 100_000;

function repeat(part: string, length = longest - 100): string {
  return part.repeat(Math.floor(length / part.length));
}

const names = Array.from({ length: 7000 }, (_, index) => `->as($v${index})`).join('');

/** Texts that say much of one thing: each would cost the square of its length to whoever copies what came before. */
const texts: Readonly<Record<string, string>> = {
  'keys of one path': `a${repeat('.b')}`,
  'optional keys of one path': `a${repeat('.b?')}`,
  'keys of a variable': `x: $this${repeat('.b')}`,
  'keys before fields': `x: $this${repeat('.b', 50_000)} { ${repeat('c ', 49_000)}}`,
  'keys between methods': `x: $${repeat('->echo({ a: @ }).a')}`,
  'methods of one path': `list${repeat('->map(@)')}`,
  'methods that make objects': `list${repeat('->map({ x: @ })')}`,
  'methods that double': `list${repeat('->echo([@, @])')}`,
  'names that are bound': `x: $${names}`,
  'operands of a fallback': `x: $(a${repeat(' ?? b')})`,
  'pairs of a match': `x: a->match(${repeat('[1, 2], ')})`,
  'items of a list': `x: $([${repeat('1, ')}])`,
  'fields beside each other': repeat('a '),
  'objects beside each other': repeat('a { b } '),
  'objects spread into another': repeat('...a { b } '),
  'brackets beside each other': `x: $([${repeat('[], ')}])`,
  'characters of a name': repeat('a'),
  'characters of a string': `x: $("${repeat('\\n')}")`,
  comments: `a ${repeat('#\n')}`,
};

const data = { a: { b: 1 }, list: Array.from({ length: 1000 }, (_, index) => index) };

describe('a mapping of 100000 characters', () => {
  it.each(Object.entries(texts))('takes time and memory in proportion to its %s', async (_what, text) => {
    expect(text.length).toBeLessThanOrEqual(longest);
    const version = 'v0.4';
    const use = () => {
      const mapping = parseMapping(text, version);
      expect(printMapping(mapping, version).length).toBeLessThan(10 * longest);
      expect(() => variablesUsed(mapping)).not.toThrow();
      expect(() => pruneMapping(mapping, { fields: new Map([['x', undefined]]) })).not.toThrow();
      expect(() => evaluateMapping(mapping, data, new Map())).not.toThrow();
    };
    // Milliseconds for most; the square of 50000 keys does not fit into memory.
    expect(await leastCpuMs(use, { enoughMs: 5000 })).toBeLessThan(5000);
  });
});
