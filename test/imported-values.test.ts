import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { importDocument } from './kit/imports/import-document.js';
import { serveImports } from './kit/imports/serve-imported.js';
import { post } from './kit/post.js';

/** A service that answers everything with one text, and keeps what it was sent. */
async function startAnswering(type: string, body: string) {
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    if (request.method === 'POST') bodies.push(await readText(request));
    response.writeHead(200, { 'content-type': type }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bodies,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function writeDocument(name: string, text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'facet-document-')), name);
  writeFileSync(file, text);
  return file;
}

const openApi = `openapi: 3.1.0
info: { title: Ledger, version: '1' }
paths:
  /entries/{entryId}:
    get:
      operationId: getEntry
      parameters: [{ name: entryId, in: path, required: true, schema: { type: integer, format: int64 } }]
      responses: { '200': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Entry' } } } } }
  /entries:
    post:
      operationId: addEntry
      requestBody: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/Entry' } } } }
      responses: { '201': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Entry' } } } } }
components:
  schemas:
    Entry:
      type: object
      required: [id, serial]
      properties:
        id: { type: integer, format: int64 }
        serial: { type: integer, format: int64 }
        amount: { type: number, format: decimal }
        rate: { type: number }
        day: { type: string, format: date }
        at: { type: string, format: date-time }
        bytes: { type: string, format: byte }
        note: { type: [string, 'null'] }
        absent: { type: string }
        none: { type: array, items: { type: string } }
        one: { type: array, items: { type: string } }
        x-rank: { type: integer }
        settled: { type: boolean }
`;
const answer =
  '{"id":9007199254740993,"serial":9223372036854775807,"amount":12345678901234567890.12,"rate":0,"day":"2031-12-24",' +
  '"at":"2031-12-24T18:00:00.123456789Z","bytes":"AAEC/w==","note":null,"none":[],"one":["a"],"x-rank":0,"settled":false}';
const fields = 'id serial amount rate day at bytes note absent none one xRank settled';

describe('values of an imported OpenAPI service', () => {
  it('arrive as they were sent', async () => {
    const imported = await importDocument('openapi', writeDocument('ledger.yaml', openApi));
    const service = await startAnswering('application/json', answer);
    const served = await serveImports({ only: { imported, url: service.url } });
    try {
      const { data, errors } = await post(served.graphs.only.endpoint, {
        query: `{ entry(id: "9007199254740993") { ${fields} } }`,
      });
      expect(errors).toBeUndefined();
      expect(data.entry).toEqual({
        id: '9007199254740993',
        serial: '9223372036854775807',
        amount: '12345678901234567890.12',
        rate: 0,
        day: '2031-12-24',
        at: '2031-12-24T18:00:00.123456789Z',
        bytes: 'AAEC/w==',
        note: null,
        absent: null,
        none: [],
        one: ['a'],
        xRank: 0,
        settled: false,
      });
    } finally {
      await served.stop();
      await service.stop();
    }
  });

  it('are sent as they were given: null as null, what is not given not at all', async () => {
    const imported = await importDocument('openapi', writeDocument('ledger.yaml', openApi));
    const service = await startAnswering('application/json', answer);
    const served = await serveImports({ only: { imported, url: service.url } });
    try {
      const input = {
        id: 1,
        serial: 2,
        note: null,
        none: [],
        one: ['a'],
        xRank: 0,
        settled: false,
        at: '2031-12-24T18:00:00Z',
      };
      const query = 'mutation Add($input: EntryInput!) { addEntry(input: $input) { id } }';
      const { errors } = await post(served.graphs.only.endpoint, { query, variables: { input } });
      expect(errors).toBeUndefined();
      const { xRank, ...same } = input;
      expect(service.bodies.map((body) => JSON.parse(body) as unknown)).toEqual([{ ...same, 'x-rank': xRank }]);
    } finally {
      await served.stop();
      await service.stop();
    }
  });
});

const wsdl = `<definitions name="Ledger" targetNamespace="urn:l" xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:t="urn:l"
    xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:x="http://www.w3.org/2001/XMLSchema">
  <types><x:schema targetNamespace="urn:l" elementFormDefault="qualified">
    <x:element name="GetEntry"><x:complexType><x:sequence><x:element name="Serial" type="x:long"/></x:sequence></x:complexType></x:element>
    <x:element name="GetEntryResponse"><x:complexType><x:sequence>
      <x:element name="Serial" type="x:long"/><x:element name="Amount" type="x:decimal"/><x:element name="Day" type="x:date"/>
      <x:element name="At" type="x:dateTime"/><x:element name="Bytes" type="x:base64Binary"/>
      <x:element name="Note" type="x:string" nillable="true"/><x:element name="Absent" type="x:string" minOccurs="0"/>
      <x:element name="None" type="x:string" minOccurs="0" maxOccurs="unbounded"/>
      <x:element name="One" type="x:int" minOccurs="0" maxOccurs="unbounded"/><x:element name="Settled" type="x:boolean"/>
    </x:sequence><x:attribute name="kind" type="x:string"/></x:complexType></x:element>
  </x:schema></types>
  <message name="In"><part name="p" element="t:GetEntry"/></message>
  <message name="Out"><part name="p" element="t:GetEntryResponse"/></message>
  <portType name="Type"><operation name="GetEntry"><documentation>One entry.</documentation><input message="t:In"/><output message="t:Out"/></operation></portType>
  <binding name="B" type="t:Type"><soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
    <operation name="GetEntry"><soap:operation soapAction=""/><input><soap:body use="literal"/></input><output><soap:body use="literal"/></output></operation>
  </binding>
  <service name="Ledger"><port name="P" binding="t:B"><soap:address location="http://127.0.0.1:1/"/></port></service>
</definitions>`;
const envelope = `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>
  <r:GetEntryResponse xmlns:r="urn:l" kind="plain"><r:Serial>9223372036854775807</r:Serial><r:Amount>12345678901234567890.120</r:Amount>
  <r:Day>2031-12-24</r:Day><r:At>2031-12-24T18:00:00.123456789Z</r:At><r:Bytes>AAEC/w==</r:Bytes>
  <r:Note xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"/><r:One>1</r:One><r:Settled>false</r:Settled>
  </r:GetEntryResponse></e:Body></e:Envelope>`;

describe('values of an imported SOAP service', () => {
  it('arrive as they were sent', async () => {
    const imported = await importDocument('wsdl', writeDocument('ledger.wsdl', wsdl));
    const service = await startAnswering('text/xml; charset=utf-8', envelope);
    const served = await serveImports({ only: { imported, url: service.url } });
    try {
      const query =
        '{ entry(serial: "9223372036854775807") { kind serial amount day at bytes note absent none one settled } }';
      const { data, errors } = await post(served.graphs.only.endpoint, { query });
      expect(errors).toBeUndefined();
      expect(data.entry).toEqual({
        kind: 'plain',
        serial: '9223372036854775807',
        amount: '12345678901234567890.120',
        day: '2031-12-24',
        at: '2031-12-24T18:00:00.123456789Z',
        bytes: 'AAEC/w==',
        note: null,
        absent: null,
        none: [],
        one: [1],
        settled: false,
      });
      expect(service.bodies.join()).toContain('>9223372036854775807<');
      expect(imported.sdl).toContain('"One entry."');
    } finally {
      await served.stop();
      await service.stop();
    }
  });
});
