import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeClientGraph } from '@facet/schema';
import { type DocumentNode, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestSource, plain, type Service, startService } from '../connectors.test-kit.js';
import { envelope11, wsdlAround } from './soap.test-kit.js';

/** Derived types, a choice, nillable and repeated elements, attributes, a type that holds itself. */
const wsdl = wsdlAround(`
  <x:element name="Do"><x:complexType><x:choice>
    <x:element name="id" type="x:long"/><x:element name="name" type="x:string"/>
  </x:choice></x:complexType></x:element>
  <x:element name="DoResponse"><x:complexType><x:sequence>
    <x:element name="animal" type="t:Animal" minOccurs="0" maxOccurs="unbounded"/>
  </x:sequence></x:complexType></x:element>
  <x:complexType name="Animal"><x:sequence>
    <x:element name="name" type="x:string"/><x:element name="born" type="x:date" nillable="true"/>
    <x:element name="tag" type="x:string" minOccurs="0" maxOccurs="unbounded"/>
  </x:sequence><x:attribute name="id" type="x:long"/></x:complexType>
  <x:complexType name="Dog"><x:complexContent><x:extension base="t:Animal"><x:sequence>
    <x:choice><x:element name="weight" type="x:decimal"/><x:element name="height" type="x:int"/></x:choice>
    <x:element name="friend" type="t:Animal" minOccurs="0"/>
  </x:sequence></x:extension></x:complexContent></x:complexType>
  <x:complexType name="Cat"><x:complexContent><x:extension base="t:Animal"><x:sequence>
    <x:element name="photo" type="x:base64Binary" minOccurs="0"/>
  </x:sequence></x:extension></x:complexContent></x:complexType>`);

const typeName = '$."@type"->match(["Dog", "Dog"], ["Cat", "Cat"], [@, "Other"])';
const animal = 'id: $."@id" name born tags: tag';
const sdl = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])
  @link(url: "https://specs.facet.example/soap/v0.1", import: ["@soap", "@soapSource"])
  @soapSource(name: "zoo", wsdl: "./zoo.wsdl", endpoint: "http://127.0.0.1:1/zoo", addressing: W3C_2005_08)

type Query {
  animals(id: String, name: String): [Animal!]!
    @soap(source: "zoo", operation: "Do", input: "id: $args.id name: $args.name", selection: """
      $.animal {
        __typename: ${typeName} ${animal}
        weight: weight? height: height? friend: friend? { __typename: ${typeName} ${animal} weight: weight? }
        photo: photo?
      }
    """)
}

interface Animal { id: String name: String! born: String tags: [String!]! }
type Dog implements Animal { id: String name: String! born: String tags: [String!]! weight: String height: Int friend: Animal }
type Cat implements Animal { id: String name: String! born: String tags: [String!]! photo: String }
type Other implements Animal { id: String name: String! born: String tags: [String!]! }`;

const answer =
  envelope11(`<DoResponse xmlns="urn:test" xmlns:t="urn:test" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">
  <animal i:type="t:Dog" id="9223372036854775807"><name>Rex</name><born>2020-02-29</born><tag>good</tag><weight>30.500</weight>
    <friend i:type="t:Cat"><name>Tom</name><born i:nil="true"/></friend></animal>
  <animal i:type="t:Cat" id="2"><name>Kit</name><born i:nil="true"/><tag>a</tag><tag>b</tag><photo> AAEC
/w== </photo></animal>
  <animal><name>Worm</name><born/></animal>
</DoResponse>`);

const folder = mkdtempSync(join(tmpdir(), 'facet-zoo-'));
let supergraph: DocumentNode;
let service: Service;

beforeAll(async () => {
  writeFileSync(join(folder, 'zoo.wsdl'), wsdl);
  const shared = [{ name: 'zoo', url: '', file: join(folder, 'zoo.graphql'), sdl }];
  const composed = await composeClientGraph({ name: 'web', shared, contract: { include: [], exclude: [] } });
  expect(composed.problems).toEqual([]);
  supergraph = parse(composed.supergraph ?? '');
  // Serving needs no file.
  rmSync(folder, { recursive: true });
  service = await startService(() => ({ type: 'text/xml', text: answer }));
});
afterAll(() => service[Symbol.asyncDispose]());

describe('a schema of a SOAP service', () => {
  const query = `query ($id: String, $name: String) { animals(id: $id, name: $name) {
    __typename id name born tags ... on Dog { weight height friend { __typename name } } ... on Cat { photo } } }`;

  it('makes types of xsi:type, and loses no digit, null, date, byte or list of one', async () => {
    const source = createTestSource({ supergraph, name: 'zoo', connector: 'zoo', url: service.url });
    const { data, errors } = plain(await source.fetch(query, { variables: { id: '9007199254740993' } }));
    expect(errors).toEqual([]);
    expect(data).toEqual({
      animals: [
        {
          __typename: 'Dog',
          ...{ id: '9223372036854775807', name: 'Rex', born: '2020-02-29', tags: ['good'] },
          ...{ weight: '30.500', height: null, friend: { __typename: 'Cat', name: 'Tom' } },
        },
        { __typename: 'Cat', id: '2', name: 'Kit', born: null, tags: ['a', 'b'], photo: 'AAEC/w==' },
        { __typename: 'Other', id: null, name: 'Worm', born: null, tags: [] },
      ],
    });
    expect(service.seen.at(-1)?.body).toContain('<n3:id>9007199254740993</n3:id>');
    await source[Symbol.asyncDispose]();
  });

  it('sends the branch of a choice that is given, and neither both nor none', async () => {
    const source = createTestSource({ supergraph, name: 'zoo', connector: 'zoo', url: service.url });
    await source.fetch(query, { variables: { name: 'Rex' } });
    expect(service.seen.at(-1)?.body).toContain('<n3:Do><n3:name>Rex</n3:name></n3:Do>');
    const before = service.seen.length;
    for (const variables of [{ id: '1', name: 'Rex' }, {}]) {
      const { errors } = plain(await source.fetch(query, { variables }));
      expect(errors).toMatchObject([{ extensions: { code: 'CONNECTOR_REQUEST' } }]);
    }
    expect(service.seen).toHaveLength(before);
    await source[Symbol.asyncDispose]();
  });
});
