import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leastCpuMs } from '../../../cpu-time.test-kit.js';
import { parseExactJson } from './parse-exact-json.js';

describe('parseExactJson()', () => {
  it.each([
    ['9007199254740991', 9007199254740991],
    ['9007199254740993', '9007199254740993'],
    ['-9223372036854775808', '-9223372036854775808'],
    ['12345678901234.5678901', '12345678901234.5678901'],
    ['0.1234567890123456', 0.1234567890123456],
    ['0.12345678901234567890', '0.12345678901234567890'],
    ['100000000000000000000.00', 1e20],
    ['1000000000000000.0000', 1000000000000000],
    ['"1234567890123456789"', '1234567890123456789'],
    ['"\\"1234567890123456789"', '"1234567890123456789'],
    ['{"a\\\\":[9007199254740993,"9007199254740993\\\\",1]}', { 'a\\': ['9007199254740993', '9007199254740993\\', 1] }],
  ])('reads %s without losing a digit', (text, expected) => {
    expect(parseExactJson(text)).toEqual(expected);
  });

  it('reads what JSON.stringify has written as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        // From 2 ** 53 on, integers of as many digits are told from their neighbours as texts alone.
        const read = JSON.stringify(parseExactJson(text), (_, item: unknown) => item);
        expect(read.replaceAll(/"(-?\d{16,})"/g, '$1')).toBe(
          JSON.stringify(JSON.parse(text)).replaceAll(/"(-?\d{16,})"/g, '$1'),
        );
      }),
    );
  });

  it('throws where JSON.parse does', () => {
    expect(() => parseExactJson('{"a":12345678901234567890')).toThrow(SyntaxError);
  });

  it('takes time in proportion to the text', async () => {
    const text = JSON.stringify(Array.from({ length: 100_000 }, (_, index) => `"${index}`)).replace(
      '[',
      '[12345678901234567890,',
    );
    const read = () => expect((parseExactJson(text) as unknown[])[0]).toBe('12345678901234567890');
    expect(await leastCpuMs(read, { enoughMs: 1000 })).toBeLessThan(1000);
  });
});
