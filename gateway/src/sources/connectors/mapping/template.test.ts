import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTemplate, percentEncode, renderTemplate } from './template.js';

function render(text: string, args: unknown, encode = true) {
  return renderTemplate(parseTemplate(text), new Map([['$args', args]]), { encode });
}

describe('renderTemplate()', () => {
  it('keeps literal text as it is and percent-encodes values', () => {
    expect(render('/a b/%20/{$args.x}?y=(z)', { x: "../é/?#&=+ !'()*" }).text).toBe(
      '/a b/%20/..%2F%C3%A9%2F%3F%23%26%3D%2B%20%21%27%28%29%2A?y=(z)',
    );
  });

  it('renders scalars as text, and null and what is missing as nothing', () => {
    const rendered = render('{$args.n}|{$args.b}|{$args.z}|{$args.nope}|', { n: 1.5, b: false, z: null });
    expect(rendered.text).toBe('1.5|false|||');
    expect(rendered.problems.map(({ message }) => message)).toEqual(['No key "nope" in an object']);
  });

  it('does not encode when told not to', () => {
    expect(render('Bearer {$args.x}', { x: 'a/b' }, false).text).toBe('Bearer a/b');
  });

  it.each([[['a']], [{ a: 1 }]])('marks %j as unprintable', (x) => {
    expect(render('/{$args.x}', { x }).unprintable?.message).toMatch(/^Expected a scalar in \{…\}: got a/);
  });

  it('nests braces and drops line ends with the indentation behind them', () => {
    expect(render('/a\n   /b?x={$($args { k }).k}', { k: 'v' }).text).toBe('/a/b?x=v');
  });
});

describe('percentEncode()', () => {
  it('gives only unreserved characters and escapes, and loses nothing, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const encoded = percentEncode(text);
        expect(encoded).toMatch(/^(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})*$/);
        expect(decodeURIComponent(encoded)).toBe(Buffer.from(text).toString());
      }),
    );
  });

  it('encodes a lone surrogate as U+FFFD', () => {
    expect(percentEncode('\ud800')).toBe('%EF%BF%BD');
  });
});
