import { parseXml, textOf } from '@facet/schema/wsdl';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeXml } from './escape-xml.js';

describe('escapeXml()', () => {
  it('writes what XML can carry so that a reader gets it back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(textOf(parseXml(`<a>${escapeXml(text)}</a>`))).toBe(
          text.replace(/[^\t\n\r\u{20}-\u{10FFFF}]|[\uFFFE\uFFFF]/gu, '\uFFFD'),
        );
      }),
    );
    expect(textOf(parseXml(`<a>${escapeXml(' \r\n\t]]>&amp;<b> ')}</a>`))).toBe(' \r\n\t]]>&amp;<b> ');
  });

  it('writes U+FFFD for characters that XML cannot carry', () => {
    expect(escapeXml('a\u0000b\u0008c\uD800d\uFFFEe\u{1F600}')).toBe('a\uFFFDb\uFFFDc\uFFFDd\uFFFDe\u{1F600}');
  });
});
