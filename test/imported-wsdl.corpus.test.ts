import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ImportedDocument, importDocument } from './kit/imports/import-document.js';
import { leaves } from './kit/imports/same-values.js';
import { type ServedImports, serveImports } from './kit/imports/serve-imported.js';
import { type SoapMock, startSoapMock } from './kit/imports/soap-mock.js';
import { type KnownValues, writeOperation } from './kit/imports/write-operation.js';
import { post } from './kit/post.js';

const corpus = join(process.env['FACET_CORPUS'] ?? '', 'wsdl');

/**
 * WSDLs that the soap package serves as they are meant: of others it reads the messages in another way, or fails. Those
 * are in imported-wsdl-answers.corpus.test.ts.
 */
const documents: ReadonlyArray<readonly [file: string, known: KnownValues]> = [
  ['cxf-hello_world_soap12.wsdl', {}],
  ['cxf-inherit.wsdl', {}],
  ['cxf-mtom_xop.wsdl', {}],
  ['nodesoap-list_parameter.wsdl', {}],
  ['nodesoap-recursive2.wsdl', {}],
  ['postman-CalculatorChoice.wsdl', { intA: 1 }],
  ['postman-TexasGeocoderService_V04_01.wsdl', {}],
  ['postman-base64Encoding.wsdl', {}],
  ['postman-calculator-soap11and12.wsdl', {}],
  ['postman-countryInformation.wsdl', {}],
  ['postman-emptyInput.wsdl', {}],
  ['postman-learnwebservices.wsdl', {}],
  ['postman-loopReferences.wsdl', {}],
  ['postman-manyfaults.wsdl', {}],
  ['postman-mergedImportedSchema.wsdl', {}],
  ['postman-numberConvertion.wsdl', {}],
  ['postman-temperatureConverter.wsdl', {}],
  ['postman-usernameToken.wsdl', {}],
  ['savon-interhome.wsdl', {}],
  ['savon-taxcloud.wsdl', {}],
  ['wasabi-authentication.wsdl', {}],
  ['wasabi-geotrust.wsdl', {}],
  ['wasabi-rpc_operation.wsdl', {}],
];

describe('a subgraph imported from a WSDL, behind the gateway', () => {
  let imports: readonly ImportedDocument[] = [];
  let mocks: readonly SoapMock[] = [];
  let served: ServedImports<string>;

  beforeAll(async () => {
    const files = documents.map(([file]) => join(corpus, file));
    imports = await Promise.all(files.map((file) => importDocument('wsdl', file)));
    mocks = await Promise.all(files.map(startSoapMock));
    const servable = imports.map((imported, index) => [documents[index]?.[0], { imported, url: mocks[index]?.url }]);
    served = await serveImports(Object.fromEntries(servable));
  }, 120_000);

  afterAll(async () => {
    await served?.stop();
    await Promise.all(mocks.map((mock) => mock.stop()));
  });

  it.each(documents.map(([file, known], index) => ({ file, known, index })))(
    '$file: every operation answers with what the service sent',
    { timeout: 60_000 },
    async ({ file, known, index }) => {
      const [imported, mock, graph] = [imports[index], mocks[index], served.graphs[file]];
      if (imported === undefined || mock === undefined || graph === undefined) throw new Error('it is not served');
      const faults: string[] = [];
      for (const { subject, coordinate } of imported.report.operations) {
        const answer = await post(graph.endpoint, writeOperation(graph.schema, coordinate, known));
        const shown = (answer.data as Readonly<Record<string, unknown>> | null)?.[coordinate.split('.')[1] ?? ''];
        const sent = leaves(mock.answers.get(subject.split('.').at(-1) ?? ''));
        if (answer.errors !== undefined) faults.push(`${subject}: ${JSON.stringify(answer.errors)}`);
        else if (sent.length === 0) expect([true, null, '']).toContain(shown);
        else if (JSON.stringify(leaves(withoutTypes(shown))) !== JSON.stringify(sent)) {
          faults.push(`${subject}: ${JSON.stringify(leaves(shown))} instead of ${JSON.stringify(sent)}`);
        }
      }
      expect(faults).toEqual([]);
    },
  );
});

/** Without what says which of several types an object is: it is there in any case, and the soap package sends none. */
function withoutTypes(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null, (key, inner: unknown) => (key === 'xsiType' ? undefined : inner)));
}
