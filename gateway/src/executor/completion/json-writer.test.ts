import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonWriter } from './json-writer.js';

const writer = new JsonWriter();

function written(write: () => void): string {
  writer.begin();
  write();
  return writer.end().toString();
}

describe('JsonWriter', () => {
  it('writes strings of any length and of any code units as JSON.stringify() does', () => {
    const ascii = fc.string({ unit: 'binary-ascii', maxLength: 400 });
    const plain = fc.string({ unit: 'grapheme-ascii', minLength: 100, maxLength: 400 });
    const units = fc
      .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 300 })
      .map((codes) => String.fromCharCode(...codes));
    fc.assert(
      fc.property(fc.oneof(ascii, plain, units), (text) => {
        expect(written(() => writer.string(text))).toBe(Buffer.from(JSON.stringify(text)).toString());
      }),
      { numRuns: 2000 },
    );
  });

  it.each([0, 0x1f, 0x20, 0x22, 0x5c, 0x7e, 0x7f, 0x80, 0xff, 0x100, 0xd800, 0xffff])(
    'writes the code unit %i in short strings and in long ones',
    (code) => {
      for (const length of [0, 1, 126, 127, 128, 129, 5000]) {
        const text = `${'x'.repeat(length)}${String.fromCharCode(code)}${'y'.repeat(length % 7)}`;
        expect(JSON.parse(written(() => writer.string(text)))).toBe(text);
      }
    },
  );

  it('goes on after long strings in a buffer that has grown', () => {
    const long = 'x'.repeat(300_000);
    const text = written(() => {
      for (let i = 0; i < 4; i++) {
        writer.string(long);
        writer.comma();
      }
      writer.number(7);
    });
    expect(text).toBe(`"${long}",`.repeat(4).concat('7'));
  });
});
