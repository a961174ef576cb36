import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ImportedDocument, importDocument } from './kit/imports/import-document.js';
import { type PrismMock, startPrismMock } from './kit/imports/prism-mock.js';
import { differences, listLengths } from './kit/imports/same-values.js';
import { type ServedImports, serveImports } from './kit/imports/serve-imported.js';
import { type KnownValues, writeOperation } from './kit/imports/write-operation.js';
import { post } from './kit/post.js';

const corpus = join(process.env['FACET_CORPUS'] ?? '', 'openapi');

/** Documents, and values that their rules about formats ask for. */
const documents: ReadonlyArray<readonly [file: string, known: KnownValues]> = [
  ['v2-petstore-separate/spec/swagger.json', {}],
  ['v2-petstore.json', {}],
  ['v2-uber.json', {}],
  ['v30-link-example.json', {}],
  ['v30-petstore-expanded.json', {}],
  ['v30-petstore.json', {}],
  ['v30-swagger-petstore.yaml', { status: 'available' }],
  ['v30-twilio_lookups_v1.json', {}],
  ['v30-uspto.json', {}],
  ['v31-adyen-BinLookupService-v54.json', {}],
  ['v31-museum.yaml', { eventId: 'dad4bce8-f5cb-4078-a211-995864315e39' }],
  ['v30-spotify-fixed.yml', {}],
];

describe('a subgraph imported from OpenAPI, behind the gateway', () => {
  let imports: readonly ImportedDocument[] = [];
  let mocks: readonly PrismMock[] = [];
  let served: ServedImports<string>;

  beforeAll(async () => {
    const files = documents.map(([file]) => join(corpus, file));
    imports = await Promise.all(files.map((file) => importDocument('openapi', file)));
    mocks = await Promise.all(files.map(startPrismMock));
    const servable = imports.map((imported, index) => [documents[index]?.[0], { imported, url: mocks[index]?.url }]);
    served = await serveImports(Object.fromEntries(servable));
  }, 120_000);

  afterAll(async () => {
    await served?.stop();
    await Promise.all(mocks.map((mock) => mock.stop()));
  });

  it.each(documents.map(([file, known], index) => ({ file, known, index })))(
    '$file: every operation answers with what the service sent, lists of any length included',
    { timeout: 120_000 },
    async ({ file, known, index }) => {
      const [imported, mock, graph] = [imports[index], mocks[index], served.graphs[file]];
      if (imported === undefined || mock === undefined || graph === undefined) throw new Error('it is not served');
      const faults: string[] = [];
      const operations = imported.report.operations.flatMap((one) =>
        [undefined, 1, 0].map((maxItems) => ({ ...one, maxItems })),
      );
      const withoutLists = new Set<string>();
      for (const { subject, coordinate, maxItems } of operations) {
        if (withoutLists.has(subject)) continue;
        mock.maxItems = maxItems;
        const before = mock.calls.length;
        const answer = await post(graph.endpoint, writeOperation(graph.schema, coordinate, known));
        const calls = mock.calls.slice(before);
        const [call] = calls;
        if (listLengths(call?.body).length === 0) withoutLists.add(subject);
        const data = (answer.data as Readonly<Record<string, unknown>> | null)?.[coordinate.split('.')[1] ?? ''];
        if (calls.length !== 1 || call === undefined)
          faults.push(
            `${subject}: ${JSON.stringify(calls.map((one) => `${one.method} ${one.url}`))} ${JSON.stringify(answer.errors)}`,
          );
        else if (answer.errors !== undefined)
          faults.push(`${subject}: ${call.status} ${JSON.stringify(call.body)} ${JSON.stringify(answer.errors)}`);
        else if (call.body === undefined || data === true) expect(data).toBe(true);
        else faults.push(...differences(data, call.body).map((one) => `${subject}${one}`));
      }
      expect(faults).toEqual([]);
    },
  );
});
