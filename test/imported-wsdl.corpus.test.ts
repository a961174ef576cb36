import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ImportedDocument, importDocument } from './kit/imports/import-document.js';
import { leaves, listLengths } from './kit/imports/same-values.js';
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
    '$file: every operation answers with what the service sent, lists of any length included',
    { timeout: 60_000 },
    async ({ file, known, index }) => {
      const [imported, mock, graph] = [imports[index], mocks[index], served.graphs[file]];
      if (imported === undefined || mock === undefined || graph === undefined) throw new Error('it is not served');
      const faults: string[] = [];
      for (const { subject, coordinate } of imported.report.operations) {
        const operation = subject.split('.').at(-1) ?? '';
        // Nothing but the WSDL tells a list of one from a single value, or a list of none from nothing.
        for (const length of listLengths(mock.answer(operation)).length > 0 ? [2, 1, 0] : [2]) {
          mock.listLength = length;
          const answer = await post(graph.endpoint, writeOperation(graph.schema, coordinate, known));
          const shown = (answer.data as Readonly<Record<string, unknown>> | null)?.[coordinate.split('.')[1] ?? ''];
          const sent = mock.answer(operation);
          if (answer.errors !== undefined) faults.push(`${subject}: ${JSON.stringify(answer.errors)}`);
          else faults.push(...lost(shown, sent).map((one) => `${subject}: ${one}`));
        }
        mock.listLength = 2;
      }
      expect(faults).toEqual([]);
    },
  );
});

/** What of an answer's values and lists is not there, or is there and was not sent. */
function lost(shown: unknown, sent: unknown): readonly string[] {
  const values = leaves(sent);
  const lengths = listLengths(sent);
  if (values.length === 0 && lengths.length === 0) return [true, null, ''].includes(shown as never) ? [] : [`${shown}`];
  const compare = (a: unknown, b: unknown) =>
    JSON.stringify(a) === JSON.stringify(b) ? [] : [`${JSON.stringify(a)} instead of ${JSON.stringify(b)}`];
  const shownLengths = listLengths(shown);
  const full = (all: readonly number[]) => all.filter((length) => length > 0);
  // A list that was not sent at all is an empty one as well.
  const missing = lengths.length - full(lengths).length - (shownLengths.length - full(shownLengths).length);
  return [
    ...compare(leaves(withoutTypes(shown)), values),
    ...compare(full(shownLengths), full(lengths)),
    ...(missing > 0 ? [`${missing} empty lists too few`] : []),
  ];
}

/** Without what says which of several types an object is: it is there in any case, and the soap package sends none. */
function withoutTypes(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null, (key, inner: unknown) => (key === 'xsiType' ? undefined : inner)));
}
