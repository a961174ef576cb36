import { describe, expect, it } from 'vitest';
import { wsdlAround } from '../../sources/connectors/soap/soap.test-kit.js';
import { type ImportWsdlOptions, importWsdl } from './import-wsdl.js';

const importOf = (schema: string, options: Partial<ImportWsdlOptions> = {}) =>
  importWsdl([{ location: 'test.wsdl', text: wsdlAround(schema) }], { wsdl: './test.wsdl', ...options });
const element = (name: string, content: string) =>
  `<x:element name="${name}"><x:complexType>${content}</x:complexType></x:element>`;
const sequence = (content: string) => `<x:sequence>${content}</x:sequence>`;
const empty = element('Do', '<x:sequence/>');
const lines = (sdl: string) => sdl.split('\n').map((line) => line.trim());

describe('importWsdl()', () => {
  it('imports an operation once though two versions of SOAP have it, and takes it for what its name says', () => {
    const types = empty + element('DoResponse', sequence('<x:element name="A" type="x:int"/>'));
    expect(importOf(types)).toMatchObject({
      counts: { operations: 1, imported: 1, notExpressible: 0, filtered: 0 },
      operations: [{ subject: 'Do', coordinate: 'Mutation.do' }],
    });
    expect(importOf(types, { queries: ['D*'] }).operations).toEqual([{ subject: 'Do', coordinate: 'Query.do' }]);
    expect(importOf(types, { queries: ['D*'], mutations: ['Do'] }).operations).toEqual([
      { subject: 'Do', coordinate: 'Mutation.do' },
    ]);
    expect(() => importOf(types, { exclude: ['Soap11'] })).toThrow('none of its 1 operations is included');
  });

  it('takes wrappers of answers away, and lists that they hold', () => {
    const list = sequence(
      '<x:element name="Result"><x:complexType><x:sequence><x:element name="Item" type="x:long" maxOccurs="unbounded"/></x:sequence></x:complexType></x:element>',
    );
    const { sdl } = importOf(empty + element('DoResponse', list));
    expect(lines(sdl)).toContain('do: [Long!] @soap(source: "service", operation: "Do", selection: "$.Result?.Item")');
  });

  it('has attributes, text, choices and nillable elements', () => {
    const content = `<x:sequence><x:choice><x:element name="A" type="x:int"/><x:element name="B" type="x:decimal"/></x:choice>
      <x:element name="C" type="x:string" nillable="true"/><x:element name="D" type="t:Text"/></x:sequence><x:attribute name="kind" type="x:string" use="required"/>`;
    const text =
      '<x:complexType name="Text"><x:simpleContent><x:extension base="x:date"><x:attribute name="lang" type="x:string"/></x:extension></x:simpleContent></x:complexType>';
    const { sdl } = importOf(text + element('Do', content) + element('DoResponse', content));
    expect(lines(sdl)).toEqual(
      expect.arrayContaining([
        'do(kind: String!, a: Int, b: Decimal, c: String = null, d: TextInput!): DoResult',
        '"@kind": $args.kind',
        'A: $args.a?',
        'C: $args.c',
        'D: $args.d { "@lang": lang? "#text": value? }',
        'value: Date',
      ]),
    );
    expect(sdl).toContain('kind: $."@kind" a: A? b: B? c: C d: D { lang: $."@lang"? value: $."#text"? }');
  });

  it('sends null for what has to be there and may be nil, unless it is given', () => {
    const nillable = (name: string, more = '') => `<x:element name="${name}" type="x:int" nillable="true"${more}/>`;
    const content = sequence(
      `${nillable('A')}${nillable('B', ' minOccurs="0"')}${nillable('C', ' maxOccurs="2"')}<x:element name="D"><x:complexType>${sequence(nillable('E'))}</x:complexType></x:element>`,
    );
    const { sdl } = importOf(element('Do', content) + element('DoResponse', sequence('')));
    expect(lines(sdl)).toEqual(
      expect.arrayContaining(['do(a: Int = null, b: Int, c: [Int]!, d: DoDInput!): Boolean', 'e: Int = null']),
    );
  });

  it('takes a Boolean for an answer whose wrapper holds nothing but what is empty', () => {
    const { sdl } = importOf(empty + element('DoResponse', sequence(element('Result', '<x:sequence/>'))));
    expect(lines(sdl)).toContain('do: Boolean @soap(source: "service", operation: "Do", selection: "$(true)")');
  });

  it('calls the one value of a message "value" where its element only repeats the operation', () => {
    const { sdl } = importOf('<x:element name="Do" type="x:int"/><x:element name="DoResponse" type="x:int"/>');
    expect(lines(sdl)).toContain(
      'do(value: Int!): Int @soap(source: "service", operation: "Do", input: "$args.value", selection: "$")',
    );
  });

  it('merges derived types, and cuts what holds itself', () => {
    const types = `<x:complexType name="Node"><x:sequence><x:element name="next" type="t:Node" minOccurs="0"/></x:sequence></x:complexType>
      <x:complexType name="Base"><x:sequence><x:element name="a" type="x:int"/></x:sequence></x:complexType>
      <x:complexType name="Derived"><x:complexContent><x:extension base="t:Base"><x:sequence><x:element name="b" type="x:int"/></x:sequence></x:extension></x:complexContent></x:complexType>`;
    const { sdl, notes } = importOf(
      types +
        empty +
        element('DoResponse', sequence('<x:element name="n" type="t:Node"/><x:element name="b" type="t:Base"/>')),
    );
    expect(lines(sdl)).toEqual(expect.arrayContaining(['next: JSON', 'xsiType: String', 'a: Int!', 'b: Int']));
    expect(notes.map(({ kind, subject }) => `${kind} ${subject}`)).toEqual(['changed Node.next', 'changed Base']);
  });

  it('merges what derives from a type with nothing in it, and says how much of it when that is a lot', () => {
    const derived = (count: number) =>
      Array.from(
        { length: count },
        (_, index) =>
          `<x:complexType name="D${index}"><x:complexContent><x:extension base="t:Base">${sequence(`<x:element name="d${index}" type="x:int"/>`)}</x:extension></x:complexContent></x:complexType>`,
      ).join('');
    const answer = element('DoResponse', sequence('<x:element name="b" type="t:Base"/>'));
    const types = (count: number) => `<x:complexType name="Base" abstract="true"/>${derived(count)}${empty}${answer}`;
    const { sdl, notes } = importOf(types(50));
    expect(lines(sdl)).toEqual(expect.arrayContaining(['do: Base', 'xsiType: String', 'd0: Int', 'd49: Int']));
    expect(notes.map(({ kind }) => kind)).toEqual(['changed']);
    expect(importOf(types(51)).notes).toContainEqual({
      kind: 'omitted',
      subject: 'Base',
      reason: 'what 1 of the 51 types derived from it add to it',
    });
  });

  /** Types that lead from one to the next, by elements of these names. */
  const chain = (length: number, names: readonly string[]) =>
    Array.from({ length }, (_, index) => {
      const type = index + 1 < length ? `t:C${index + 1}` : 'x:int';
      const elements = names.map((name) => `<x:element name="${name}" type="${type}"/>`).join('');
      return `<x:complexType name="C${index}">${sequence(elements)}</x:complexType>`;
    }).join('');

  it.each([
    [40, ['N'], 'do: C0', undefined],
    [41, ['N'], 'do: JSON', '41 levels'],
    [20, ['L', 'R'], 'do: JSON', '2097151 fields'],
  ])(
    'takes a JSON scalar for an answer that no selection can name: %i levels of %j',
    (length, names, field, excess) => {
      const answer = element('DoResponse', sequence('<x:element name="C" type="t:C0"/>'));
      const { sdl, notes } = importOf(chain(length, names) + empty + answer);
      expect(lines(sdl).map((line) => line.replace(/ @soap.*/, ''))).toContain(field);
      const reason = `it has ${excess}, more than a selection may name, so it is a JSON scalar`;
      expect(notes.map((note) => note.reason)).toEqual(excess === undefined ? [] : [reason]);
    },
  );

  it('takes a JSON scalar for what is sent and too large to translate, rather than send nothing', () => {
    const asked = element('Do', sequence('<x:element name="Big" type="t:C0"/>'));
    const { sdl, notes } = importOf(chain(20, ['L', 'R']) + asked + element('DoResponse', '<x:sequence/>'));
    expect(lines(sdl)).toContain('do(big: JSON!): Boolean');
    expect(sdl).toContain('input: "Big: $args.big"');
    expect(notes.map(({ subject }) => subject)).toEqual(['Do argument "big"']);
  });

  it.each([
    [
      'types without an end in sight',
      chain(501, ['N']),
      '<x:element name="C" type="t:C0"/>',
      'lead from one to the next',
    ],
    [
      'more than 500 arguments',
      '',
      Array.from({ length: 501 }, (_, index) => `<x:element name="e${index}" type="x:int"/>`).join(''),
      'its message has 501 elements, more than 500 arguments',
    ],
  ])('refuses an operation of %s', (_case, types, content, reason) => {
    const rest = element('Do', sequence(content)) + element('DoResponse', '<x:sequence/>');
    expect(() => importOf(types + rest)).toThrow(reason);
  });

  it('takes a Boolean for an answer without anything in it', () => {
    const { sdl } = importOf(empty + element('DoResponse', '<x:sequence/>'));
    expect(lines(sdl)).toContain('do: Boolean @soap(source: "service", operation: "Do", selection: "$(true)")');
  });
});
