import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importDocument } from './kit/imports/import-document.js';
import { type ServedImports, serveImports } from './kit/imports/serve-imported.js';
import { post } from './kit/post.js';

const corpus = join(process.env['FACET_CORPUS'] ?? '', 'wsdl');

/** A call of an imported operation: what goes out, what a service that goes by the WSDL answers, and what arrives. */
interface Call {
  readonly why: string;
  readonly file: string;
  readonly query: string;
  /** Texts of the request. */
  readonly sent: readonly string[];
  /** Content of the answer's body; undefined: status 202 and no body. */
  readonly answer: string | undefined;
  readonly data: unknown;
}

const chars = 'http://cxf.apache.org/org.apache.cxf.test.TestInterface/xsd';
const quotes = 'http://example.com/stockquote.xsd';
const objects = 'http://apache.org/cxf/tests/inherit/objects';
const instance = 'http://www.w3.org/2001/XMLSchema-instance';

/** WSDLs that the soap package does not serve as they say. */
const calls: readonly Call[] = [
  {
    why: 'the soap package answers the first of several parts alone',
    file: 'cxf-test_chars.wsdl',
    query: '{ echoChar(charElX: "x", charElY: "y") { charElReturn { varChar varInt varString } charElY charElZ } }',
    sent: ['charEl_x', '>x<', 'charEl_y', '>y<'],
    answer: `<r:charEl_return xmlns:r="${chars}"><varChar>ä</varChar><varInt>-1</varInt><varString/></r:charEl_return>
      <r:charEl_y xmlns:r="${chars}">&lt;</r:charEl_y><r:charEl_z xmlns:r="${chars}"> </r:charEl_z>`,
    data: { echoChar: { charElReturn: { varChar: 'ä', varInt: -1, varString: '' }, charElY: '<', charElZ: ' ' } },
  },
  {
    why: 'an element that is bare text is called "value"',
    file: 'cxf-test_chars.wsdl',
    query: 'mutation { setMessage(value: "&") }',
    sent: ['setMessage', '>&amp;<'],
    answer: `<r:setMessageResponse xmlns:r="${chars}">é</r:setMessageResponse>`,
    data: { setMessage: 'é' },
  },
  {
    why: 'the soap package mixes up two operations of one SOAPAction',
    file: 'zeep-soap.wsdl',
    query: '{ lastTradePrice(tickerSymbol: "ABC", account: { id: 1, user: "u" }) }',
    sent: ['<tickerSymbol>ABC</tickerSymbol>', '<account><id>1</id><user>u</user></account>'],
    answer: `<r:TradePrice xmlns:r="${quotes}"><price>12.25</price></r:TradePrice>`,
    data: { lastTradePrice: 12.25 },
  },
  {
    why: 'an operation without an output is answered by nothing',
    file: 'zeep-soap.wsdl',
    query: '{ lastTradePriceNoOutput(tickerSymbol: "ABC") }',
    sent: ['<tickerSymbol>ABC</tickerSymbol>'],
    answer: undefined,
    data: { lastTradePriceNoOutput: true },
  },
  {
    why: 'the soap package fails on a message with headers',
    file: 'zeep-soap_header.wsdl',
    query:
      '{ lastTradePrice(tickerSymbol: "ABC", authentication: { username: "u", password: "p" }, token: { value: "t" }) }',
    sent: ['Authentication', '<username>u</username><password>p</password>', 'Token', '<value>t</value>'],
    answer: `<r:TradePrice xmlns:r="${quotes}"><price>0.5</price></r:TradePrice>`,
    data: { lastTradePrice: 0.5 },
  },
  {
    why: 'the soap package knows no derived types',
    file: 'cxf-inherit.wsdl',
    query: '{ object(type: 1) { type baseObject { xsiType name avalue bvalue } } }',
    sent: [':type>1</'],
    answer: `<r:getObjectResponse xmlns:r="http://apache.org/cxf/tests/inherit/types" xmlns:o="${objects}" xmlns:i="${instance}">
      <r:return><r:baseObject i:type="o:SubTypeB"><o:name>n</o:name><o:bvalue>b</o:bvalue></r:baseObject><r:type>B</r:type></r:return>
      </r:getObjectResponse>`,
    data: { object: { type: 'B', baseObject: { xsiType: 'SubTypeB', name: 'n', avalue: null, bvalue: 'b' } } },
  },
  {
    why: 'the soap package writes no arrays of SOAP encoding',
    file: 'wasabi-no_namespace.wsdl',
    query: '{ allContacts(apiKey: "k", login: "l") { firstName mpId } }',
    sent: ['api_key', '>k<', 'login', '>l<'],
    answer: `<r:GetAllContactsResponse xmlns:r="urn:ActionWebService" xmlns:i="${instance}">
      <return><item><first_name>A</first_name><mp_id>1</mp_id></item></return></r:GetAllContactsResponse>`,
    data: { allContacts: [{ firstName: 'A', mpId: 1 }] },
  },
  {
    why: 'the soap package does not know the encoding of SOAP 1.2',
    file: 'nodesoap-rpcexample.wsdl',
    query: '{ files }',
    sent: ['listFiles'],
    answer: `<r:listFilesResponse xmlns:r="urn:RpcExample" xmlns:e="http://www.w3.org/2003/05/soap-encoding">
      <result e:itemType="x:string" e:arraySize="1" xmlns:x="http://www.w3.org/2001/XMLSchema"><files>only</files></result>
      </r:listFilesResponse>`,
    data: { files: ['only'] },
  },
  {
    why: 'digits are kept both ways',
    file: 'cxf-doc_lit_bare.wsdl',
    query: 'mutation { nillableParameter(inDecimal: "12345678901234567890.120") }',
    sent: ['>12345678901234567890.120<'],
    answer: '<r:outString xmlns:r="http://apache.org/hello_world_doc_lit_bare/types">0.10</r:outString>',
    data: { nillableParameter: '0.10' },
  },
  {
    why: 'the soap package does not know an empty body',
    file: 'cxf-doc_lit_bare.wsdl',
    query: 'mutation { bareNoParam }',
    sent: ['Body></'],
    answer: '<r:stringRespType xmlns:r="http://apache.org/hello_world_doc_lit_bare/types">done</r:stringRespType>',
    data: { bareNoParam: 'done' },
  },
  {
    why: 'a value that may be nil is sent as nil unless it is given',
    file: 'cxf-doc_lit_bare.wsdl',
    query: 'mutation { nillableParameter }',
    sent: ['inDecimal', 'nil="true"'],
    answer: `<r:outString xmlns:r="http://apache.org/hello_world_doc_lit_bare/types" xmlns:i="${instance}" i:nil="true"/>`,
    data: { nillableParameter: null },
  },
];

const files = [...new Set(calls.map(({ file }) => file))];
/** An envelope of the version that was asked in. */
const envelope = (asked: string, body: string) => {
  const [namespace] =
    /http:\/\/(?:schemas\.xmlsoap\.org\/soap\/envelope\/|www\.w3\.org\/2003\/05\/soap-envelope)/.exec(asked) ?? [];
  return `<e:Envelope xmlns:e="${namespace}"><e:Body>${body}</e:Body></e:Envelope>`;
};

describe('answers as a WSDL promises them', () => {
  const requests: string[] = [];
  let next: string | undefined;
  let served: ServedImports<string>;
  const server = createServer(async (request, response) => {
    const text = await readText(request);
    if (request.method !== 'POST') return response.writeHead(404).end();
    requests.push(text);
    if (next === undefined) return response.writeHead(202).end();
    const type = text.includes('2003/05/soap-envelope') ? 'application/soap+xml' : 'text/xml';
    return response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(envelope(text, next));
  });

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/soap`;
    const imports = await Promise.all(files.map((file) => importDocument('wsdl', join(corpus, file))));
    served = await serveImports(
      Object.fromEntries(imports.map((imported, index) => [files[index], { imported, url }])),
    );
  }, 60_000);

  afterAll(async () => {
    await served?.stop();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it.each(calls)('$file: $why', async ({ file, query, sent, answer, data }) => {
    requests.length = 0;
    next = answer;
    const result = await post(served.graphs[file]?.endpoint ?? '', { query });
    expect(result).toEqual({ data });
    for (const text of sent) expect(requests.join()).toContain(text);
  });
});
