import { describe, expect, it } from 'vitest';
import { wsdlAround } from '../soap.test-kit.js';
import { describeService } from '../wsdl/describe-service.js';
import { type EnvelopeParts, writeEnvelope } from './write-envelope.js';

/** What stands in the body when the element `Do` of the given type is written. */
function bodyOf(content: string, input: unknown, options: { qualified?: boolean; more?: string } = {}): string {
  const schema = `<x:element name="Do">${content}</x:element><x:element name="DoResponse"/>${options.more ?? ''}`;
  const xml = envelopeOf(schema, { input }, options);
  return /<soap:Body>(.*)<\/soap:Body>/s.exec(xml)?.[1] ?? xml;
}

function envelopeOf(schema: string, parts: Partial<EnvelopeParts>, options: { qualified?: boolean } = {}): string {
  const { ports, library } = describeService([{ location: 'test.wsdl', text: wsdlAround(schema, options) }]);
  const body = ports[0]?.operations.get('Do')?.input() ?? [];
  const rest = { version: '1.1', headers: undefined, headerElements: [], security: undefined, input: {} } as const;
  return writeEnvelope({ ...rest, body, library, ...parts });
}

const complex = (content: string) => `<x:complexType>${content}</x:complexType>`;
const sequence = (elements: string) => complex(`<x:sequence>${elements}</x:sequence>`);
const element = (name: string, rest = 'type="x:string"') => `<x:element name="${name}" ${rest}/>`;

describe('writeEnvelope()', () => {
  it('declares every prefix on the envelope and writes elements in the order of the schema', () => {
    const content = sequence(element('first') + element('second', 'type="x:int"') + element('third', 'minOccurs="0"'));
    const schema = `<x:element name="Do">${content}</x:element><x:element name="DoResponse"/>`;
    expect(envelopeOf(schema, { input: { second: 2, first: 'a' } })).toBe(
      '<?xml version="1.0" encoding="utf-8"?>\n' +
        '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"' +
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:n2="urn:test">' +
        '<soap:Body><n2:Do><n2:first>a</n2:first><n2:second>2</n2:second></n2:Do></soap:Body></soap:Envelope>',
    );
  });

  it('writes the envelope of SOAP 1.2', () => {
    const schema = '<x:element name="Do" type="x:string"/><x:element name="DoResponse"/>';
    expect(envelopeOf(schema, { version: '1.2', input: 'a' })).toContain(
      'xmlns:soap="http://www.w3.org/2003/05/soap-envelope"',
    );
  });

  it('leaves local elements without namespace unless the schema or their form says otherwise', () => {
    const content = sequence(element('plain') + element('own', 'type="x:string" form="qualified"'));
    expect(bodyOf(content, { plain: 'a', own: 'b' }, { qualified: false })).toBe(
      '<n2:Do><plain>a</plain><n2:own>b</n2:own></n2:Do>',
    );
  });

  it('escapes text and attributes so that a reader gets them back', () => {
    const content = complex(`<x:sequence>${element('a')}</x:sequence><x:attribute name="b"/>`);
    expect(bodyOf(content, { a: '<&">\r\n\t\u{1F600}]]>', '@b': '"<\n' })).toBe(
      '<n2:Do b="&quot;&lt;&#10;"><n2:a>&lt;&amp;&quot;&gt;&#13;&#10;&#9;\u{1F600}]]&gt;</n2:a></n2:Do>',
    );
  });

  it.each(['\u0000', '\ud800', '\uffff'])('refuses %j, which XML cannot carry', (text) => {
    expect(() => bodyOf(sequence(element('a')), { a: text })).toThrow('"Do.a" holds a character that XML cannot carry');
  });

  it.each([
    ['an unknown key, with a suggestion', { frist: 'a' }, '"Do.first" is required'],
    [
      'an unknown key beside all others',
      { first: 'a', secnd: 1 },
      '"Do.secnd" is unknown to the WSDL, did you mean "second"',
    ],
    ['a missing element', { second: 1 }, '"Do.first" is required'],
    ['a null for a required element', { first: null }, '"Do.first" is required'],
    ['a list for a single element', { first: ['a'] }, '"Do.first" takes one value: it is a list'],
    ['an object for a scalar', { first: { a: 1 } }, '"Do.first" takes a scalar: it is an object'],
    ['a scalar for an object', 'a', '"Do" takes an object: it is a string'],
    ['an unknown attribute', { first: 'a', '@id': 1 }, '"Do.@id" is unknown to the WSDL'],
    ['text that is no number', { first: 'a', second: '1e3' }, '"Do.second" is no int'],
    ['text among elements', { first: 'a', '#text': 'b' }, '"Do.#text" is text in an element that holds elements only'],
    ['a key that JavaScript knows', { first: 'a', constructor: 'b' }, '"Do.constructor" is unknown to the WSDL'],
  ])('refuses %s', (_case, input, message) => {
    const content = sequence(element('first') + element('second', 'type="x:int" minOccurs="0"'));
    expect(() => bodyOf(content, input)).toThrow(message);
  });

  it('writes a list for a repeated element, and a single value as a list of one', () => {
    const content = sequence(element('a', 'type="x:string" maxOccurs="2"'));
    expect(bodyOf(content, { a: ['1', '2'] })).toBe('<n2:Do><n2:a>1</n2:a><n2:a>2</n2:a></n2:Do>');
    expect(bodyOf(content, { a: '1' })).toBe('<n2:Do><n2:a>1</n2:a></n2:Do>');
    expect(() => bodyOf(content, { a: ['1', '2', '3'] })).toThrow('"Do.a" may stand 2 times at most');
    expect(() => bodyOf(content, { a: [] })).toThrow('"Do.a" is required');
    expect(() => bodyOf(content, { a: ['1', null] })).toThrow('"Do.a[1]" may not be null');
  });

  it('demands as many as minOccurs', () => {
    const content = sequence(element('a', 'type="x:string" minOccurs="2" maxOccurs="unbounded"'));
    expect(() => bodyOf(content, { a: ['1'] })).toThrow('"Do.a" must stand at least 2 times');
    expect(bodyOf(content, { a: ['1', '2'] })).toContain('<n2:a>2</n2:a>');
  });

  it('writes xsi:nil for null where an element is nillable, and nothing where it is optional', () => {
    const content = sequence(element('a', 'type="x:string" nillable="true"') + element('b', 'minOccurs="0"'));
    expect(bodyOf(content, { a: null, b: null })).toBe('<n2:Do><n2:a xsi:nil="true"/></n2:Do>');
  });

  it('writes attributes, required and fixed ones checked and filled in', () => {
    const attributes = `<x:attribute name="unit" use="required"/><x:attribute name="v" fixed="1" use="required"/>`;
    const content = complex(
      `<x:simpleContent><x:extension base="x:decimal">${attributes}</x:extension></x:simpleContent>`,
    );
    expect(bodyOf(content, { '#text': '1.50', '@unit': 'kg' })).toBe('<n2:Do unit="kg" v="1">1.50</n2:Do>');
    expect(() => bodyOf(content, '1.50')).toThrow('"Do.@unit" is required');
  });

  it('writes one alternative of a choice, and refuses two or none', () => {
    const content = complex(`<x:choice>${element('a')}${element('b')}</x:choice>`);
    expect(bodyOf(content, { b: '1' })).toBe('<n2:Do><n2:b>1</n2:b></n2:Do>');
    expect(() => bodyOf(content, { a: '1', b: '2' })).toThrow('"Do.b" cannot stand beside the other elements given');
    expect(() => bodyOf(content, {})).toThrow('"Do" must have one of "a", "b"');
  });

  it('writes a repeated sequence in turns, and a repeated choice until nothing is left', () => {
    const turns = complex(`<x:sequence maxOccurs="unbounded">${element('k')}${element('v')}</x:sequence>`);
    expect(bodyOf(turns, { v: ['1', '2'], k: ['a', 'b'] })).toBe(
      '<n2:Do><n2:k>a</n2:k><n2:v>1</n2:v><n2:k>b</n2:k><n2:v>2</n2:v></n2:Do>',
    );
    expect(() => bodyOf(turns, { v: ['1'], k: ['a', 'b'] })).toThrow('"Do.v" is required');
    const choice = complex(`<x:choice maxOccurs="unbounded">${element('a')}${element('b')}</x:choice>`);
    expect(bodyOf(choice, { b: ['1'], a: ['2', '3'] })).toBe(
      '<n2:Do><n2:a>2</n2:a><n2:a>3</n2:a><n2:b>1</n2:b></n2:Do>',
    );
  });

  it('demands the elements of an optional group only once one of them is given', () => {
    const content = sequence(`<x:sequence minOccurs="0">${element('a')}${element('b')}</x:sequence>`);
    expect(bodyOf(content, {})).toBe('<n2:Do></n2:Do>');
    expect(() => bodyOf(content, { a: '1' })).toThrow('"Do.b" is required');
  });

  it('checks enumerations, and patterns of numbers without losing digits', () => {
    const currency =
      '<x:simpleType name="C"><x:restriction base="x:token"><x:enumeration value="EUR"/><x:enumeration value="USD"/></x:restriction></x:simpleType>';
    const content = sequence(element('c', 'type="t:C"') + element('n', 'type="x:decimal" minOccurs="0"'));
    const options = { more: currency };
    expect(bodyOf(content, { c: 'EUR', n: '12345678901234567890.123' }, options)).toContain('12345678901234567890.123');
    expect(bodyOf(content, { c: 'EUR', n: -1.25e21 }, options)).toContain('>-1250000000000000000000<');
    expect(bodyOf(content, { c: 'EUR', n: 1.5e-7 }, options)).toContain('>0.00000015<');
    expect(() => bodyOf(content, { c: 'eur' }, options)).toThrow('"Do.c" is none of the values of C: EUR, USD');
  });

  it('writes a list type as values with spaces between', () => {
    const list = '<x:simpleType name="L"><x:list itemType="x:int"/></x:simpleType>';
    expect(bodyOf(sequence(element('l', 'type="t:L"')), { l: [1, 2] }, { more: list })).toContain('<n2:l>1 2</n2:l>');
  });

  const animals = `<x:complexType name="Animal" abstract="true">
      <x:sequence>${element('name')}</x:sequence><x:attribute name="id"/></x:complexType>
    <x:complexType name="Dog"><x:complexContent><x:extension base="t:Animal">
      <x:sequence>${element('tricks', 'type="x:int"')}</x:sequence></x:extension></x:complexContent></x:complexType>`;

  it('writes xsi:type and the base’s elements first for a derived type', () => {
    const content = sequence(element('pet', 'type="t:Animal"'));
    const pet = { '@type': 'Dog', '@id': '7', tricks: 3, name: 'Rex' };
    expect(bodyOf(content, { pet }, { more: animals })).toBe(
      '<n2:Do><n2:pet xsi:type="n2:Dog" id="7"><n2:name>Rex</n2:name><n2:tricks>3</n2:tricks></n2:pet></n2:Do>',
    );
    expect(() => bodyOf(content, { pet: { name: 'Rex' } }, { more: animals })).toThrow(
      '"Do.pet" has an abstract type: "@type" must name one of Dog',
    );
    expect(() => bodyOf(content, { pet: { '@type': 'Dogg' } }, { more: animals })).toThrow(
      '"Do.pet.@type" names no type derived from Animal, did you mean "Dog"',
    );
  });

  it('writes recursive types as deep as the input, to a limit', () => {
    const node = `<x:complexType name="Node"><x:sequence>${element('n', 'type="t:Node" minOccurs="0"')}</x:sequence></x:complexType>`;
    const deep = (depth: number): unknown => (depth === 0 ? {} : { n: deep(depth - 1) });
    const content = sequence(element('n', 'type="t:Node"'));
    expect(bodyOf(content, deep(3), { more: node })).toBe('<n2:Do><n2:n><n2:n><n2:n></n2:n></n2:n></n2:n></n2:Do>');
    expect(() => bodyOf(content, deep(1000), { more: node })).toThrow('is nested more than 128 deep');
  });

  it('writes what a wildcard allows: known elements as known, others without a schema', () => {
    const content = sequence(`${element('a')}<x:any namespace="##any" maxOccurs="unbounded"/>`);
    const known = `<x:element name="Known">${sequence(element('b', 'type="x:int"'))}</x:element>`;
    const input = { a: '1', Known: { b: 2 }, other: [{ '@i': 1, '@xmlns': 'urn:o', c: 'x' }, null] };
    expect(bodyOf(content, input, { more: known })).toBe(
      '<n2:Do><n2:a>1</n2:a><n2:Known><n2:b>2</n2:b></n2:Known><other i="1"><n3:c>x</n3:c></other><other xsi:nil="true"/></n2:Do>',
    );
    expect(() => bodyOf(content, { a: '1', 'x><evil': '' })).toThrow('is no name in XML');
    expect(() => bodyOf(content, { a: '1', o: { '@x="" y': 1 } })).toThrow('is no name in XML');
  });

  it('offers the members of a substitution group where its head may stand', () => {
    const shapes = `<x:element name="shape" abstract="true"/>
      <x:element name="circle" type="x:int" substitutionGroup="t:shape"/>`;
    const content = sequence('<x:element ref="t:shape" maxOccurs="unbounded"/>');
    expect(bodyOf(content, { circle: [1, 2] }, { more: shapes })).toBe(
      '<n2:Do><n2:circle>1</n2:circle><n2:circle>2</n2:circle></n2:Do>',
    );
  });

  it('writes header blocks by global elements, and refuses one that the WSDL does not know', () => {
    const schema = `<x:element name="Do" type="x:string"/><x:element name="DoResponse"/>
      <x:element name="Session">${sequence(element('id'))}</x:element>`;
    const xml = envelopeOf(schema, { input: 'a', headers: { Session: { id: '1' }, Absent: null } });
    expect(xml).toContain('<soap:Header><n2:Session><n2:id>1</n2:id></n2:Session></soap:Header><soap:Body>');
    expect(() => envelopeOf(schema, { input: 'a', headers: { Sesion: {} } })).toThrow(
      '"headers.Sesion" is unknown to the WSDL',
    );
    expect(() => envelopeOf(schema, { input: 'a', headers: 'x' })).toThrow('"headers" takes an object: it is a string');
  });

  it('writes a digest as WS-Security computes it, with a Timestamp', () => {
    const schema = '<x:element name="Do" type="x:string"/><x:element name="DoResponse"/>';
    const clock = { now: () => Date.UTC(2026, 0, 2, 3, 4, 5), nonce: () => new Uint8Array(16).fill(7) };
    const usernameToken = { username: 'a&b', password: 'secret', type: 'DIGEST' } as const;
    const xml = envelopeOf(schema, { input: 'a', security: { usernameToken, timestampSeconds: 60 }, clock });
    expect(xml).toContain(
      '<wsu:Timestamp wsu:Id="timestamp"><wsu:Created>2026-01-02T03:04:05.000Z</wsu:Created><wsu:Expires>2026-01-02T03:05:05.000Z</wsu:Expires></wsu:Timestamp>',
    );
    // printf '\7%.0s' {1..16} | cat - <(printf '2026-01-02T03:04:05.000Zsecret') | openssl sha1 -binary | base64
    expect(xml).toContain('#PasswordDigest">vJI6bomKdePLwk4n0pAncKqCiLk=</wsse:Password>');
    expect(xml).toContain('<wsse:Username>a&amp;b</wsse:Username>');
    expect(xml).toContain('>BwcHBwcHBwcHBwcHBwcHBw==</wsse:Nonce><wsu:Created>2026-01-02T03:04:05.000Z</wsu:Created>');
    expect(xml).toContain(' soap:mustUnderstand="1">');
    expect(xml).not.toContain('secret');
  });
});
