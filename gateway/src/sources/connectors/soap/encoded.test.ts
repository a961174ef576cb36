import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { listen } from 'soap';
import { afterEach, describe, expect, it } from 'vitest';
import { leastCpuMs } from '../../../cpu-time.test-kit.js';
import { createHttpClient } from '../../../upstream/http-client.js';
import type { CallOutcome } from '../connector.js';
import { compileSoapCall } from './compile-soap-call.js';
import { answeringOptions, callInput, callOptions, soapConnector, soapSource } from './soap.test-kit.js';

const encoding = 'http://schemas.xmlsoap.org/soap/encoding/';

/** An rpc/encoded service: `Do(name, tags, table, person)`, which answers with `result` and `people`. */
const wsdl = (version: 'soap' | 'soap12' = 'soap', location = 'http://127.0.0.1:1/do') => `<definitions name="Test"
    targetNamespace="urn:test" xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:t="urn:test" xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/"
    xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:soap12="http://schemas.xmlsoap.org/wsdl/soap12/"
    xmlns:enc="${encoding}" xmlns:x="http://www.w3.org/2001/XMLSchema">
  <types><x:schema targetNamespace="urn:test">
    <x:complexType name="Person"><x:all>
      <x:element name="name" type="x:string"/><x:element name="id" type="x:long"/>
      <x:element name="boss" type="t:Person" minOccurs="0"/><x:element name="colour" type="t:Colour" minOccurs="0"/>
    </x:all></x:complexType>
    <x:simpleType name="Colour"><x:restriction base="x:string"><x:enumeration value="RED"/></x:restriction></x:simpleType>
    <x:complexType name="People"><x:complexContent><x:restriction base="enc:Array">
      <x:attribute ref="enc:arrayType" wsdl:arrayType="t:Person[]"/></x:restriction></x:complexContent></x:complexType>
    <x:complexType name="Tags"><x:complexContent><x:restriction base="enc:Array">
      <x:sequence><x:element name="tag" type="x:string" maxOccurs="unbounded"/></x:sequence></x:restriction></x:complexContent></x:complexType>
    <x:complexType name="Table"><x:complexContent><x:restriction base="enc:Array">
      <x:attribute ref="enc:arrayType" wsdl:arrayType="x:int[,]"/></x:restriction></x:complexContent></x:complexType>
    <x:complexType name="Rows"><x:complexContent><x:restriction base="enc:Array">
      <x:attribute ref="enc:arrayType" wsdl:arrayType="x:int[][]"/></x:restriction></x:complexContent></x:complexType>
  </x:schema></types>
  <message name="In"><part name="name" type="x:string"/><part name="tags" type="t:Tags"/><part name="table" type="t:Table"/>
    <part name="rows" type="t:Rows"/><part name="person" type="t:Person"/></message>
  <message name="Out"><part name="result" type="x:long"/><part name="people" type="t:People"/><part name="any" type="enc:Array"/></message>
  <portType name="Type"><operation name="Do"><input message="t:In"/><output message="t:Out"/></operation></portType>
  <binding name="B" type="t:Type"><${version}:binding style="rpc" transport="http://schemas.xmlsoap.org/soap/http"/>
    <operation name="Do"><${version}:operation soapAction="urn:test#Do"/>
      <input><${version}:body use="encoded" namespace="urn:test" encodingStyle="${encoding}"/></input>
      <output><${version}:body use="encoded" namespace="urn:test" encodingStyle="${encoding}"/></output></operation></binding>
  <service name="S"><port name="P" binding="t:B"><${version}:address location="${location}"/></port></service>
</definitions>`;

const namespaces = `xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:x="http://www.w3.org/2001/XMLSchema" xmlns:enc="${encoding}" xmlns:t="urn:test"`;
const envelope = (body: string) =>
  `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" ${namespaces}><e:Body>${body}</e:Body></e:Envelope>`;

const input = 'name: $args.name tags: $args.tags table: $args.table rows: $args.rows person: $args.person';
const args = {
  name: 'n',
  tags: ['a', 'b'],
  table: [
    [1, 2, 3],
    [4, 5, 6],
  ],
  rows: [[1], []],
  person: { id: '9223372036854775807', name: 'Ada', colour: 'RED' },
};

async function outcomeOf(body: string, selection = '$'): Promise<CallOutcome> {
  const { options } = answeringOptions({ body: envelope(body) });
  return compileSoapCall(soapConnector({ input, selection }), soapSource(wsdl()), options)(callInput(args));
}

async function failureOf(body: string) {
  const outcome = await outcomeOf(body);
  if (outcome.kind === 'value') throw new Error('it was taken for a value');
  expect(outcome.error.failure).toMatchObject({ code: 'SOURCE_BAD_ANSWER' });
  return outcome.error.failure?.message.replace(/^.*\[0\]": /, '');
}

async function sentBody(version: 'soap' | 'soap12', sent: object = args): Promise<string> {
  const { options, calls } = answeringOptions({ body: envelope('<t:DoResponse/>') });
  await compileSoapCall(soapConnector({ input }), soapSource(wsdl(version)), options)(callInput({ ...sent }));
  const text = String(calls[0]?.body);
  return /<soap:Body>(.*)<\/soap:Body>/s.exec(text)?.[1] ?? text;
}

describe('a request in rpc/encoded', () => {
  it('says the type of every value, and the dimensions of every array', async () => {
    expect(await sentBody('soap')).toBe(
      [
        `<n2:Do soap:encodingStyle="${encoding}">`,
        '<name xsi:type="n3:string">n</name>',
        '<tags xsi:type="n4:Array" n4:arrayType="n3:string[2]"><tag xsi:type="n3:string">a</tag><tag xsi:type="n3:string">b</tag></tags>',
        '<table xsi:type="n4:Array" n4:arrayType="n3:int[2,3]">',
        [1, 2, 3, 4, 5, 6].map((value) => `<item xsi:type="n3:int">${value}</item>`).join(''),
        '</table>',
        '<rows xsi:type="n4:Array" n4:arrayType="n3:int[][2]">',
        '<item xsi:type="n4:Array" n4:arrayType="n3:int[1]"><item xsi:type="n3:int">1</item></item>',
        '<item xsi:type="n4:Array" n4:arrayType="n3:int[0]"></item></rows>',
        '<person xsi:type="n2:Person"><name xsi:type="n3:string">Ada</name><id xsi:type="n3:long">9223372036854775807</id>',
        '<colour xsi:type="n2:Colour">RED</colour></person></n2:Do>',
      ].join(''),
    );
  });

  it('writes arrays as SOAP 1.2 has them', async () => {
    const body = await sentBody('soap12');
    expect(body).toContain('encodingStyle="http://www.w3.org/2003/05/soap-encoding"');
    expect(body).toContain('<table n4:itemType="n3:int" n4:arraySize="2 3">');
  });

  it('writes null as nil, for any value may be', async () => {
    expect(await sentBody('soap', { ...args, name: null, tags: [null] })).toContain(
      '<name xsi:nil="true"/><tags xsi:type="n4:Array" n4:arrayType="n3:string[1]"><tag xsi:nil="true"/></tags>',
    );
  });

  it('refuses a table whose rows are not of one length', async () => {
    const { options } = answeringOptions({ body: '' });
    const call = compileSoapCall(soapConnector({ input }), soapSource(wsdl()), options);
    expect(await call(callInput({ ...args, table: [[1], [1, 2]] }))).toMatchObject({
      error: { message: 'Cannot build the request: "Do.table" takes lists of one length in 2 dimensions' },
    });
  });
});

const person = (id: string, content: string) =>
  `<multiRef id="${id}" enc:root="0" xsi:type="t:Person">${content}</multiRef>`;

describe('an answer in rpc/encoded', () => {
  it('puts what is referred to where it is referred from, several times where it is', async () => {
    const body = `<t:DoResponse><result href="#n"/><people xsi:type="enc:Array" enc:arrayType="t:Person[2]">
      <people href="#a"/><people href="#b"/></people></t:DoResponse>
      ${person('a', '<name>Ada</name><id href="#n"/><boss href="#b"/>')}${person('b', '<name xsi:type="x:string">Bo</name><id>2</id>')}
      <multiRef id="n" xsi:type="enc:long">9223372036854775807</multiRef>`;
    expect(await outcomeOf(body)).toEqual({
      kind: 'value',
      value: {
        result: '9223372036854775807',
        people: [
          {
            '@type': 'Person',
            name: 'Ada',
            id: '9223372036854775807',
            boss: { '@type': 'Person', name: 'Bo', id: '2' },
          },
          { '@type': 'Person', name: 'Bo', id: '2' },
        ],
      },
    });
  });

  it('takes an empty array, an array of one and a nil for what they are', async () => {
    const people = (content: string) => `<t:DoResponse><result>1</result>${content}</t:DoResponse>`;
    const read = async (content: string) => {
      const outcome = await outcomeOf(people(content), '$.people');
      return outcome.kind === 'value' ? outcome.value : outcome;
    };
    expect(await read('<people enc:arrayType="t:Person[0]"/>')).toEqual([]);
    expect(await read('<people enc:arrayType="t:Person[1]"><Item><name>A</name></Item></people>')).toEqual([
      { name: 'A' },
    ]);
    expect(await read('<people xsi:nil="true"/>')).toBeNull();
  });

  it('reads an array of which only the answer knows the type', async () => {
    const any = (content: string) => outcomeOf(`<t:DoResponse><result>1</result>${content}</t:DoResponse>`, '$.any');
    expect(await any('<any enc:arrayType="x:int[2,2]"><i>1</i><i>2</i><i>3</i><i>4</i></any>')).toEqual({
      kind: 'value',
      value: [
        [1, 2],
        [3, 4],
      ],
    });
    expect(await any('<any enc:arrayType="x:boolean[][1]"><i enc:arrayType="x:boolean[1]"><j>1</j></i></any>')).toEqual(
      {
        kind: 'value',
        value: [[true]],
      },
    );
    expect(
      await any(
        '<any xmlns:e12="http://www.w3.org/2003/05/soap-encoding" e12:itemType="x:int" e12:arraySize="*"><i>1</i></any>',
      ),
    ).toEqual({ kind: 'value', value: [1] });
  });

  it('goes by position where the wrapper and the return value have names of their own', async () => {
    expect(
      await outcomeOf(`${person('a', '<name>A</name>')}<t:Whatever><return xsi:type="x:long">7</return></t:Whatever>`),
    ).toEqual({
      kind: 'value',
      value: { result: '7' },
    });
  });

  it.each([
    [
      'a circle',
      `<t:DoResponse><people><i href="#a"/></people></t:DoResponse>${person('a', '<boss href="#a"/>')}`,
      'refers to an element that it is part of',
    ],
    [
      'a reference to nothing',
      '<t:DoResponse><result href="#no"/></t:DoResponse>',
      '"result" refers to an element that is not in the message',
    ],
    [
      'a reference to a file',
      '<t:DoResponse><result href="file:///etc/passwd"/></t:DoResponse>',
      '"result" refers to something outside of the message',
    ],
    [
      'a reference to an address',
      '<t:DoResponse><result href="http://127.0.0.1:1/"/></t:DoResponse>',
      '"result" refers to something outside of the message',
    ],
    [
      'a gap',
      '<t:DoResponse><people enc:offset="[1000000000]"><i/></people></t:DoResponse>',
      '"people" is an array sent in parts',
    ],
    [
      'a position',
      '<t:DoResponse><people><i enc:position="[99]"/></people></t:DoResponse>',
      '"people" is an array sent in parts',
    ],
    [
      'dimensions that do not fit',
      '<t:DoResponse><any enc:arrayType="x:int[9,9]"><i>1</i></any></t:DoResponse>',
      '"any" has 1 items, which is not what its dimensions hold',
    ],
    ['a body without wrapper', person('a', ''), 'the SOAP body has no "DoResponse"'],
  ])('refuses %s', async (_case, body, message) => {
    expect(await failureOf(body)).toContain(message);
  });

  it('refuses references that multiply, at the limit and at once', async () => {
    const level = (n: number) => `<multiRef id="i${n}"><a href="#i${n + 1}"/><a href="#i${n + 1}"/></multiRef>`;
    const levels = (count: number) => Array.from({ length: count }, (_, n) => level(n)).join('');
    const body = (count: number) =>
      `<t:DoResponse><any href="#i0"/></t:DoResponse>${levels(count)}<multiRef id="i${count}">1</multiRef>`;
    const refuse = async () =>
      expect(await failureOf(body(60))).toContain('its references come to more than 500000 elements');
    expect(await leastCpuMs(refuse, { enoughMs: 500 })).toBeLessThan(500);
    expect((await outcomeOf(body(12))).kind).toBe('value');
  });

  it('refuses references that lead too deep, at the limit', async () => {
    const chain = (count: number) =>
      `<t:DoResponse><any href="#i0"/></t:DoResponse>${Array.from({ length: count }, (_, n) => `<multiRef id="i${n}" href="#i${n + 1}"/>`).join('')}<multiRef id="i${count}">1</multiRef>`;
    expect((await outcomeOf(chain(100))).kind).toBe('value');
    expect(await failureOf(chain(20_000))).toContain('nested more than 128 deep');
  });
});

describe('compileSoapCall() against servers that speak rpc/encoded', () => {
  const servers: Server[] = [];
  const client = createHttpClient();
  afterEach(async () => {
    await Promise.all(
      servers.splice(0).map((server) => new Promise((done) => server.close(done).closeAllConnections())),
    );
  });
  const started = async (server: Server) => {
    servers.push(server);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/do`;
  };
  const calling = (url: string) =>
    compileSoapCall(
      soapConnector({ input, selection: 'result people { name }' }),
      soapSource(wsdl()),
      callOptions(client, { url }),
    );

  it('is understood by a SOAP server of another make', async () => {
    const server = createServer();
    const url = await started(server);
    let received: { readonly name?: { readonly $value?: string } | string } = {};
    const Do = (sent: typeof received) => {
      received = sent;
      return { result: '9223372036854775807', people: [] };
    };
    listen(server, { path: '/do', xml: wsdl('soap', url), services: { S: { P: { Do } } } });
    expect(await calling(url)(callInput(args))).toEqual({
      kind: 'value',
      value: { result: '9223372036854775807', people: [] },
    });
    expect(received).toMatchObject({ name: { $value: 'n' } });
  });

  it('reads an answer of multiRefs from a socket', async () => {
    const body = `<t:DoResponse><doReturn href="#n"/><people enc:arrayType="t:Person[1]"><i href="#a"/></people></t:DoResponse>
      ${person('a', '<name href="#s"/>')}<multiRef id="s" xsi:type="enc:string">Ada</multiRef><multiRef id="n">5</multiRef>`;
    const url = await started(
      createServer((_request, response) => response.setHeader('content-type', 'text/xml').end(envelope(body))),
    );
    expect(await calling(url)(callInput(args))).toEqual({
      kind: 'value',
      value: { result: '5', people: [{ name: 'Ada' }] },
    });
  });
});
