import { describe, expect, it } from 'vitest';
import { envelope11, wsdlAround } from '../soap.test-kit.js';
import { describeService } from '../wsdl/describe-service.js';
import { readBody } from './read-body.js';
import { readEnvelope } from './read-envelope.js';

/** The JSON of an answer whose element `DoResponse` has the given type; a plain object again, to compare it with. */
function read(content: string, xml: string, more = ''): unknown {
  const schema = `<x:element name="Do"/><x:element name="DoResponse">${content}</x:element>${more}`;
  const { ports, library } = describeService([{ location: 'test.wsdl', text: wsdlAround(schema) }]);
  const { body } = readEnvelope(
    Buffer.from(
      envelope11(
        xml.replace(
          'DoResponse',
          'DoResponse xmlns="urn:test" xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns:t="urn:test"',
        ),
      ),
    ),
    'text/xml',
  );
  return readBody(body, ports[0]?.operations.get('Do')?.output(), library);
}

const complex = (content: string) => `<x:complexType>${content}</x:complexType>`;
const sequence = (elements: string) => complex(`<x:sequence>${elements}</x:sequence>`);
const element = (name: string, type = 'x:string', rest = '') => `<x:element name="${name}" type="${type}" ${rest}/>`;
const answer = (content: string) => `<DoResponse>${content}</DoResponse>`;

/** What one element of a type becomes. */
const readOne = (type: string, text: string) =>
  (read(sequence(element('v', type, 'nillable="true"')), answer(`<v>${text}</v>`)) as { v: unknown }).v;

describe('readElement()', () => {
  it.each([
    ['x:string', ' a\n b ', ' a\n b '],
    ['x:string', '', ''],
    ['x:token', ' a\n  b ', 'a b'],
    ['x:anyURI', ' urn:x ', 'urn:x'],
    ['x:int', ' -42 ', -42],
    ['x:unsignedInt', '4294967295', 4294967295],
    ['x:short', '', null],
    ['x:long', '9223372036854775807', '9223372036854775807'],
    ['x:unsignedLong', '18446744073709551615', '18446744073709551615'],
    ['x:integer', '-000123456789012345678901234567890', '-000123456789012345678901234567890'],
    ['x:decimal', '12345678901234567890.1200', '12345678901234567890.1200'],
    ['x:decimal', '', null],
    ['x:double', '1.5E3', 1500],
    ['x:float', 'INF', 'INF'],
    ['x:double', 'NaN', 'NaN'],
    ['x:boolean', 'true', true],
    ['x:boolean', ' 0 ', false],
    ['x:boolean', '', null],
    ['x:dateTime', ' 2026-01-02T03:04:05.678+01:00 ', '2026-01-02T03:04:05.678+01:00'],
    ['x:base64Binary', 'YWJj\n ZGVm', 'YWJjZGVm'],
    ['x:QName', 't:Name', 'Name'],
    ['x:NMTOKENS', ' a  b\n', ['a', 'b']],
    ['x:NMTOKENS', '', []],
  ])('reads %s %j as %j', (type, text, expected) => {
    expect(readOne(type, text)).toEqual(expected);
  });

  it.each([
    ['x:int', '1.5', '"v" is no int'],
    ['x:int', '99999999999999999999', '"v" is larger than int can be'],
    ['x:double', '0x10', '"v" is no double'],
    ['x:boolean', 'yes', '"v" is no boolean'],
  ])('refuses %s %j', (type, text, message) => {
    expect(() => readOne(type, text)).toThrow(message);
  });

  it('makes a list of a repeated element, whether none, one or several came', () => {
    const content = sequence(element('a', 'x:string', 'minOccurs="0" maxOccurs="unbounded"') + element('b', 'x:int'));
    expect(read(content, answer('<b>1</b>'))).toEqual({ a: [], b: 1 });
    expect(read(content, answer('<a>x</a><b>1</b>'))).toEqual({ a: ['x'], b: 1 });
    expect(read(content, answer('<a>x</a><a/><b>1</b>'))).toEqual({ a: ['x', ''], b: 1 });
    expect(() => read(content, answer('<b>1</b><b>2</b>'))).toThrow(
      '"b" came more than once, where the WSDL allows one',
    );
  });

  it('makes a list where a group around the element repeats, or two places name it', () => {
    const grouped = complex(`<x:choice maxOccurs="9">${element('a')}${element('b')}</x:choice>`);
    expect(read(grouped, answer('<b>1</b>'))).toEqual({ a: [], b: ['1'] });
    const twice = sequence(`${element('a')}${element('b')}${element('a')}`);
    expect(read(twice, answer('<a>1</a><b>2</b><a>3</a>'))).toEqual({ a: ['1', '3'], b: '2' });
    const chosen = complex(
      `<x:choice>${element('a')}<x:sequence>${element('b')}${element('a')}</x:sequence></x:choice>`,
    );
    expect(read(chosen, answer('<a>1</a>'))).toEqual({ a: '1' });
  });

  it('reads nil as null, alone and in a list, and an empty element as an empty object', () => {
    const inner = `<x:element name="o" minOccurs="0" nillable="true">${sequence(element('x', 'x:string', 'minOccurs="0"'))}</x:element>`;
    const content = sequence(inner + element('l', 'x:int', 'nillable="true" maxOccurs="unbounded"'));
    expect(read(content, answer('<o i:nil="true"/><l>1</l><l i:nil="1"/>'))).toEqual({ o: null, l: [1, null] });
    expect(read(content, answer('<o/>'))).toEqual({ o: {}, l: [] });
  });

  it('reads attributes as "@name" by their types, and text beside them as "#text"', () => {
    const attributes = '<x:attribute name="unit"/><x:attribute name="exact" type="x:boolean"/>';
    const weight = complex(
      `<x:simpleContent><x:extension base="x:decimal">${attributes}</x:extension></x:simpleContent>`,
    );
    const content = sequence(`<x:element name="w" maxOccurs="2">${weight}</x:element>`);
    expect(read(content, answer('<w unit="kg" exact="1" xml:lang="en" i:type="t:W">1.50</w><w>2</w>'))).toEqual({
      w: [{ '@type': 'W', '@unit': 'kg', '@exact': true, '@lang': 'en', '#text': '1.50' }, { '#text': '2' }],
    });
  });

  it('reads text among elements as "#text" where the type is mixed', () => {
    const content = `<x:complexType mixed="true"><x:sequence>${element('b')}</x:sequence></x:complexType>`;
    expect(read(content, answer('one <b>two</b> three'))).toEqual({ b: 'two', '#text': 'one  three' });
    expect(read(content, answer('\n <b>two</b>\n'))).toEqual({ b: 'two' });
  });

  const animals = `<x:complexType name="Animal"><x:sequence>${element('name')}</x:sequence></x:complexType>
    <x:complexType name="Dog"><x:complexContent><x:extension base="t:Animal">
      <x:sequence>${element('tricks', 'x:int', 'maxOccurs="unbounded"')}</x:sequence></x:extension></x:complexContent></x:complexType>
    <x:complexType name="Stone"><x:sequence>${element('weight')}</x:sequence></x:complexType>`;

  it('reads by the type that xsi:type names, and says which as "@type"', () => {
    const content = sequence(element('pet', 't:Animal', 'maxOccurs="3"'));
    const pets = '<pet><name>Tom</name></pet><pet i:type="t:Dog"><name>Rex</name><tricks>3</tricks></pet>';
    expect(read(content, answer(pets), animals)).toEqual({
      pet: [
        { '@type': 'Animal', name: 'Tom' },
        { '@type': 'Dog', name: 'Rex', tricks: [3] },
      ],
    });
  });

  it('does not let xsi:type change to a type that is not derived from the declared one', () => {
    const content = sequence(element('pet', 't:Animal') + element('n', 'x:long'));
    const xml = answer(
      '<pet i:type="t:Stone"><name>Tom</name></pet><n i:type="x:int" xmlns:x="http://www.w3.org/2001/XMLSchema">1</n>',
    );
    expect(read(content, xml, animals)).toEqual({ pet: { '@type': 'Stone', name: 'Tom' }, n: '1' });
  });

  it('reads recursive types', () => {
    const node = `<x:complexType name="Node"><x:sequence>${element('n', 't:Node', 'minOccurs="0"')}</x:sequence></x:complexType>`;
    expect(read(sequence(element('n', 't:Node')), answer('<n><n><n/></n></n>'), node)).toEqual({ n: { n: { n: {} } } });
  });

  it('keeps what the WSDL does not know: elements as lists, attributes as text', () => {
    expect(read(sequence(element('a')), answer('<a>1</a><new x="1"><deep>y</deep></new>'))).toEqual({
      a: '1',
      new: [{ '@x': '1', deep: ['y'] }],
    });
  });

  it('reads a wildcard by the elements that the WSDL knows, single or a list as the wildcard says', () => {
    const known = `<x:element name="Known">${sequence(element('n', 'x:int'))}</x:element>`;
    const one = sequence('<x:any/>');
    expect(read(one, answer('<Known><n>1</n></Known>'), known)).toEqual({ Known: { n: 1 } });
    const many = sequence('<x:any maxOccurs="unbounded"/>');
    expect(read(many, answer('<Known><n>1</n></Known>'), known)).toEqual({ Known: [{ n: 1 }] });
    const turns = complex(`<x:choice maxOccurs="unbounded">${element('a')}<x:any/></x:choice>`);
    expect(read(turns, answer('<Known><n>1</n></Known>'), known)).toEqual({ a: [], Known: [{ n: 1 }] });
  });

  it('reads xsd:anyType as text, by xsi:type, or without a schema', () => {
    const content = sequence(element('a', 'x:anyType', 'maxOccurs="3"'));
    const xml = answer('<a>1</a><a i:type="x:int" xmlns:x="http://www.w3.org/2001/XMLSchema">1</a><a><b/></a>');
    expect(read(content, xml)).toEqual({ a: ['1', 1, { b: [''] }] });
  });

  it('makes keys of names that mean something to JavaScript', () => {
    const object = read(
      sequence('<x:any/>'),
      answer('<__proto__ i:x="1"><polluted>yes</polluted></__proto__>'),
    ) as object;
    expect(Object.keys(object)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect('constructor' in (object as object) || 'toString' in (object as object)).toBe(false);
  });

  it('reads elements whatever their namespace, as services get it wrong', () => {
    const content = sequence(element('a', 'x:int'));
    expect(read(content, answer('<o:a xmlns:o="urn:other">1</o:a>'))).toEqual({ a: 1 });
    expect(read(content, answer('<a xmlns="">1</a>'))).toEqual({ a: 1 });
  });

  it('says what stands in the body instead of the element promised', () => {
    expect(() => read(sequence(''), '<Other/>')).toThrow('the SOAP body has no "DoResponse": it has "Other"');
    expect(() => read(sequence(''), '')).toThrow('the SOAP body has no "DoResponse": it has nothing');
  });
});
