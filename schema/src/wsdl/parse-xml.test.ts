import { describe, expect, it } from 'vitest';
import { parseXml, XmlSyntaxError } from './parse-xml.js';
import { attributeOf, childElements, resolveQName, textOf } from './xml-element.js';

function refusalOf(text: string, options = {}): XmlSyntaxError {
  try {
    parseXml(text, options);
  } catch (error) {
    if (error instanceof XmlSyntaxError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('parseXml()', () => {
  it('resolves names, attributes and QNames against the namespaces in scope', () => {
    const root = parseXml('<a xmlns="u" xmlns:p="v" p:x="1" y="2"><p:b xmlns:p="w" t="p:q"/><c xmlns="">z</c></a>');
    const [b, c] = childElements(root);
    expect(root).toMatchObject({ name: 'a', namespace: 'u' });
    expect(root.attributes).toEqual([
      { name: 'x', namespace: 'v', value: '1' },
      { name: 'y', namespace: '', value: '2' },
    ]);
    expect(b).toMatchObject({ name: 'b', namespace: 'w' });
    expect(b && resolveQName(b.scope, ' p:q ')).toEqual({ namespace: 'w', name: 'q' });
    expect(resolveQName(root.scope, 'q')).toEqual({ namespace: 'u', name: 'q' });
    expect(resolveQName(root.scope, 'xml:lang')?.namespace).toBe('http://www.w3.org/XML/1998/namespace');
    expect(resolveQName(root.scope, 'none:q')).toBeUndefined();
    expect(c).toMatchObject({ name: 'c', namespace: '' });
  });

  it('joins text and CDATA, leaves comments and instructions out, reads references', () => {
    const root = parseXml('<?xml version="1.0"?>\n<a>x&amp;<![CDATA[<&>]]><!-- no --><?no pi?>&#65;\r\n<b/>y</a>');
    expect(textOf(root)).toBe('x&<&>A\ny');
    expect(root.children).toHaveLength(3);
  });

  it('keeps names that mean something to JavaScript as names', () => {
    const root = parseXml('<__proto__ constructor="1" xmlns:toString="u"><toString:hasOwnProperty/></__proto__>');
    expect(root.name).toBe('__proto__');
    expect(attributeOf(root, 'constructor')).toBe('1');
    expect(attributeOf(root, 'toString')).toBeUndefined();
    expect(childElements(root)[0]).toMatchObject({ name: 'hasOwnProperty', namespace: 'u' });
  });

  it('says on which line an element starts', () => {
    const [b] = childElements(parseXml('<a>\n\n<b\n c="1"/></a>'));
    expect(b?.line).toBe(3);
  });

  it.each([
    ['<a><b></a>', 'unexpected close tag'],
    ['<a><b>', 'unclosed tag: b'],
    ['', 'document must contain a root element'],
    ['{"a": 1}', 'text data outside of root node'],
    ['<a/>rest', 'text data outside of root node'],
    ['<a/><b/>', 'documents may contain only one root'],
    ['<a b="1" b="2"/>', 'duplicate attribute: b'],
    ['<p:a/>', 'unbound namespace prefix: "p"'],
    ['<a>&nbsp;</a>', 'undefined entity'],
    ['<a>\u0001</a>', 'disallowed character'],
    ['<a>&#0;</a>', 'malformed character entity'],
  ])('refuses %j as malformed', (text, message) => {
    const error = refusalOf(text);
    expect(error.refusal).toBe('malformed');
    expect(error.message).toContain(message);
  });

  it('gives line and column of what is malformed', () => {
    expect(refusalOf('<a>\n  <b></c></a>')).toMatchObject({ line: 2, column: 9 });
  });

  it.each([
    '<!DOCTYPE a><a/>',
    '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
    '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1/x"> %p;]><a/>',
  ])('refuses a document type declaration: %s', (text) => {
    expect(refusalOf(text).refusal).toBe('dtd');
  });

  it('holds maxDepth', () => {
    const nested = (depth: number) => '<a>'.repeat(depth) + '</a>'.repeat(depth);
    expect(parseXml(nested(3), { maxDepth: 4 }).name).toBe('a');
    expect(parseXml(nested(4), { maxDepth: 4 }).name).toBe('a');
    expect(refusalOf(nested(5), { maxDepth: 4 }).refusal).toBe('too-deep');
    expect(refusalOf('<a>'.repeat(1_000_000)).refusal).toBe('too-deep');
  });

  it('holds maxElements', () => {
    const wide = (count: number) => `<a>${'<b/>'.repeat(count - 1)}</a>`;
    expect(parseXml(wide(4), { maxElements: 5 }).children).toHaveLength(3);
    expect(parseXml(wide(5), { maxElements: 5 }).children).toHaveLength(4);
    expect(refusalOf(wide(6), { maxElements: 5 }).refusal).toBe('too-many-elements');
  });
});
