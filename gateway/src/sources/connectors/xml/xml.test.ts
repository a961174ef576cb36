import fc from 'fast-check';
import { buildSchema, type GraphQLObjectType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { fitToType } from './fit-to-type.js';
import { readXml } from './read-xml.js';
import { writeXml } from './write-xml.js';

const xsi = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';

function read(text: string): unknown {
  const result = readXml(Buffer.from(text), 'application/xml');
  return result.kind === 'data' ? JSON.parse(JSON.stringify(result.data)) : result.reason;
}

describe('readXml()', () => {
  it.each([
    ['text', '<a>1.50</a>', { a: '1.50' }],
    ['nothing', '<a/>', { a: '' }],
    ['nil', `<a ${xsi}><b xsi:nil="true"/></a>`, { a: { b: null } }],
    ['attributes', '<a id="1"/>', { a: { '@id': '1' } }],
    ['attributes and text', '<a c="EUR"> 5 </a>', { a: { '@c': 'EUR', '#text': ' 5 ' } }],
    ['siblings', '<a><b>1</b><c/><b>2</b><b>3</b></a>', { a: { b: ['1', '2', '3'], c: '' } }],
    ['one sibling', '<a><b>1</b></a>', { a: { b: '1' } }],
    ['text among elements', '<a>\n x <b/> y \n</a>', { a: { b: '', '#text': 'x  y' } }],
    ['prefixes', '<p:a xmlns:p="urn:p" p:id="1"><p:b/></p:a>', { a: { '@id': '1', b: '' } }],
    ['a type', `<a ${xsi} xsi:type="T"/>`, { a: { '@type': 'T' } }],
    ['CDATA and references', '<a><![CDATA[<x>]]>&amp;&#65;</a>', { a: '<x>&A' }],
    ['lists in lists', '<a><b><c>1</c><c>2</c></b><b><c>3</c></b></a>', { a: { b: [{ c: ['1', '2'] }, { c: '3' }] } }],
  ])('reads %s', (_what, text, data) => {
    expect(read(text)).toEqual(data);
  });

  it('takes names of objects in JavaScript for names', () => {
    const result = readXml(Buffer.from('<a><__proto__>1</__proto__><constructor>2</constructor></a>'), undefined);
    expect(JSON.stringify(result)).toBe('{"kind":"data","data":{"a":{"__proto__":"1","constructor":"2"}}}');
  });

  it.each([
    ['a document type', '<!DOCTYPE a><a/>', 'the XML is refused: a document type declaration is not allowed'],
    ['an entity', '<a>&secret;</a>', 'the body is not well-formed XML'],
    ['a document without an end', '<a><secret>', 'the body is not well-formed XML'],
    ['no document', '{"secret":1}', 'the body is not well-formed XML'],
    [
      'depth',
      `${'<a>'.repeat(128)}${'</a>'.repeat(128)}`,
      'the XML is refused: elements are nested more than 127 deep',
    ],
    ['elements', `<a>${'<b/>'.repeat(200_000)}</a>`, 'the XML is refused: there are more than 200000 elements'],
  ])('refuses %s without repeating it', (_what, text, reason) => {
    const said = read(text);
    expect(said).toContain(reason);
    expect(said).not.toContain('secret');
  });

  it('reads as deep, and as many elements, as it may', () => {
    expect(read(`${'<a>'.repeat(127)}${'</a>'.repeat(127)}`)).toBeTypeOf('object');
    expect(read(`<a>${'<b/>'.repeat(199_999)}</a>`)).toBeTypeOf('object');
  });

  it('reads the encoding that the media type or the document names', () => {
    const latin = Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>\u00e9</a>', 'latin1');
    expect(readXml(latin, 'text/xml')).toMatchObject({ data: { a: 'é' } });
    expect(readXml(Buffer.from([0x3c, 0xff]), 'text/xml')).toMatchObject({ kind: 'unreadable' });
  });
});

describe('writeXml()', () => {
  it.each([
    [{ a: { '@id': 1, b: [1, '<'], c: null, '#text': 'é' } }, `<a id="1"><b>1</b><b>&lt;</b><c n0:nil="true"/>é</a>`],
    [{ a: { '@xmlns': 'urn:x', b: true, c: { d: [1] } } }, '<n0:a><n0:b>true</n0:b><n0:c><n0:d>1</n0:d></n0:c></n0:a>'],
    [{ a: { '@xmlns': 'urn:x', b: { '@xmlns': '', c: 1 }, d: 2 } }, '<n0:a><b><c>1</c></b><n0:d>2</n0:d></n0:a>'],
    [{ a: { b: [{ '@xmlns': 'urn:x', c: 1 }, { c: 2 }] } }, '<a><n0:b><n0:c>1</n0:c></n0:b><b><c>2</c></b></a>'],
    [{ a: '' }, '<a></a>'],
  ])('writes %j', (value, expected) => {
    const written = writeXml(value);
    const text = written.kind === 'text' ? written.text : written.reason;
    expect(text.replace(/ xmlns:n0="[^"]*"/, '')).toBe(`<?xml version="1.0" encoding="UTF-8"?>${expected}`);
  });

  it.each([
    [[], 'not an object with one key'],
    [{}, 'not an object with one key'],
    [{ a: 1, b: 2 }, 'not an object with one key'],
    [{ 'a b': 1 }, '"a b" is no name in XML'],
    [{ a: [1] }, '"a" is a list'],
    [{ a: { '<b>': 1 } }, 'is no name in XML'],
    [{ a: 'se\u0000cret' }, 'holds a character that XML cannot carry'],
  ])('refuses %j', (value, reason) => {
    const written = writeXml(value);
    expect(written.kind === 'refused' && written.reason).toContain(reason);
    expect(JSON.stringify(written)).not.toContain('cret');
  });

  it('writes what readXml() reads back', () => {
    const names = fc.constantFrom('a', 'b', 'item', 'é', 'x-1');
    // White space of layout is not kept around text that stands among elements, and CR is not kept by XML at all.
    const texts = fc.string({ unit: 'binary' }).map((text) => text.replace(/[^\u0020-\ud7ff]/g, ''));
    const content = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 3, depthIdentifier: 'xml' },
        texts,
        fc.constant(null),
        fc
          .dictionary(names, fc.oneof(tie('value'), fc.array(tie('value'), { minLength: 2, maxLength: 3 })), {
            minKeys: 1,
          })
          .filter((object) => Object.keys(object).length > 0),
      ),
    })).value;
    fc.assert(
      fc.property(content, (value) => {
        const written = writeXml({ root: value });
        if (written.kind !== 'text') throw new Error(written.reason);
        expect(read(written.text)).toEqual({ root: value });
      }),
    );
  });
});

describe('fitToType()', () => {
  const schema = buildSchema(`
    scalar JSON
    scalar Decimal
    enum Unit { KG }
    interface Node { id: ID }
    type Other implements Node { id: ID many: [Int] }
    type T { s: String i: Int f: Float b: Boolean e: Unit j: JSON d: Decimal l: [String!]! ls: [[Int]] t: T ts: [T] n: [Node] }
    type Query { t: T }
  `);
  const type = schema.getType('T') as GraphQLObjectType;
  const fit = (value: unknown): unknown => JSON.parse(JSON.stringify(fitToType(value, type, schema)));

  it.each([
    ['one element for a list', { l: 'a', ts: { s: 'x' } }, { l: ['a'], ts: [{ s: 'x' }] }],
    ['an empty element for a list', { l: '', ts: '' }, { l: [], ts: [] }],
    ['lists as they are', { l: ['a', 'b'], ls: ['1', ['2', '3']] }, { l: ['a', 'b'], ls: [['1'], ['2', '3']] }],
    [
      'an element with attributes for a scalar',
      { s: { '@a': '1', '#text': 'x' }, e: { '@a': '1', '#text': 'KG' } },
      { s: 'x', e: 'KG' },
    ],
    ['the same for any JSON', { j: { '@a': '1', '#text': 'x' } }, { j: { '@a': '1', '#text': 'x' } }],
    ['the text for other scalars', { d: { '@a': '1', '#text': '1.50' } }, { d: '1.50' }],
    ['texts for booleans', { b: '1' }, { b: true }],
    ['digits as they are', { i: ' 12 ', f: '1.50', s: ' x ' }, { i: '12', f: '1.50', s: ' x ' }],
    ['empty elements', { i: '', f: '', b: '', s: '', t: '' }, { i: null, f: null, b: null, s: '', t: null }],
    ['what is null', { t: null, l: null }, { t: null, l: null }],
    [
      'an interface by __typename',
      { n: { __typename: 'Other', many: '1' } },
      { n: [{ __typename: 'Other', many: ['1'] }] },
    ],
    ['objects in objects', { t: { ts: { t: { l: 'a' } } } }, { t: { ts: [{ t: { l: ['a'] } }] } }],
  ])('fits %s', (_what, value, expected) => {
    expect(fit(value)).toEqual(expected);
  });
});
