import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { listen } from 'soap';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHttpClient } from '../../../upstream/http-client.js';
import { compileSoapCall } from './compile-soap-call.js';
import { callInput, callOptions, soapConnector, soapSource, wsdlAround } from './soap.test-kit.js';

const wsdl = wsdlAround(`
  <x:element name="Do"><x:complexType><x:sequence>
    <x:element name="currency" type="x:string"/>
    <x:element name="sku" type="x:string" maxOccurs="unbounded"/>
  </x:sequence></x:complexType></x:element>
  <x:element name="DoResponse"><x:complexType><x:sequence>
    <x:element name="price" minOccurs="0" maxOccurs="unbounded"><x:complexType><x:sequence>
      <x:element name="sku" type="x:string"/>
      <x:element name="amount" type="x:decimal"/>
      <x:element name="serial" type="x:long"/>
      <x:element name="count" type="x:int"/>
      <x:element name="reduced" type="x:boolean"/>
    </x:sequence></x:complexType></x:element>
  </x:sequence></x:complexType></x:element>
  <x:element name="priceFault"><x:complexType><x:sequence>
    <x:element name="code" type="x:string"/><x:element name="sku" type="x:string" minOccurs="0"/>
  </x:sequence></x:complexType></x:element>`);

interface Token {
  readonly Username: string;
  readonly Password: { readonly $value: string; readonly attributes: { readonly Type: string } };
  readonly Nonce: { readonly $value: string } | string;
  readonly Created: string;
}

interface Request {
  readonly currency: string;
  readonly sku: string | readonly string[];
}

/** The server's own reading of what it was sent. */
const seen: Array<{
  readonly args: unknown;
  readonly contentType: string;
  readonly action: unknown;
  readonly type: string;
}> = [];
let tokenType = '';

function isAuthentic(security: { readonly UsernameToken?: Token }): boolean {
  const token = security.UsernameToken;
  if (token === undefined || token.Username !== 'shop') return false;
  const password = token.Password.$value;
  tokenType = token.Password.attributes.Type.split('#')[1] ?? '';
  if (tokenType === 'PasswordText') return password === 'se<cret&';
  const nonce = Buffer.from(typeof token.Nonce === 'string' ? token.Nonce : token.Nonce.$value, 'base64');
  return password === createHash('sha1').update(nonce).update(token.Created).update('se<cret&').digest('base64');
}

function answer(args: Request, version: '1.1' | '1.2') {
  const skus = [args.sku].flat();
  if (skus.includes('unknown')) {
    const detail = { priceFault: { attributes: { xmlns: 'urn:test' }, code: 'UNKNOWN_SKU', sku: 'unknown' } };
    throw {
      Fault:
        version === '1.1'
          ? { faultcode: 'soap:Client', faultstring: 'There is no such SKU', detail }
          : { Code: { Value: 'soap:Sender' }, Reason: { Text: 'There is no such SKU' }, Detail: detail },
    };
  }
  return {
    price: skus.map((sku) => ({
      sku,
      amount: '12345678901234567890.120',
      serial: '9223372036854775807',
      count: skus.length,
      reduced: false,
    })),
  };
}

describe('compileSoapCall() against a SOAP server', () => {
  const httpClient = createHttpClient();
  const servers: Server[] = [];
  const urls = { '1.1': '', '1.2': '' };

  beforeAll(async () => {
    for (const version of ['1.1', '1.2'] as const) {
      const server = createServer();
      servers.push(server);
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
      const port = {
        Do: (args: Request, _callback: unknown, _headers: unknown, request: { headers: Record<string, string> }) => {
          const { 'content-type': contentType = '', soapaction: action } = request.headers;
          seen.push({ args, contentType, action, type: tokenType });
          return answer(args, version);
        },
      };
      const soap = listen(server, {
        path: '/do',
        xml: wsdl,
        forceSoap12Headers: version === '1.2',
        // The server tells ports apart by their path alone.
        services: { Service: { Soap11: port, Soap12: port } },
      });
      soap.authenticate = (security) => isAuthentic(security as { UsernameToken?: Token });
      urls[version] = `http://127.0.0.1:${(server.address() as AddressInfo).port}/do`;
    }
  });

  afterAll(async () => {
    await httpClient.close();
    await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  });

  const compile = (version: '1.1' | '1.2', { password = 'se<cret&', type = 'DIGEST' } = {}) => {
    const security = { usernameToken: { username: '{$config.username}', password: '{$config.password}', type } };
    const errors = { message: 'faultstring', extensions: 'code: detail.priceFault.code sku: detail.priceFault.sku' };
    return compileSoapCall(
      soapConnector({
        input: 'sku: $args.skus currency: $args.currency',
        selection: '$.price { sku amount serial count reduced }',
      }),
      soapSource(wsdl, { version, security, errors }),
      callOptions(httpClient, { url: urls[version], config: { username: 'shop', password } }),
    );
  };

  it.each(['1.1', '1.2'] as const)(
    'makes a round trip in SOAP %s, signed in by digest, without losing a digit',
    async (version) => {
      const outcome = await compile(version)(callInput({ skus: ['A<1>', 'B&2'], currency: 'EUR' }));

      const item = { amount: '12345678901234567890.120', serial: '9223372036854775807', count: 2, reduced: false };
      expect(outcome).toEqual({
        kind: 'value',
        value: [
          { sku: 'A<1>', ...item },
          { sku: 'B&2', ...item },
        ],
      });
      expect(seen.at(-1)).toEqual({
        args: { currency: 'EUR', sku: ['A<1>', 'B&2'] },
        contentType:
          version === '1.1' ? 'text/xml; charset=utf-8' : 'application/soap+xml; charset=utf-8; action="urn:test#Do"',
        action: version === '1.1' ? '"urn:test#Do"' : undefined,
        type: 'PasswordDigest',
      });
    },
  );

  it('signs in by text where the source says so', async () => {
    const outcome = await compile('1.1', { type: 'TEXT' })(callInput({ skus: ['A'], currency: 'EUR' }));
    expect(outcome.kind).toBe('value');
    expect(seen.at(-1)?.type).toBe('PasswordText');
  });

  it.each(['1.1', '1.2'] as const)('makes an error of a Fault in SOAP %s', async (version) => {
    const outcome = await compile(version)(callInput({ skus: ['unknown'], currency: 'EUR' }));
    expect(outcome).toEqual({
      kind: 'error',
      error: {
        message: 'There is no such SKU',
        extensions: {
          code: 'UNKNOWN_SKU',
          sku: 'unknown',
          fault: { code: version === '1.1' ? 'Client' : 'Sender' },
          service: 'test',
          connector: { coordinate: 'test:Query.do@soap[0]' },
        },
      },
    });
  });

  it('does not call when the input does not fit the WSDL', async () => {
    const before = seen.length;
    const outcome = await compile('1.1')(callInput({ skus: [], currency: 'EUR' }));
    expect(outcome).toMatchObject({
      kind: 'error',
      error: { message: 'Cannot build the request: "Do.sku" is required', extensions: { code: 'CONNECTOR_REQUEST' } },
    });
    expect(seen).toHaveLength(before);
  });
});
