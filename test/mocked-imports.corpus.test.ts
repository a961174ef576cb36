import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ImportedDocument, importDocument } from './kit/imports/import-document.js';
import { type ServedImports, serveImports } from './kit/imports/serve-imported.js';
import { writeOperation } from './kit/imports/write-operation.js';
import { post } from './kit/post.js';

const corpus = process.env['FACET_CORPUS'] ?? '';

const documents: ReadonlyArray<readonly [kind: 'openapi' | 'wsdl', file: string]> = [
  ['openapi', 'v2-uber.json'],
  ['openapi', 'v30-swagger-petstore.yaml'],
  ['openapi', 'v30-link-example.json'],
  ['openapi', 'v30-spotify-fixed.yml'],
  ['openapi', 'v31-museum.yaml'],
  ['wsdl', 'cxf-inherit.wsdl'],
  ['wsdl', 'nodesoap-recursive2.wsdl'],
  ['wsdl', 'postman-countryInformation.wsdl'],
  ['wsdl', 'savon-interhome.wsdl'],
];

describe('a mocked subgraph that was imported', () => {
  let imports: readonly ImportedDocument[] = [];
  let served: ServedImports<string>;

  beforeAll(async () => {
    imports = await Promise.all(documents.map(([kind, file]) => importDocument(kind, join(corpus, kind, file))));
    const servable = imports.map((imported, index) => [
      documents[index]?.[1],
      { imported, url: 'http://127.0.0.1:9', isMocked: true },
    ]);
    served = await serveImports(Object.fromEntries(servable));
  }, 120_000);

  afterAll(() => served?.stop());

  it.each(documents.map(([, file], index) => ({ file, index })))(
    '$file: every operation has an answer, without an error, and says what it is',
    { timeout: 60_000 },
    async ({ file, index }) => {
      const [imported, graph] = [imports[index], served.graphs[file]];
      if (imported === undefined || graph === undefined) throw new Error('it is not served');
      expect(imported.report.operations.length).toBeGreaterThan(0);
      for (const { coordinate } of imported.report.operations) {
        const answer = await post(graph.endpoint, writeOperation(graph.schema, coordinate));
        const field = coordinate.split('.')[1] ?? '';
        expect([coordinate, answer.errors]).toEqual([coordinate, undefined]);
        expect([coordinate, (answer.data as Readonly<Record<string, unknown>>)[field]]).not.toEqual([coordinate, null]);
        expect(answer.extensions).toEqual({ mock: { sources: [`imported_${index}`] } });
      }
    },
  );
});
