import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importDocument } from './kit/imports/import-document.js';
import { leaves } from './kit/imports/same-values.js';
import { serveImported } from './kit/imports/serve-imported.js';
import { startSoapMock } from './kit/imports/soap-mock.js';
import { type KnownValues, writeOperation } from './kit/imports/write-operation.js';
import { post } from './kit/post.js';

const corpus = join(process.env['FACET_CORPUS'] ?? '', 'wsdl');

/** WSDLs that the soap package serves as they are meant: of others it reads the messages in another way, or fails. */
const documents: ReadonlyArray<readonly [file: string, known: KnownValues]> = [
  ['cxf-hello_world_soap12.wsdl', {}],
  ['postman-CalculatorChoice.wsdl', { intA: 1 }],
  ['postman-TexasGeocoderService_V04_01.wsdl', {}],
  ['postman-calculator-soap11and12.wsdl', {}],
  ['postman-countryInformation.wsdl', {}],
  ['postman-emptyInput.wsdl', {}],
  ['postman-learnwebservices.wsdl', {}],
  ['postman-manyfaults.wsdl', {}],
  ['postman-numberConvertion.wsdl', {}],
  ['postman-temperatureConverter.wsdl', {}],
  ['postman-usernameToken.wsdl', {}],
  ['savon-taxcloud.wsdl', {}],
  ['wasabi-authentication.wsdl', {}],
];

describe('a subgraph imported from a WSDL, behind the gateway', () => {
  it.each(documents)(
    '%s: every operation answers with what the service sent',
    { timeout: 60_000 },
    async (file, known) => {
      const document = join(corpus, file);
      const imported = await importDocument('wsdl', document);
      const mock = await startSoapMock(document);
      const served = await serveImported(imported, mock.url);
      try {
        const faults: string[] = [];
        for (const { subject, coordinate } of imported.report.operations) {
          const answer = await post(served.endpoint, writeOperation(served.schema, coordinate, known));
          const shown = (answer.data as Readonly<Record<string, unknown>> | null)?.[coordinate.split('.')[1] ?? ''];
          const sent = leaves(mock.answers.get(subject));
          if (answer.errors !== undefined) faults.push(`${subject}: ${JSON.stringify(answer.errors)}`);
          else if (sent.length === 0) expect([true, null, '']).toContain(shown);
          else if (JSON.stringify(leaves(shown)) !== JSON.stringify(sent)) {
            faults.push(`${subject}: ${JSON.stringify(leaves(shown))} instead of ${JSON.stringify(sent)}`);
          }
        }
        expect(faults).toEqual([]);
      } finally {
        await served.stop();
        await mock.stop();
      }
    },
  );
});
