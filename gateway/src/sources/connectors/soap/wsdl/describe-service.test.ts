import { describe, expect, it } from 'vitest';
import { readBody } from '../read/read-body.js';
import { readEnvelope } from '../read/read-envelope.js';
import { envelope11, wsdlAround } from '../soap.test-kit.js';
import { writeEnvelope } from '../write/write-envelope.js';
import { describeService } from './describe-service.js';
import type { ServiceDescription } from './service-description.js';

const xsd = 'xmlns="http://www.w3.org/2001/XMLSchema"';

/** A WSDL with one operation `Op` whose messages, style and headers are as given. */
function wsdlOf({
  messages,
  style = 'document',
  input = '<soap:body use="literal" namespace="urn:rpc"/>',
  types = '',
}: {
  messages: string;
  style?: string;
  input?: string;
  types?: string;
}): string {
  return `<definitions targetNamespace="urn:test" xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:t="urn:test"
    xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:x="http://www.w3.org/2001/XMLSchema">
  <types>${types}</types>${messages}
  <portType name="T"><operation name="Op"><input message="t:In"/><output message="t:Out"/></operation></portType>
  <binding name="B" type="t:T"><soap:binding style="${style}" transport="http://schemas.xmlsoap.org/soap/http"/>
    <operation name="Op"><soap:operation soapAction=""/>
      <input>${input}</input><output><soap:body use="literal" namespace="urn:rpc"/></output></operation>
  </binding>
  <service name="S"><port name="P" binding="t:B"><soap:address location="http://127.0.0.1:1/"/></port></service>
</definitions>`;
}

const describing = (text: string, ...others: ReadonlyArray<readonly [string, string]>) =>
  describeService([{ location: 'test.wsdl', text }, ...others.map(([location, text]) => ({ location, text }))]);

const operationOf = (service: ServiceDescription) => {
  const operation = service.ports[0]?.operations.get('Op');
  if (operation === undefined) throw new Error('there is no operation');
  return operation;
};

function written(service: ServiceDescription, input: unknown, headers?: unknown): string {
  const operation = operationOf(service);
  const xml = writeEnvelope({
    version: '1.1',
    library: service.library,
    body: operation.input(),
    input,
    headers,
    headerElements: headers === undefined ? [] : operation.inputHeaders(),
    security: undefined,
  });
  return xml.slice(xml.indexOf('>', xml.indexOf('<soap:Envelope')) + 1, -'</soap:Envelope>'.length);
}

function readAnswer(service: ServiceDescription, body: string): unknown {
  const envelope = readEnvelope(Buffer.from(envelope11(body)), 'text/xml');
  return readBody(envelope.body, operationOf(service).output(), service.library);
}

describe('describeService()', () => {
  it('lists the SOAP ports of every service with version, address and operations', () => {
    const service = describing(wsdlAround('<x:element name="Do"/><x:element name="DoResponse"/>'));
    expect(
      service.ports.map((port) => [port.service, port.name, port.version, port.address, [...port.operations.keys()]]),
    ).toEqual([
      ['Service', 'Soap11', '1.1', 'http://127.0.0.1:1/do', ['Do']],
      ['Service', 'Soap12', '1.2', 'http://127.0.0.1:1/do', ['Do']],
    ]);
    expect(service.ports[0]?.operations.get('Do')?.soapAction).toBe('urn:test#Do');
  });

  it('takes the bindings for ports where the WSDL leaves the service out', () => {
    const text = wsdlAround('<x:element name="Do"/><x:element name="DoResponse"/>').replace(
      /<service.*<\/service>/s,
      '',
    );
    expect(describing(text).ports.map((port) => [port.name, port.address])).toEqual([
      ['soap', undefined],
      ['soap12', undefined],
    ]);
  });

  it('wraps rpc/literal parts, without namespace, in an element named after the operation', () => {
    const messages = `<message name="In"><part name="b" type="x:int"/><part name="a" type="t:Pair"/></message>
      <message name="Out"><part name="sum" type="x:long"/></message>`;
    const types = `<schema ${xsd} targetNamespace="urn:test" elementFormDefault="qualified">
      <complexType name="Pair"><sequence><element name="x" type="int"/></sequence></complexType></schema>`;
    const service = describing(wsdlOf({ messages, style: 'rpc', types }));
    expect(written(service, { a: { x: 1 }, b: 2 })).toBe(
      '<soap:Body><n2:Op><b>2</b><a><n3:x>1</n3:x></a></n2:Op></soap:Body>',
    );
    expect(readAnswer(service, '<r:OpResponse xmlns:r="urn:rpc"><sum>5</sum></r:OpResponse>')).toEqual({ sum: '5' });
  });

  it('takes a bare scalar element’s value, and one key for each of several parts', () => {
    const types = `<schema ${xsd} targetNamespace="urn:test"><element name="name" type="string"/><element name="size" type="int"/></schema>`;
    const one =
      '<message name="In"><part name="p" element="t:name"/></message><message name="Out"><part name="p" element="t:size"/></message>';
    const bare = describing(wsdlOf({ messages: one, types }));
    expect(written(bare, 'Ada')).toBe('<soap:Body><n2:name>Ada</n2:name></soap:Body>');
    expect(() => written(bare, undefined)).toThrow('"name" is required');
    expect(readAnswer(bare, '<size xmlns="urn:test">7</size>')).toBe(7);

    const two = '<part name="p" element="t:name"/><part name="q" element="t:size"/>';
    const several = describing(
      wsdlOf({ messages: `<message name="In">${two}</message><message name="Out">${two}</message>`, types }),
    );
    expect(written(several, { size: 7, name: 'Ada' })).toBe(
      '<soap:Body><n2:name>Ada</n2:name><n2:size>7</n2:size></soap:Body>',
    );
    expect(() => written(several, { name: 'Ada', sise: 7 })).toThrow(
      '"sise" is unknown to the WSDL, did you mean "size"',
    );
    expect(readAnswer(several, '<name>Ada</name><size>7</size>')).toEqual({ name: 'Ada', size: 7 });
  });

  it('sends an empty body for a message without parts, and reads none as null', () => {
    const service = describing(wsdlOf({ messages: '<message name="In"/><message name="Out"/>' }));
    expect(written(service, undefined)).toBe('<soap:Body></soap:Body>');
    expect(() => written(service, { a: 1 })).toThrow('"a" is unknown to the WSDL');
    expect(readAnswer(service, '')).toBeNull();
  });

  it('keeps a part that travels as a header out of the body', () => {
    const types = `<schema ${xsd} targetNamespace="urn:test"><element name="ticket" type="string"/><element name="name" type="string"/></schema>`;
    const messages = `<message name="In"><part name="h" element="t:ticket"/><part name="p" element="t:name"/></message><message name="Out"/>`;
    const input = '<soap:header message="t:In" part="h" use="literal"/><soap:body use="literal"/>';
    const service = describing(wsdlOf({ messages, types, input }));
    expect(written(service, 'Ada', { ticket: 'x' })).toBe(
      '<soap:Header><n2:ticket>x</n2:ticket></soap:Header><soap:Body><n2:name>Ada</n2:name></soap:Body>',
    );
  });

  it('follows the documents it is given: imports by namespace, includes that take on a namespace', () => {
    const messages = '<message name="In"><part name="p" element="t:do"/></message><message name="Out"/>';
    const types = `<schema ${xsd} targetNamespace="urn:test" elementFormDefault="qualified" xmlns:o="urn:other" xmlns:t="urn:test">
      <include schemaLocation="xsd/common.xsd"/><import namespace="urn:other" schemaLocation="other.xsd"/>
      <element name="do"><complexType><sequence><element name="a" type="t:Common"/><element ref="o:b"/></sequence></complexType></element></schema>`;
    const common = `<schema ${xsd} elementFormDefault="qualified"><complexType name="Common"><sequence>
      <element name="c" type="int"/></sequence></complexType></schema>`;
    const other = `<schema ${xsd} targetNamespace="urn:other"><element name="b" type="string"/></schema>`;
    const service = describing(wsdlOf({ messages, types }), ['xsd/common.xsd', common], ['other.xsd', other]);
    expect(written(service, { a: { c: 1 }, b: 'x' })).toBe(
      '<soap:Body><n2:do><n2:a><n2:c>1</n2:c></n2:a><n3:b>x</n3:b></n2:do></soap:Body>',
    );
  });

  it('resolves unprefixed names of an included schema without namespace in that of the schema that includes it', () => {
    const messages = '<message name="In"><part name="p" element="t:do"/></message><message name="Out"/>';
    const types = `<schema ${xsd} targetNamespace="urn:test"><include schemaLocation="c.xsd"/></schema>`;
    const included = `<x:schema xmlns:x="http://www.w3.org/2001/XMLSchema"><x:element name="do" type="Small"/>
      <x:simpleType name="Small"><x:restriction base="x:int"/></x:simpleType></x:schema>`;
    expect(written(describing(wsdlOf({ messages, types }), ['c.xsd', included]), 1)).toContain('<n2:do>1</n2:do>');
  });

  it.each([
    [
      'encoded documents',
      wsdlOf({ messages: '<message name="In"/><message name="Out"/>', input: '<soap:body use="encoded"/>' }),
      'use="encoded" is not supported with style="document"',
    ],
    [
      'document parts of a type',
      wsdlOf({ messages: '<message name="In"><part name="p" type="x:int"/></message><message name="Out"/>' }),
      'a document part that names a type and no element is not supported',
    ],
    ['missing messages', wsdlOf({ messages: '<message name="Out"/>' }), 'there is no message "t:In"'],
    [
      'missing elements',
      wsdlOf({ messages: '<message name="In"><part name="p" element="t:no"/></message><message name="Out"/>' }),
      'there is no global element "t:no"',
    ],
    [
      'elements of a schema without the namespace that is meant',
      wsdlOf({
        messages: '<message name="In"><part name="p" element="t:do"/></message><message name="Out"/>',
        types: `<schema ${xsd}><element name="do"/></schema>`,
      }),
      'there is no global element "t:do"; there is one without a namespace',
    ],
    [
      'types whose prefix is missing',
      wsdlOf({
        messages: '<message name="In"><part name="p" element="t:do"/></message><message name="Out"/>',
        types:
          '<x:schema xmlns="" targetNamespace="urn:test"><x:element name="do" type="A"/><x:complexType name="A"/></x:schema>',
      }),
      'there is no type "A"; there is one in "urn:test"',
    ],
  ])('refuses %s when the operation is compiled, with file and line', (_case, text, message) => {
    const operation = operationOf(describing(text));
    expect(() => operation.input()).toThrow(new RegExp(`^test\\.wsdl:\\d+: ${message.replace(/[.*+?]/g, '\\$&')}`));
  });

  const fromTypes = (types: string) => {
    const messages = '<message name="In"><part name="p" element="t:do"/></message><message name="Out"/>';
    return wsdlOf({ messages, types: `<schema ${xsd} targetNamespace="urn:test">${types}</schema>` });
  };

  it.each([
    [
      'a type that extends itself',
      '<element name="do" type="t:A"/><complexType name="A"><complexContent><extension base="t:A"/></complexContent></complexType>',
      'type "A" is defined in terms of itself',
    ],
    [
      'types that extend each other',
      '<element name="do" type="t:A"/><complexType name="A"><complexContent><extension base="t:B"/></complexContent></complexType><complexType name="B"><complexContent><extension base="t:A"/></complexContent></complexType>',
      'type "A" is defined in terms of itself',
    ],
    [
      'a group that holds itself',
      '<element name="do"><complexType><group ref="t:G"/></complexType></element><group name="G"><sequence><group ref="t:G"/></sequence></group>',
      'group "G" is defined in terms of itself',
    ],
    [
      'a simple type that restricts itself',
      '<element name="do" type="t:S"/><simpleType name="S"><restriction base="t:S"/></simpleType>',
      'type "S" is defined in terms of itself',
    ],
    [
      'a missing base',
      '<element name="do"><complexType><complexContent><extension base="t:No"/></complexContent></complexType></element>',
      'there is no type "t:No"',
    ],
    ['an undeclared prefix', '<element name="do" type="q:A"/>', 'the prefix of "q:A" is not declared'],
    [
      'a number of occurrences that is none',
      '<element name="do"><complexType><sequence><element name="a" maxOccurs="-1"/></sequence></complexType></element>',
      '"-1" is not a number of occurrences',
    ],
  ])('refuses %s', (_case, types, message) => {
    expect(() => operationOf(describing(fromTypes(types))).input()).toThrow(message);
  });

  it('takes arrays of SOAP 1.2 that say their type as those of SOAP 1.1 do', () => {
    const encoding = 'http://www.w3.org/2003/05/soap-encoding';
    const types = `<x:schema targetNamespace="urn:test" xmlns:enc="${encoding}" xmlns:w="http://schemas.xmlsoap.org/wsdl/">
      <x:element name="do"><x:complexType><x:sequence><x:element name="rows" type="t:Rows"/></x:sequence></x:complexType></x:element>
      <x:complexType name="Rows"><x:complexContent><x:restriction base="enc:Array">
        <x:attribute ref="enc:arrayType" w:arrayType="x:int[]"/></x:restriction></x:complexContent></x:complexType></x:schema>`;
    const messages = '<message name="In"><part name="p" element="t:do"/></message><message name="Out"/>';
    const [element] = operationOf(describing(wsdlOf({ messages, types }))).input();
    const type = element?.type();
    const rows = type?.kind === 'complex' ? type.elements.get('rows')?.element.type() : undefined;
    expect(rows).toMatchObject({ kind: 'complex', array: { dimensions: 1 } });
    expect(rows?.kind === 'complex' && rows.array?.item()).toMatchObject({ kind: 'simple', name: 'int' });
  });

  it('finds the types derived from one though another that nobody uses is at fault', () => {
    const derived = (name: string, base: string) =>
      `<complexType name="${name}"><complexContent><extension base="${base}"/></complexContent></complexType>`;
    const types = `<element name="do" type="t:A"/><complexType name="A"/>${derived('B', 't:A')}${derived('C', 't:B')}${derived('X', 't:No')}`;
    const service = describing(fromTypes(types));
    const type = operationOf(service).input()[0]?.type();
    if (type?.kind !== 'complex') throw new Error('it is no complex type');
    expect(service.library.derivedNames(type)).toEqual(['A', 'B', 'C']);
    expect(service.library.derivedType(type, 'X')).toBeUndefined();
    expect(service.library.derivedType(type, 'C')?.name).toBe('C');
  });

  it('takes a group whose elements lead back to it, and a very long chain of types', () => {
    const group =
      '<element name="do"><complexType><group ref="t:G"/></complexType></element><group name="G"><sequence><element name="g" minOccurs="0"><complexType><group ref="t:G"/></complexType></element></sequence></group>';
    const grouped = describing(fromTypes(group));
    expect(written(grouped, { g: { g: {} } })).toContain('<n2:do><g><g></g></g></n2:do>');

    const length = 20_000;
    const chain = Array.from(
      { length },
      (_, i) =>
        `<complexType name="T${i}"><sequence><element name="e" type="t:T${(i + 1) % length}" minOccurs="0"/></sequence></complexType>`,
    );
    const long = describing(fromTypes(`<element name="do" type="t:T0"/>${chain.join('')}`));
    expect(operationOf(long).input()).toHaveLength(1);
  });

  it('refuses a chain of derivations too long for the stack, and nested groups stay small', () => {
    const derived = Array.from(
      { length: 5_000 },
      (_, i) =>
        `<complexType name="D${i}"><complexContent><extension base="t:D${i + 1}"/></complexContent></complexType>`,
    );
    const deep = describing(
      fromTypes(`<element name="do" type="t:D0"/>${derived.join('')}<complexType name="D5000"/>`),
    );
    expect(() => operationOf(deep).input()).toThrow('more than 100 steps of derivation');

    const doubling = Array.from(
      { length: 60 },
      (_, i) => `<group name="G${i}"><sequence><group ref="t:G${i + 1}"/><group ref="t:G${i + 1}"/></sequence></group>`,
    );
    const bomb = describing(
      fromTypes(
        `<element name="do"><complexType><group ref="t:G0"/></complexType></element>${doubling.join('')}<group name="G60"><sequence><element name="e" type="string" minOccurs="0"/></sequence></group>`,
      ),
    );
    expect(operationOf(bomb).input()).toHaveLength(1);
  });

  it('takes an xsd:redefine in place of what it redefines, which its own types build on', () => {
    const redefining = (
      location: string,
    ) => `<schema ${xsd} targetNamespace="urn:test" xmlns:t="urn:test"><redefine schemaLocation="${location}">
        <complexType name="Person"><complexContent><extension base="t:Person">
          <sequence><element name="age" type="int"/></sequence></extension></complexContent></complexType>
        <simpleType name="Colour"><restriction base="t:Colour"><enumeration value="RED"/></restriction></simpleType>
        <group name="Names"><sequence><group ref="t:Names"/><element name="nick" type="string"/></sequence></group>
        <attributeGroup name="Ids"><attributeGroup ref="t:Ids"/><attribute name="more"/></attributeGroup>
      </redefine>
      <element name="do"><complexType><sequence><element name="who" type="t:Person"/></sequence></complexType></element></schema>`;
    const original = (target: string) => `<x:schema xmlns:x="http://www.w3.org/2001/XMLSchema" ${target}>
      <x:group name="Names"><x:sequence><x:element name="name" type="x:string"/></x:sequence></x:group>
      <x:attributeGroup name="Ids"><x:attribute name="id"/></x:attributeGroup>
      <x:simpleType name="Colour"><x:restriction base="x:string"/></x:simpleType>
      <x:complexType name="Person"><x:sequence><x:group ref="Names"/><x:element name="colour" type="Colour"/></x:sequence>
        <x:attributeGroup ref="Ids"/></x:complexType></x:schema>`;
    const messages = '<message name="In"><part name="p" element="t:do"/></message><message name="Out"/>';
    const types = `<schema ${xsd}><include schemaLocation="b.xsd"/></schema>`;
    const input = { who: { '@id': 'i', '@more': 'm', name: 'Ada', nick: 'A', colour: 'RED', age: 36 } };
    const expected =
      '<soap:Body><n2:do><who id="i" more="m"><name>Ada</name><nick>A</nick><colour>RED</colour><age>36</age></who></n2:do></soap:Body>';
    for (const target of ['targetNamespace="urn:test" xmlns="urn:test"', '']) {
      const documents = [
        ['b.xsd', redefining('a.xsd')],
        ['a.xsd', original(target)],
      ] as const;
      expect(written(describing(wsdlOf({ messages, types }), ...documents), input)).toBe(expected);
      const blue = { who: { ...input.who, colour: 'BLUE' } };
      expect(() => written(describing(wsdlOf({ messages, types }), ...documents), blue)).toThrow(
        'is none of the values of Colour: RED',
      );
    }
  });

  it('refuses an xsd:redefine of what is not there, and xsd:override', () => {
    const redefining = '<redefine schemaLocation="a.xsd"><simpleType name="No"/></redefine><element name="do"/>';
    expect(() => describing(fromTypes(redefining), ['a.xsd', `<schema ${xsd}/>`])).toThrow(
      'there is no simpleType "No" to redefine',
    );
    const overriding = '<override schemaLocation="a.xsd"/><element name="do"/>';
    expect(() => describing(fromTypes(overriding))).toThrow('xsd:override is not supported');
  });

  it('tells operations of one name apart by the names of their inputs', () => {
    const types = `<schema ${xsd} targetNamespace="urn:test"><element name="name" type="string"/><element name="size" type="int"/></schema>`;
    const messages =
      '<message name="In"><part name="p" element="t:name"/></message><message name="In2"><part name="p" element="t:size"/></message><message name="Out"/>';
    const text = wsdlOf({ messages, types });
    const [bound = ''] = /<operation name="Op"><soap:operation[\s\S]*?<\/operation>/.exec(text) ?? [];
    const overloaded = text
      .replace(bound, bound.replace('<input>', '<input name="a">') + bound.replace('<input>', '<input name="b">'))
      .replace(
        /<operation name="Op"><input message="t:In"\/>/,
        '<operation name="Op"><input name="b" message="t:In2"/><output message="t:Out"/></operation><operation name="Op"><input name="a" message="t:In"/>',
      );
    const { operations } = describing(overloaded).ports[0] ?? { operations: new Map() };
    expect([...operations.keys()]).toEqual(['Op(a)', 'Op(b)']);
    expect(
      operations
        .get('Op(a)')
        ?.input()
        .map(({ name }: { name: string }) => name),
    ).toEqual(['name']);
    expect(
      operations
        .get('Op(b)')
        ?.input()
        .map(({ name }: { name: string }) => name),
    ).toEqual(['size']);
    expect(() => describing(overloaded.replace('name="b" message', 'name="c" message'))).toThrow(
      'the port type has no operation "Op" with the input "b"',
    );
    expect(() => describing(overloaded.replaceAll(/<input name="."/g, '<input'))).toThrow(
      'another operation is called "Op()" too, and their inputs have one name',
    );
  });

  it('leaves attached parts out of the body of an answer, and refuses them in a request', () => {
    const types = `<schema ${xsd} targetNamespace="urn:test"><element name="name" type="string"/></schema>`;
    const parts = '<part name="p" element="t:name"/><part name="photo" type="x:base64Binary"/>';
    const messages = `<message name="In"><part name="p" element="t:name"/></message><message name="Out">${parts}</message>`;
    const mime = 'xmlns:m="http://schemas.xmlsoap.org/wsdl/mime/"';
    const attached = `<m:multipartRelated ${mime}><m:part><soap:body use="literal"/></m:part><m:part><m:content part="photo" type="image/png"/></m:part></m:multipartRelated>`;
    const text = wsdlOf({ messages, types }).replace(/<output><soap:body[^>]*>/, `<output>${attached}`);
    expect(readAnswer(describing(text), '<name xmlns="urn:test">Ada</name>')).toBe('Ada');
    const asked = wsdlOf({
      messages: messages.replace('"In"', '"Tmp"').replace('"Out"', '"In"').replace('"Tmp"', '"Out"'),
      types,
      input: attached,
    });
    expect(() => operationOf(describing(asked)).input()).toThrow(
      'a request with attachments (mime:content) is not supported',
    );
  });
});
