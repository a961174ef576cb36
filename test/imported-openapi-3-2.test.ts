import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ImportedDocument, importDocument } from './kit/imports/import-document.js';
import { type ServedImports, serveImports } from './kit/imports/serve-imported.js';
import { post } from './kit/post.js';

/** What OpenAPI 3.2 has that 3.1 had not. */
const description = `openapi: 3.2.0
$self: https://zoo.example/descriptions/api
info: { title: Zoo, version: '1' }
servers: [{ name: production, url: 'https://zoo.example/v1' }]
tags:
  - { name: animals, summary: Animals, kind: nav }
  - { name: wild-animals, summary: Wild ones, parent: animals, kind: badge }
paths:
  /animals:
    get:
      operationId: listAnimals
      tags: [wild-animals]
      parameters:
        - name: filter
          in: querystring
          content:
            application/x-www-form-urlencoded:
              schema: { type: object, properties: { name: { type: string }, max_age: { type: integer } } }
      responses:
        '200': { summary: All of them, content: { application/json: { $ref: '#/components/mediaTypes/Animals' } } }
    query:
      operationId: searchAnimals
      requestBody: { content: { application/json: { schema: { type: object } } } }
      responses: { '200': { content: { application/json: { $ref: '#/components/mediaTypes/Animals' } } } }
    additionalOperations:
      COPY: { operationId: copyAnimals, responses: { '204': {} } }
  /animals/{animalId}:
    get:
      operationId: getAnimal
      parameters: [{ name: animalId, in: path, required: true, schema: { type: string } }]
      responses: { '200': { content: { application/json: { schema: { $ref: 'parts/schemas.yaml#/components/schemas/Animal' } } } } }
  /events:
    get:
      operationId: watch
      responses: { '200': { content: { text/event-stream: { itemSchema: { type: object } } } } }
  /log:
    get:
      operationId: getLog
      responses: { '200': { content: { application/jsonl: { itemSchema: { type: object } } } } }
  /map:
    get:
      operationId: getMap
      parameters: [{ name: at, in: querystring, required: true, content: { application/json: { schema: { type: object } } } }]
      responses: { '200': { content: { application/json: { schema: { type: object, properties: { scale: { type: integer } } } } } } }
components:
  mediaTypes:
    Animals: { schema: { type: array, items: { $ref: 'https://zoo.example/descriptions/parts#/components/schemas/Animal' } } }
  schemas:
    Kind: { type: string, enum: [cat, fish] }
  securitySchemes:
    device:
      type: oauth2
      deprecated: true
      oauth2MetadataUrl: https://zoo.example/oauth
      flows: { deviceAuthorization: { deviceAuthorizationUrl: https://zoo.example/device, tokenUrl: https://zoo.example/token, scopes: {} } }
security: [{ device: [] }]
`;

/** Refers to the other document by what that calls itself. */
const parts = `openapi: 3.2.0
$self: https://zoo.example/descriptions/parts
info: { title: Parts, version: '1' }
components:
  schemas:
    Animal:
      oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Fish' }, { $ref: '#/components/schemas/OtherAnimal' }]
      discriminator: { propertyName: kind, defaultMapping: OtherAnimal }
    Cat:
      type: object
      required: [id, kind, lives]
      properties: { id: { type: string }, kind: { $ref: 'api#/components/schemas/Kind' }, lives: { type: integer } }
    Fish:
      type: object
      required: [id, kind]
      properties: { id: { type: string }, kind: { const: fish }, fresh_water: { type: boolean } }
    OtherAnimal:
      type: object
      required: [id]
      properties: { id: { type: string }, note: { type: string } }
`.replace("kind: { $ref: 'api#", "kind: { const: cat, $ref: 'api#");

const animals = [
  { id: '1', kind: 'cat', lives: 9 },
  { id: '2', kind: 'fish', fresh_water: false },
  { id: '3', note: 'says nothing' },
  { id: '4', kind: 'bird', note: 'says something else' },
];

describe('a subgraph imported from OpenAPI 3.2', () => {
  const urls: string[] = [];
  const server = createServer((request, response) => {
    urls.push(request.url ?? '');
    const found = /\/animals\/(\d)/.exec(request.url ?? '');
    const body = found === null ? animals : animals[Number(found[1]) - 1];
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  let imported: ImportedDocument;
  let served: ServedImports<'zoo'>;

  beforeAll(async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'facet-openapi-3-2-')), 'description');
    mkdirSync(join(folder, 'parts'), { recursive: true });
    writeFileSync(join(folder, 'api.yaml'), description);
    writeFileSync(join(folder, 'parts/schemas.yaml'), parts);
    imported = await importDocument('openapi', join(folder, 'api.yaml'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    served = await serveImports({ zoo: { imported, url } });
  });

  afterAll(async () => {
    await served?.stop();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('says what it cannot ask for', () => {
    expect(imported.report.counts).toEqual({ operations: 7, imported: 2, notExpressible: 5, filtered: 0, entities: 0 });
    expect(imported.report.notes.filter(({ kind }) => kind === 'omitted')).toEqual([
      { kind: 'omitted', subject: 'QUERY /animals', reason: 'connectors cannot send QUERY' },
      { kind: 'omitted', subject: 'COPY /animals', reason: 'connectors cannot send COPY' },
      {
        kind: 'omitted',
        subject: 'GET /events',
        reason: 'it answers text/event-stream, and connectors read JSON and plain text',
      },
      {
        kind: 'omitted',
        subject: 'GET /log',
        reason: 'it answers application/jsonl, and connectors read JSON and plain text',
      },
      {
        kind: 'omitted',
        subject: 'GET /map',
        reason:
          'its parameter "at" is required and stands for the whole query string, which connectors build of single parameters',
      },
    ]);
    expect(imported.sdl).toContain('@tag(name: "wild-animals")');
    expect(imported.sdl).toContain('Bearer {$config.device}');
  });

  it('makes what is of no known kind what the document says it is then', async () => {
    const fields = '__typename ... on Cat { id lives } ... on Fish { id freshWater } ... on OtherAnimal { id note }';
    const query = `{ animals(filter: { name: "a b", maxAge: 3 }) { ${fields} } animal(animalId: "4") { ${fields} } }`;
    const { data, errors } = await post(served.graphs.zoo.endpoint, { query });
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      animals: [
        { __typename: 'Cat', id: '1', lives: 9 },
        { __typename: 'Fish', id: '2', freshWater: false },
        { __typename: 'OtherAnimal', id: '3', note: 'says nothing' },
        { __typename: 'OtherAnimal', id: '4', note: 'says something else' },
      ],
      animal: { __typename: 'OtherAnimal', id: '4', note: 'says something else' },
    });
    expect(urls).toEqual(expect.arrayContaining(['/animals?name=a%20b&max_age=3', '/animals/4']));
  });
});
