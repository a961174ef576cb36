import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AnswerForecast, JsonWriter } from './json-writer.js';

const writer = new JsonWriter();

function written(write: () => void, forecast: AnswerForecast = {}): string {
  writer.begin(forecast);
  write();
  return writer.end().toString();
}

/** The response to data that takes this many bytes, with what else its memory holds. */
function ofLength(bytes: number, forecast: AnswerForecast = {}): { readonly response: Buffer; readonly held: number } {
  writer.begin({ isPlain: true, ...forecast });
  writer.string('x'.repeat(bytes - '{"data":""}'.length));
  const { response } = writer.end();
  return { response, held: response.buffer.byteLength };
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

  it('writes strings that are said to be plain as JSON.stringify() does', () => {
    const plain = fc
      .string({ unit: 'binary-ascii', maxLength: 400 })
      .map((text) => Array.from(text, (unit) => (JSON.stringify(unit) === `"${unit}"` ? unit : '_')).join(''));
    fc.assert(
      fc.property(fc.array(plain, { maxLength: 10 }), (texts) => {
        const write = () => {
          for (const text of texts) {
            writer.string(text);
          }
        };
        expect(written(write, { isPlain: true })).toBe(texts.map((text) => JSON.stringify(text)).join(''));
      }),
      { numRuns: 1000 },
    );
  });

  it.each([47, 48, 49, 127, 128, 129])('writes plain strings of %i characters', (length) => {
    const text = `${'x~ \x7f'.repeat(40)}`.slice(0, length);
    expect(written(() => writer.string(text), { isPlain: true })).toBe(JSON.stringify(text));
  });

  it('looks through strings again once an answer is not said to be plain', () => {
    const text = `${'x'.repeat(200)}"`;
    written(() => writer.string('plain'), { isPlain: true });
    expect(written(() => writer.string(text))).toBe(JSON.stringify(text));
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

  it('holds little more memory than an answer takes, however large and whatever was expected', () => {
    const KiB = 1024;
    for (const bytes of [256 * KiB - 1, 256 * KiB, 256 * KiB + 1, 300 * KiB, 449 * KiB, 500 * KiB, 3000 * KiB]) {
      for (const expectedBytes of [0, 100, bytes - 1, bytes, bytes + 1, 2 * bytes, 10_000 * KiB]) {
        const { response, held } = ofLength(bytes, { expectedBytes });
        expect(response.length).toBe(bytes);
        expect(held).toBeLessThanOrEqual((bytes * 8) / 7 + 1);
      }
    }
  });

  it('makes room at once for a large answer of the size that was expected, and leaves it there', () => {
    const { held } = ofLength(1_000_000, { expectedBytes: 1_000_000 });
    expect(held).toBe(1_000_000 * (1 + 1 / 16));
  });

  it('writes no answer over an earlier one', () => {
    const sizes = [20, 10_000, 300_000, 500_000, 1_000_000, 1_000_000, 20];
    const responses = sizes.map((bytes) => ofLength(bytes, { expectedBytes: bytes }).response);
    const before = responses.map((response) => Buffer.from(response));
    for (const bytes of sizes) {
      writer.begin({ expectedBytes: bytes });
      writer.string('y'.repeat(bytes));
      writer.end();
    }
    expect(responses.map((response, i) => response.equals(before[i] ?? Buffer.alloc(0)))).toEqual(
      sizes.map(() => true),
    );
  });

  it('begins anew after an answer that was given up', () => {
    writer.begin();
    writer.string('x'.repeat(1_000_000));
    expect(written(() => writer.number(7))).toBe('7');
  });
});
