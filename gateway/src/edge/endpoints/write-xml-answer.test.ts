import { parseXml, textOf } from '@facet/schema/wsdl';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { openZoo, zooEndpoint } from '../../client-graph/endpoints/endpoints.test-kit.js';
import { JsonCursor } from './json-cursor.js';
import { writeXmlAnswer } from './write-xml-answer.js';

const xsi = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';
const head = '<?xml version="1.0" encoding="UTF-8"?>\n';

function write(name: 'Animals' | 'Scalars' | 'Thing', data: string): string {
  const xml = writeXmlAnswer(data, zooEndpoint(name).result, { root: `${name}Response` });
  expect(xml.startsWith(`${head}<${name}Response ${xsi}>`)).toBe(true);
  return xml.slice(`${head}<${name}Response ${xsi}>`.length, -`</${name}Response>\n`.length);
}

function schemaText(): string {
  const match = openZoo().current().match('/schema.xsd');
  if (match.kind !== 'document') throw new TypeError('There is no schema');
  return match.document.body;
}

async function faultsOf(xml: string): Promise<readonly string[]> {
  const schema = [{ fileName: 'schema.xsd', contents: schemaText() }];
  const { errors } = await validateXML({ xml: [{ fileName: 'a.xml', contents: xml }], schema });
  return errors.map(({ message }) => message);
}

describe('writeXmlAnswer()', () => {
  it('writes lists of lists, of one, of none, and null in each of its places', () => {
    expect(write('Scalars', '{"grid":[[1,null],[],null,[2]],"big":null,"json":null,"text":""}')).toBe(
      '<grid><item><item>1</item><item xsi:nil="true"/></item><item></item><item xsi:nil="true"/><item><item>2</item></item></grid>' +
        '<big xsi:nil="true"/><json xsi:nil="true"/><text></text>',
    );
    expect(write('Scalars', '{"grid":null,"big":1,"json":1,"text":"a"}')).toContain('<grid xsi:nil="true"/>');
    expect(write('Scalars', '{"grid":[],"big":1,"json":1,"text":"a"}')).toContain('<grid></grid>');
  });

  it('writes numbers as they stand, with every digit', () => {
    for (const digits of ['9007199254740993', '-0', '1e400', '0.10', '123456789012345678901234567890.5']) {
      expect(write('Scalars', `{"grid":null,"big":${digits},"json":null,"text":null}`)).toContain(
        `<big>${digits}</big>`,
      );
    }
    expect(write('Scalars', '{"big":"9223372036854775807"}')).toBe('<big>9223372036854775807</big>');
  });

  it('writes scalars of the schema’s own as text, and as JSON where they have structure', () => {
    expect(write('Scalars', '{"json":{"a":[1,"<\\"&>"],"b c":null}}')).toBe(
      '<json>{&quot;a&quot;:[1,&quot;&lt;\\&quot;&amp;&gt;&quot;],&quot;b c&quot;:null}</json>',
    );
    expect(write('Scalars', '{"json":true}')).toBe('<json>true</json>');
  });

  it('writes any text so that it is read back, but for what XML has no way to carry', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const xml = writeXmlAnswer(JSON.stringify({ text }), zooEndpoint('Scalars').result, { root: 'r' });
        const [element] = parseXml(xml).children;
        const read = typeof element === 'object' ? textOf(element) : undefined;
        expect(read).toBe(text.replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\uFFFD'));
      }),
    );
  });

  it('writes what the XML Schema of the endpoints allows', async () => {
    const cat = '{"id":"1","__typename":"Cat","label":null,"lives":9,"catFriends":[null,{"id":"2"}]}';
    const dog = '{"id":"<2>","__typename":"Dog","label":"a & b","size":"LARGE","dogFriends":[]}';
    const root = 'AnimalsResponse';
    const { result } = zooEndpoint('Animals');
    expect(await faultsOf(writeXmlAnswer(`{"animals":[${cat},${dog}]}`, result, { root }))).toEqual([]);
    expect(await faultsOf(writeXmlAnswer('{"animals":null}', result, { root }))).toEqual([]);
    // What is no such answer is not allowed: the schema says something.
    for (const wrong of [
      '{"animals":[null]}',
      '{}',
      '{"animals":[{"id":"1","__typename":"Cat"}]}',
      cat.replace('9', '"many"').replace(/^/, '{"animals":[').replace(/$/, ']}'),
    ]) {
      expect(await faultsOf(writeXmlAnswer(wrong, result, { root }))).not.toEqual([]);
    }
  });
});

describe('JsonCursor', () => {
  it('takes values of any JSON text as they stand', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.constantFrom(0, 2), (value, indent) => {
        const read = new Map<string, unknown>();
        const cursor = new JsonCursor(JSON.stringify(value, null, indent));
        cursor.object((name) => read.set(name, JSON.parse(cursor.raw())));
        expect(Object.fromEntries(read)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('takes a million backslashes and a million lists in one go', () => {
    const text = `{"a":"${'\\\\'.repeat(1_000_000)}","b":${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}}`;
    const cursor = new JsonCursor(text);
    const lengths: number[] = [];
    cursor.object(() => lengths.push(cursor.raw().length));
    expect(lengths).toEqual([2_000_002, 2_000_000]);
  });

  it('ends on what is no JSON', () => {
    const cursor = new JsonCursor('{"a":}');
    expect(() => cursor.object(() => cursor.raw())).toThrow(TypeError);
  });
});
