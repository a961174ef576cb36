import { describe, expect, it } from 'vitest';
import type { CallOutcome } from '../connector.js';
import { compileSoapCall } from './compile-soap-call.js';
import {
  answeringOptions,
  callInput,
  envelope11,
  envelope12,
  soapConnector,
  soapSource,
  wsdlAround,
} from './soap.test-kit.js';

const wsdl = wsdlAround(`
  <x:element name="Do"><x:complexType><x:sequence><x:element name="id" type="x:string"/></x:sequence></x:complexType></x:element>
  <x:element name="DoResponse"><x:complexType><x:sequence>
    <x:element name="status" type="x:string"/><x:element name="item" type="x:int" minOccurs="0" maxOccurs="unbounded"/>
  </x:sequence></x:complexType></x:element>
  <x:element name="doFault"><x:complexType><x:sequence><x:element name="reason" type="x:int"/></x:sequence></x:complexType></x:element>`);

const good = envelope11('<DoResponse xmlns="urn:test"><status>OK</status><item>1</item></DoResponse>');

interface Answer {
  readonly status?: number;
  readonly contentType?: string;
  readonly body: string | Uint8Array;
}

/** What becomes of an answer. */
function outcomeOf(answer: Answer, soap: object = {}, source: object = {}): Promise<CallOutcome> {
  const connector = soapConnector({ input: 'id: $args.id', ...soap });
  const { options } = answeringOptions(answer);
  return compileSoapCall(connector, soapSource(wsdl, { ...source }), options)(callInput({ id: '1' }));
}

/** The failure of an answer that cannot be used. */
async function failureOf(answer: Answer, soap: object = {}) {
  const outcome = await outcomeOf(answer, soap);
  if (outcome.kind === 'value') throw new Error('it was taken for a value');
  expect(outcome.error.extensions).toBeUndefined();
  return outcome.error.failure;
}

const fault11 = (content: string) => envelope11(`<e:Fault>${content}</e:Fault>`);
const fault12 = (content: string) => envelope12(`<e:Fault>${content}</e:Fault>`);
const connector = { service: 'test', connector: { coordinate: 'test:Query.do@soap[0]' } };

describe('compileSoapCall()', () => {
  it('applies the selection to the content of the answer’s element', async () => {
    expect(await outcomeOf({ body: good }, { selection: 'status items: item' })).toEqual({
      kind: 'value',
      value: { status: 'OK', items: [1] },
    });
  });

  it.each(['1.1', '1.2'] as const)('sends what SOAP %s wants, and the headers of the source', async (version) => {
    const { options, calls } = answeringOptions({ body: good }, { url: 'http://127.0.0.1:7/elsewhere' });
    const headers = [
      { name: 'X-Correlation-ID', from: 'x-correlation-id' },
      { name: 'X-Key', value: 'k' },
    ];
    const source = soapSource(wsdl, { version, headers });
    await compileSoapCall(soapConnector({ input: 'id: $args.id' }), source, options)(callInput({ id: '1' }));
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({
      method: 'POST',
      url: 'http://127.0.0.1:7/elsewhere',
      source: 'test',
      headers: {
        'x-correlation-id': 'id-1',
        'x-key': 'k',
        ...(version === '1.1'
          ? {
              'content-type': 'text/xml; charset=utf-8',
              accept: 'text/xml, multipart/related',
              soapaction: '"urn:test#Do"',
            }
          : {
              'content-type': 'application/soap+xml; charset=utf-8; action="urn:test#Do"',
              accept: 'application/soap+xml, multipart/related',
            }),
      },
    });
    expect(Object.keys(calls[0]?.headers ?? {})).toHaveLength(version === '1.1' ? 5 : 4);
  });

  it('calls the endpoint of the source, else the address of the port', async () => {
    const calling = async (args: object) => {
      const { options, calls } = answeringOptions({ body: good });
      await compileSoapCall(
        soapConnector({ input: 'id: $args.id' }),
        soapSource(wsdl, { ...args }),
        options,
      )(callInput({ id: '1' }));
      return calls[0]?.url;
    };
    expect(await calling({ endpoint: 'http://127.0.0.1:8/e' })).toBe('http://127.0.0.1:8/e');
    expect(await calling({})).toBe('http://127.0.0.1:1/do');
  });

  it('makes no call without the credentials that the source asks for', async () => {
    const { options, calls } = answeringOptions({ body: good });
    const usernameToken = { username: '{$config.username}', password: '{$config.password}', type: 'DIGEST' };
    const source = soapSource(wsdl, { security: { usernameToken } });
    const calling = compileSoapCall(soapConnector({ input: 'id: $args.id' }), source, options)(callInput({ id: '1' }));
    await expect(calling).rejects.toMatchObject({ name: 'GatewayError', code: 'SOURCE_AUTHENTICATION_FAILED' });
    expect(calls).toEqual([]);
  });

  it.each([200, 400, 500, 503])('makes an error of a SOAP 1.1 Fault with HTTP %i', async (status) => {
    const body = fault11(
      '<faultcode>e:Server</faultcode><faultstring>It broke</faultstring><faultactor>urn:a</faultactor>',
    );
    expect(await outcomeOf({ status, body })).toEqual({
      kind: 'error',
      error: {
        message: 'It broke',
        extensions: { code: 'SOAP_FAULT', fault: { code: 'Server', actor: 'urn:a' }, ...connector },
      },
    });
  });

  it.each([200, 400, 500])('makes an error of a SOAP 1.2 Fault with HTTP %i', async (status) => {
    const body =
      fault12(`<e:Code><e:Value>e:Sender</e:Value><e:Subcode><e:Value xmlns:m="urn:m">m:TooLate</e:Value></e:Subcode></e:Code>
      <e:Reason><e:Text xml:lang="de">Zu spät</e:Text><e:Text xml:lang="en">Too late</e:Text></e:Reason><e:Role>urn:r</e:Role>`);
    expect(await outcomeOf({ status, body, contentType: 'application/soap+xml' })).toEqual({
      kind: 'error',
      error: {
        message: 'Too late',
        extensions: { code: 'SOAP_FAULT', fault: { code: 'Sender', subcode: 'TooLate', actor: 'urn:r' }, ...connector },
      },
    });
  });

  it('maps a Fault by the errors of the source and of the connector, which has the last word', async () => {
    const body = fault11(
      '<faultcode>e:Client</faultcode><faultstring>No</faultstring><detail><f:doFault xmlns:f="urn:test"><f:reason>7</f:reason></f:doFault></detail>',
    );
    const source = { errors: { message: 'detail', extensions: 'code: $("SHARED") reason: detail.doFault.reason' } };
    const soap = { errors: { message: 'faultstring->slice(0, 1)', extensions: 'code: faultcode status: $status' } };
    expect(await outcomeOf({ status: 500, body }, soap, source)).toEqual({
      kind: 'error',
      error: {
        message: 'N',
        extensions: { code: 'Client', reason: 7, status: 500, fault: { code: 'Client' }, ...connector },
      },
    });
  });

  it('gives the detail of a Fault the same shape in both versions, unknown elements as lists', async () => {
    const detail = '<x><y>1</y></x><o:doFault xmlns:o="urn:other"><reason>not a number</reason></o:doFault>';
    const errors = { errors: { extensions: 'detail' } };
    const extensions = async (body: string) => {
      const outcome = await outcomeOf({ status: 500, body }, errors);
      return outcome.kind === 'error' ? outcome.error.extensions?.['detail'] : undefined;
    };
    const expected = { x: [{ y: ['1'] }], doFault: { reason: ['not a number'] } };
    expect(await extensions(fault11(`<faultcode>e:Server</faultcode><detail>${detail}</detail>`))).toEqual(expected);
    expect(
      await extensions(fault12(`<e:Code><e:Value>e:Receiver</e:Value></e:Code><e:Detail>${detail}</e:Detail>`)),
    ).toEqual(expected);
  });

  it('has a message for a Fault that says nothing', async () => {
    expect(await outcomeOf({ status: 500, body: fault11('') })).toMatchObject({
      error: { message: 'Request failed', extensions: { code: 'SOAP_FAULT' } },
    });
  });

  const wsse = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';

  it.each([
    [
      '1.1',
      fault11(`<faultcode xmlns:w="${wsse}">w:FailedAuthentication</faultcode><faultstring>secret text</faultstring>`),
    ],
    [
      '1.1, its prefix not declared',
      fault11('<faultcode>wsse:InvalidSecurity</faultcode><faultstring>x</faultstring>'),
    ],
    [
      '1.2',
      fault12(
        `<e:Code><e:Value>e:Sender</e:Value><e:Subcode><e:Value xmlns:w="${wsse}">w:InvalidSecurityToken</e:Value></e:Subcode></e:Code>`,
      ),
    ],
  ])('takes a WS-Security Fault of SOAP %s for a refusal of the gateway', async (_version, body) => {
    const failure = await failureOf({ status: 500, body });
    expect(failure).toMatchObject({ name: 'GatewayError', code: 'SOURCE_AUTHENTICATION_FAILED', source: 'test' });
  });

  it.each([401, 403])('takes HTTP %i for a refusal of the gateway', async (status) => {
    const failure = await failureOf({ status, body: 'who are you' });
    expect(failure).toMatchObject({ code: 'SOURCE_AUTHENTICATION_FAILED' });
    expect(failure?.message).not.toContain('who are you');
  });

  it('makes an error of a payload that isFault holds for', async () => {
    const body = envelope11('<DoResponse xmlns="urn:test"><status>REFUSED</status></DoResponse>');
    const soap = { isFault: 'status->eq("REFUSED")', errors: { message: 'status' } };
    expect(await outcomeOf({ body }, soap)).toEqual({
      kind: 'error',
      error: { message: 'REFUSED', extensions: { code: 'SOAP_FAULT', ...connector } },
    });
    expect(await outcomeOf({ body: good }, { ...soap, selection: '$.status' })).toEqual({ kind: 'value', value: 'OK' });
  });

  it.each([
    [
      'an HTML page',
      200,
      '<!DOCTYPE html><html><body>Login</body></html>',
      'a document type declaration is not allowed',
    ],
    ['a page without DTD', 200, '<html><body>Login</body></html>', 'it is no SOAP envelope: its root is "html"'],
    ['JSON', 200, '{"status": "OK"}', 'it is not well-formed XML'],
    ['nothing', 200, '', 'it is not well-formed XML: document must contain a root element'],
    ['a truncated envelope', 200, good.slice(0, -20), 'it is not well-formed XML: '],
    ['an envelope without body', 200, good.replaceAll('e:Body', 'e:Head'), 'the SOAP envelope has no body'],
    ['an unknown version', 200, good.replace('xmlsoap', 'example'), 'it is an envelope of no known version of SOAP'],
    [
      'another element',
      200,
      good.replaceAll('DoResponse', 'Other'),
      'the SOAP body has no "DoResponse": it has "Other"',
    ],
    ['a wrong value', 200, good.replace('>1<', '>one<'), '"item" is no int'],
    ['deep nesting', 200, '<a>'.repeat(300), 'elements are nested more than 128 deep'],
    ['an error page', 502, '<html></html>', 'the service answered 502: it is no SOAP envelope'],
    ['a payload with an error status', 500, good, 'the service answered 500: there is no Fault in its envelope'],
    ['a redirect', 302, '', 'the service answered 302: it is not well-formed XML'],
  ])('takes %s for a bad answer', async (_case, status, body, message) => {
    const failure = await failureOf({ status, body });
    expect(failure).toMatchObject({ name: 'GatewayError', code: 'SOURCE_BAD_ANSWER' });
    expect(failure?.message).toContain(`Cannot use the answer to connector "test:Query.do@soap[0]": ${message}`);
    expect(failure?.message).not.toContain('Login');
  });

  it('gives a mapping up that does far more work than there is data', async () => {
    const body = envelope11(
      `<DoResponse xmlns="urn:test"><status>OK</status>${'<item>1</item>'.repeat(200)}</DoResponse>`,
    );
    const times = (depth: number): string => (depth === 0 ? '@' : `$.item->map(${times(depth - 1)})`);
    expect((await outcomeOf({ body }, { selection: times(2) })).kind).toBe('value');
    const failure = await failureOf({ body, status: 200 }, { selection: times(3) });
    expect(failure).toMatchObject({
      code: 'SOURCE_BAD_ANSWER',
      message: expect.stringContaining('its mapping does more work than it is worth'),
    });
  });

  it('takes bytes of another encoding for a bad answer', async () => {
    const bytes = Buffer.from(good.replace('OK', 'é'), 'latin1');
    expect((await failureOf({ body: bytes }))?.message).toContain('not text in the encoding "utf-8"');
    expect(
      await outcomeOf({ body: bytes, contentType: 'text/xml; charset=iso-8859-1' }, { selection: '$.status' }),
    ).toEqual({
      kind: 'value',
      value: 'é',
    });
  });

  it('takes an empty answer for the end of a one-way operation', async () => {
    const oneWay = wsdl.replaceAll('<output message="t:Out"/>', '');
    const { options } = answeringOptions({ status: 202, body: '' });
    const call = compileSoapCall(
      soapConnector({ input: 'id: $args.id', selection: 'sent: $(true)' }),
      soapSource(oneWay),
      options,
    );
    expect(await call(callInput({ id: '1' }))).toEqual({ kind: 'value', value: { sent: true } });
  });

  it('says which part of the input does not fit, to the one who sent it', async () => {
    const { options } = answeringOptions({ body: good });
    const call = compileSoapCall(soapConnector({ input: 'id: $args.id' }), soapSource(wsdl), options);
    expect(await call(callInput({ id: { a: 'private' } }))).toEqual({
      kind: 'error',
      error: {
        message: 'Cannot build the request: "Do.id" takes a scalar: it is an object',
        extensions: { code: 'CONNECTOR_REQUEST', ...connector },
      },
    });
  });

  it('does not compile without a source, an operation or an address', () => {
    const { options } = answeringOptions({ body: good });
    const compile =
      (soap: object, source = soapSource(wsdl)) =>
      () =>
        compileSoapCall(soapConnector({ ...soap }), source, options);
    expect(() => compileSoapCall(soapConnector({}), undefined, options)).toThrow('names no source');
    expect(compile({ operation: 'Dox' })).toThrow('The WSDL has no operation "Dox", did you mean "Do"');
    expect(compile({}, soapSource(wsdl.replaceAll('http://127.0.0.1:1/do', 'REPLACE_ME')))).toThrow(
      'no http or https address to call: "REPLACE_ME"',
    );
  });
});
