import { describe, expect, it } from 'vitest';
import { checkSoap, checkSoapSource } from './check-soap.js';
import { soapConnector, soapSource, wsdlAround } from './soap.test-kit.js';
import { soapProtocol } from './soap-protocol.js';

const wsdl = wsdlAround(`
  <x:element name="Do"><x:complexType>
    <x:sequence>
      <x:element name="currency" type="x:string"/>
      <x:sequence><x:element name="sku" type="x:string" maxOccurs="9"/></x:sequence>
      <x:element name="filter" minOccurs="0"><x:complexType><x:sequence>
        <x:element name="from" type="x:date"/><x:element name="to" type="x:date" minOccurs="0"/>
      </x:sequence></x:complexType></x:element>
    </x:sequence>
    <x:attribute name="lang"/>
  </x:complexType></x:element>
  <x:element name="DoResponse"/>`);

const problemsOf = (args: object, source = soapSource(wsdl)) => checkSoap(soapConnector({ ...args }), source);

describe('checkSoap()', () => {
  it('finds nothing wrong with an input that fits, or whose keys are not to be seen', () => {
    const fitting = '"@lang": $args.lang currency: $args.currency sku: $batch.sku filter: { from: $args.from }';
    expect(problemsOf({ input: fitting })).toEqual([]);
    expect(problemsOf({ input: '$args.input' })).toEqual([]);
    expect(problemsOf({ input: '$args { currency sku }' })).toEqual([]);
    expect(problemsOf({ input: 'currency: $args.c $args.rest { sku }' })).toEqual([]);
  });

  it('names unknown keys with a suggestion and their place, deep ones too', () => {
    const input = 'currency: $args.c\nskus: $args.skus\nsku: $args.s filter: { from: $args.f until: $args.u }';
    expect(problemsOf({ input })).toEqual([
      {
        code: 'UNKNOWN_INPUT',
        message: 'The WSDL has no "skus" in "Do", did you mean "sku"',
        subgraph: 'test',
        coordinate: 'test:Query.do@soap[0].input',
        line: 2,
        column: 1,
      },
      expect.objectContaining({ code: 'UNKNOWN_INPUT', message: 'The WSDL has no "until" in "filter"', line: 3 }),
    ]);
  });

  it('names required elements that are missing, also where there is no input at all', () => {
    expect(problemsOf({ input: 'currency: $args.c filter: $({ to: "2026-01-01" })' })).toMatchObject([
      { code: 'MISSING_INPUT', message: 'The WSDL requires "from" in "filter"' },
      { code: 'MISSING_INPUT', message: 'The WSDL requires "sku" in "Do"' },
    ]);
    expect(problemsOf({})).toMatchObject([
      { code: 'MISSING_INPUT', message: 'The WSDL requires "currency" in "Do"' },
      { code: 'MISSING_INPUT', message: 'The WSDL requires "sku" in "Do"' },
    ]);
  });

  it('names an unknown operation and an unknown port', () => {
    expect(problemsOf({ operation: 'DoIt' })).toMatchObject([
      {
        code: 'UNKNOWN_OPERATION',
        message: 'The WSDL has no operation "DoIt", did you mean "Do"',
        coordinate: 'test:Query.do@soap[0]',
      },
    ]);
    expect(problemsOf({ port: 'Jms' })).toMatchObject([
      { code: 'UNKNOWN_PORT', message: 'The WSDL has no port "Jms": it has Soap11, Soap12' },
    ]);
  });

  it('reports what the WSDL gets wrong on the way to the operation, with its line', () => {
    const broken = wsdl.replace('type="x:date"/>', 'type="t:Nothing"/>');
    expect(problemsOf({ input: '$args' }, soapSource(broken))).toMatchObject([
      { code: 'INVALID_WSDL', message: expect.stringMatching(/^test\.wsdl:\d+: there is no type "t:Nothing"$/) },
    ]);
    const encoded = wsdl.replaceAll('use="literal"', 'use="encoded"');
    expect(problemsOf({}, soapSource(encoded))).toMatchObject([{ code: 'UNSUPPORTED_WSDL' }]);
  });

  it('leaves an unknown source, a WSDL that cannot be read and a text that does not parse to the other checks', () => {
    expect(checkSoap(soapConnector({}), undefined)).toEqual([]);
    expect(problemsOf({}, soapSource('<a/>'))).toEqual([]);
    expect(problemsOf({ input: 'currency: {' })).toEqual([]);
  });
});

describe('checkSoapSource()', () => {
  it('finds nothing wrong with a source that fits', () => {
    const security = { usernameToken: { username: 'u', password: 'p' }, timestamp: {} };
    const headers = [{ name: 'X-Correlation-ID', from: 'x-correlation-id' }];
    expect(checkSoapSource(soapSource(wsdl, { endpoint: 'https://example.com/', security, headers }))).toEqual([]);
  });

  it('reports a WSDL that cannot be used, or was not stored', () => {
    expect(checkSoapSource(soapSource('<definitions>'))).toMatchObject([
      {
        code: 'INVALID_WSDL',
        coordinate: 'test:@soapSource(name: "test")',
        message: expect.stringContaining('test.wsdl:1: '),
      },
    ]);
    expect(checkSoapSource(soapSource(wsdl, { documents: [] }))).toMatchObject([
      { message: './test.wsdl:1: the supergraph does not hold the WSDL: compose it again' },
    ]);
    const noOperation = '<definitions xmlns="http://schemas.xmlsoap.org/wsdl/"/>';
    expect(checkSoapSource(soapSource(noOperation))).toMatchObject([
      { message: 'test.wsdl:1: the WSDL has no operation with a SOAP binding' },
    ]);
  });

  it.each([
    [{ endpoint: 'ftp://example.com' }, 'INVALID_URL'],
    [{ headers: [{ name: 'SOAPAction', value: 'x' }] }, 'INVALID_HEADER'],
    [{ headers: [{ name: 'Content-Length', value: '1' }] }, 'INVALID_HEADER'],
    [{ headers: [{ name: 'a b', value: '1' }] }, 'INVALID_HEADER'],
    [{ headers: [{ name: 'x', value: '1', from: 'y' }] }, 'INVALID_HEADER'],
    [{ headers: [{ name: 'Host', from: 'host' }] }, 'INVALID_HEADER'],
    [{ security: { timestamp: { ttlSeconds: 0 } } }, 'INVALID_SECURITY'],
  ])('refuses %j', (args, code) => {
    expect(checkSoapSource(soapSource(wsdl, args)).map((problem) => problem.code)).toEqual([code]);
  });
});

describe('soapProtocol', () => {
  it('lists every mapping text with its place', () => {
    const errors = { message: 'm', extensions: 'e' };
    const connector = soapConnector({ input: 'i', headers: 'h', selection: 's', isFault: 'f', errors });
    expect(soapProtocol.texts(connector).map(({ argument, text, phase }) => [argument, text, phase])).toEqual([
      ['input', 'i', 'request'],
      ['headers', 'h', 'request'],
      ['selection', 's', 'answer'],
      ['isFault', 'f', 'answer'],
      ['errors.message', 'm', 'answer'],
      ['errors.extensions', 'e', 'answer'],
    ]);
    const security = { usernameToken: { username: 'u', password: 'p' } };
    const source = soapSource(wsdl, {
      headers: [
        { name: 'a', from: 'b' },
        { name: 'c', value: 'd' },
      ],
      security,
      errors,
    });
    expect(soapProtocol.sourceTexts(source).map(({ argument, text, form }) => [argument, text, form])).toEqual([
      ['headers[1].value', 'd', 'template'],
      ['security.usernameToken.username', 'u', 'template'],
      ['security.usernameToken.password', 'p', 'template'],
      ['errors.message', 'm', 'value'],
      ['errors.extensions', 'e', 'selection'],
    ]);
  });

  it('finds the address in the settings, the source and the WSDL, in this order', () => {
    const source = soapSource(wsdl, { endpoint: 'http://e/' });
    expect(soapProtocol.address(source, { url: 'http://u/' })).toBe('http://u/');
    expect(soapProtocol.address(source, {})).toBe('http://e/');
    expect(soapProtocol.address(soapSource(wsdl), {})).toBe('http://127.0.0.1:1/do');
    expect(soapProtocol.address(soapSource('no wsdl'), {})).toBeUndefined();
  });
});
