import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { childElements, resolveWsdl, WsdlError } from '@facet/schema/wsdl';
import { describe, expect, it } from 'vitest';
import { leastCpuMs } from '../../../cpu-time.test-kit.js';
import { SoapAnswerError } from './read/answer-error.js';
import { readBody } from './read/read-body.js';
import { readElement } from './read/read-element.js';
import { readEnvelope } from './read/read-envelope.js';
import { findFault, readFault } from './read/read-fault.js';
import { resolveReferences } from './read/resolve-references.js';
import { describeService } from './wsdl/describe-service.js';
import type { ServiceDescription } from './wsdl/service-description.js';
import { anyType } from './xsd/builtin-types.js';

const corpus = process.env['FACET_CORPUS'] ?? '';
const filesIn = (folder: string, suffix = '') =>
  readdirSync(join(corpus, folder)).filter((name) => name.endsWith(suffix));

/** What becomes of a WSDL: operations that can be called, and the errors of the others. */
async function load(name: string) {
  const service = describeService(await resolveWsdl(join(corpus, 'wsdl', name)));
  const errors: WsdlError[] = [];
  let callable = 0;
  for (const operation of service.ports.flatMap((port) => [...port.operations.values()])) {
    try {
      operation.input();
      operation.output();
      callable += 1;
    } catch (error) {
      if (!(error instanceof WsdlError)) throw error;
      errors.push(error);
    }
  }
  return { callable, errors };
}

/** WSDLs of which no operation can be called, and why: each lacks a part, or contradicts itself. */
const refused: Readonly<Record<string, string>> = {
  'cxf-hello_world_services.wsdl':
    'cxf-hello_world_services.wsdl:21: cannot read "hello_world_bindings.wsdl.xml": there is no such file',
  'postman-circularComplexTypeReference.wsdl':
    'postman-circularComplexTypeReference.wsdl:44: there is no type "setFilterConditionList"; there is one in "http://www.cleverbuilder.com/BookService/"',
  'savon-brand.wsdl':
    'savon-brand.wsdl:5: cannot read "https://api.softlayer.com/soap/v3/SoftLayer_Brand?xsd": host "api.softlayer.com" not allowed',
  'savon-team_software.wsdl':
    'savon-team_software.wsdl:1: cannot read "https://winteamservicestest.myteamsoftware.com/Services.svc?xsd=xsd0": host "winteamservicestest.myteamsoftware.com" not allowed',
  'wasabi-multiple_parts_in_message.wsdl':
    'wasabi-multiple_parts_in_message.wsdl:25: there is no global element "actions:SomeRequestBody"',
  'wasabi-types_with_same_name_in_separate_namespaces.wsdl':
    'wasabi-types_with_same_name_in_separate_namespaces.wsdl:71: there is no binding "actions:StudyMDLSoap"',
  'wsdl2go-soap12wcf.wsdl':
    'wsdl2go-soap12wcf.wsdl:17: there is no global element "tns:HelloRequest"; there is one without a namespace',
};

describe('describeService() on real WSDLs', () => {
  it.each(filesIn('wsdl', '.wsdl'))('%s loads, or says what is wrong and where', async (name) => {
    const outcomes: Awaited<ReturnType<typeof load>>[] = [];
    const loading = async () =>
      outcomes.push(
        await load(name).catch((error: unknown) => {
          if (error instanceof WsdlError) return { callable: 0, errors: [error] };
          throw error;
        }),
      );
    expect(await leastCpuMs(loading, { enoughMs: 5_000 })).toBeLessThan(5_000);
    const [outcome] = outcomes as [(typeof outcomes)[number]];
    const [first] = outcome.errors;
    if (refused[name] !== undefined) {
      expect([outcome.callable, first?.message]).toEqual([0, refused[name]]);
    } else {
      expect(outcome.callable).toBeGreaterThan(0);
    }
  });
});

describe('readEnvelope() on real answers', () => {
  const answer = (name: string) => readEnvelope(readFileSync(join(corpus, 'wsdl', 'responses', name)), 'text/xml');
  const serviceOf = async (name: string) => describeService(await resolveWsdl(join(corpus, 'wsdl', name)));

  const faultOf = async (name: string) => {
    const fault = findFault(answer(name).body);
    return fault && readFault(fault, (await serviceOf('savon-taxcloud.wsdl')).library).data;
  };

  it('reads Faults of either version in one shape', async () => {
    expect(await faultOf('soap_fault.xml')).toEqual({
      faultcode: 'Server',
      faultstring: 'Fault occurred while processing.',
    });
    expect(await faultOf('soap_fault12.xml')).toEqual({
      faultcode: 'Sender',
      faultsubcode: 'MessageTimeout',
      faultstring: 'Sender Timeout',
      detail: { MaxTime: ['P5M'] },
    });
    expect(await faultOf('empty_soap_fault.xml')).toEqual({
      faultcode: '',
      faultstring: '',
      detail: { soapVal: [{ ERRNO: ['80:1289245853:55'] }] },
    });
  });

  it.each(['header.xml', 'list.xml', 'multi_ref.xml', 'taxcloud.xml'])('takes %s for an answer', async (name) => {
    expect(findFault(answer(name).body)).toBeUndefined();
    expect(answer(name).body.length).toBeGreaterThan(0);
  });

  it('follows the references of an rpc/encoded answer', async () => {
    const { library } = await serviceOf('savon-taxcloud.wsdl');
    const [wrapper] = resolveReferences(answer('multi_ref.xml').body);
    const [list] = wrapper === undefined ? [] : childElements(wrapper);
    const value = list && readElement(list, anyType, library);
    expect(value).toHaveLength(3);
    // Its types are in no WSDL at hand, so that what it says of itself counts.
    expect(value).toMatchObject([
      { '@type': 'HistoryEntry', state: ['Original'], mailId: [708021], referenceId: [0] },
      { date: ['2009-09-22T13:47:23.000Z'], mailId: [855763], referenceId: [0] },
      { subject: ['Mail from 12-17-2009: Misc'], mailId: [972219], referenceId: [0] },
    ]);
  });

  it('reads an answer by its own WSDL', async () => {
    const service: ServiceDescription = await serviceOf('savon-taxcloud.wsdl');
    const output = service.ports[0]?.operations.get('Lookup')?.output();
    expect(readBody(answer('taxcloud.xml').body, output, service.library)).toEqual({
      LookupResult: {
        ResponseType: 'Error',
        Messages: { ResponseMessage: [{ ResponseType: 'Error', Message: 'Invalid apiLoginID and/or apiKey' }] },
        CartItemsResponse: { CartItemResponse: [] },
      },
    });
  });
});

describe('readEnvelope() on very large answers', () => {
  const mebibytes = 10 * 1024 * 1024;
  const open = '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>';
  const close = '</e:Body></e:Envelope>';
  const filled = (piece: string) => piece.repeat(Math.floor(mebibytes / piece.length));

  it.each([
    ['tiny elements', open + filled('<a/>') + close],
    ['open elements', open + filled('<a>')],
    ['elements in deep nesting', open + '<b>'.repeat(120) + filled('<a/>') + '</b>'.repeat(120) + close],
    ['one text', `${open}<a>${filled('&amp;x')}</a>`],
    ['one attribute', `${open}<a b="${filled('x')}"`],
    ['many attributes', `${open}<a ${Array.from({ length: 700_000 }, (_, i) => `a${i}="1"`).join(' ')}`],
    ['a document type', `<!DOCTYPE a [${filled('<!ENTITY a "b">')}]>${open}${close}`],
    ['a comment', `<!--${filled('x')}`],
    ['not XML at all', filled('x')],
  ])('refuses ten mebibytes of %s within seconds', async (_case, text) => {
    const bytes = Buffer.from(text);
    const read = () => expect(() => readEnvelope(bytes, 'text/xml')).toThrow(SoapAnswerError);
    // Far above what it takes; far below what anything quadratic would take.
    expect(await leastCpuMs(read, { enoughMs: 10_000 })).toBeLessThan(10_000);
  });
});
