import { randomBytes } from 'node:crypto';
import soap from 'soap';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningSource } from '../server/running-source.js';
import { unpricedSku } from '../shop-data/prices.js';
import { demoCredentials, startPricing } from './start-pricing.js';

let source: RunningSource;
beforeAll(async () => {
  source = await startPricing({ port: 0 });
});
afterAll(() => source.stop());

const security = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
const utility = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd';
const versions = {
  '1.1': { namespace: 'http://schemas.xmlsoap.org/soap/envelope/', mediaType: 'text/xml; charset=utf-8' },
  '1.2': { namespace: 'http://www.w3.org/2003/05/soap-envelope', mediaType: 'application/soap+xml; charset=utf-8' },
} as const;
type Version = keyof typeof versions;

/** A prefix that is none of the usual ones: names count by namespace. */
function envelope(version: Version, body: string, password = demoCredentials.password): string {
  const header = `<wsse:Security xmlns:wsse="${security}" xmlns:wsu="${utility}"><wsse:UsernameToken>
    <wsse:Username>${demoCredentials.username}</wsse:Username><wsse:Password>${password}</wsse:Password>
    <wsse:Nonce>${randomBytes(16).toString('base64')}</wsse:Nonce><wsu:Created>${new Date().toISOString()}</wsu:Created>
  </wsse:UsernameToken></wsse:Security>`;
  return `<?xml version="1.0"?><e:Envelope xmlns:e="${versions[version].namespace}"><e:Header>${header}</e:Header><e:Body>${body}</e:Body></e:Envelope>`;
}

const getPrice = (sku: string, currency = 'EUR') =>
  `<p:GetPrice xmlns:p="https://pricing.facet.example/v1"><p:sku>${sku}</p:sku><p:currency>${currency}</p:currency></p:GetPrice>`;

const getPriceList = (skus: readonly string[], currency = 'EUR') =>
  `<GetPriceList xmlns="https://pricing.facet.example/v1"><currency>${currency}</currency>${skus.map((sku) => `<sku>${sku}</sku>`).join('')}</GetPriceList>`;

async function post(version: Version, xml: string) {
  const { mediaType } = versions[version];
  const response = await fetch(source.url, { method: 'POST', headers: { 'content-type': mediaType }, body: xml });
  return { status: response.status, type: response.headers.get('content-type'), xml: await response.text() };
}

function answer(version: Version, status: number, body: string) {
  const { namespace, mediaType } = versions[version];
  const open = `<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="${namespace}"><soap:Body>`;
  return { status, type: mediaType, xml: `${open}${body}</soap:Body></soap:Envelope>` };
}

const priceOfTent =
  '<price><sku>FX-10001</sku><amount>303.95</amount><currency>EUR</currency><listAmount>434.95</listAmount><validUntil>2026-10-29</validUntil></price>';
const priceOfSecond = '<price><sku>FX-10002</sku><amount>214.95</amount><currency>EUR</currency></price>';

describe.each(['1.1', '1.2'] as const)('POST /pricing in SOAP %s', (version) => {
  const fault = (codes11: string, codes12: string, reason: string, detail = '', attributes = '') =>
    version === '1.1'
      ? `<soap:Fault${attributes}><faultcode>${codes11}</faultcode><faultstring>${reason}</faultstring>${detail && `<detail>${detail}</detail>`}</soap:Fault>`
      : `<soap:Fault${attributes}><soap:Code>${codes12}</soap:Code><soap:Reason><soap:Text xml:lang="en">${reason}</soap:Text></soap:Reason>${detail && `<soap:Detail>${detail}</soap:Detail>`}</soap:Fault>`;
  const clientFault = (reason: string, detail?: string) =>
    answer(
      version,
      version === '1.1' ? 500 : 400,
      fault('soap:Client', '<soap:Value>soap:Sender</soap:Value>', reason, detail),
    );
  const securityFault = (code: string, reason: string) => {
    const codes12 = `<soap:Value>soap:Sender</soap:Value><soap:Subcode><soap:Value>wsse:${code}</soap:Value></soap:Subcode>`;
    const body = fault(`wsse:${code}`, codes12, reason, '', ` xmlns:wsse="${security}"`);
    return answer(version, version === '1.1' ? 500 : 400, body);
  };
  const unknownSku = (sku: string) =>
    clientFault(
      `Unknown SKU "${sku}"`,
      `<pricingFault xmlns="https://pricing.facet.example/v1"><code>UNKNOWN_SKU</code><sku>${sku}</sku></pricingFault>`,
    );

  it('answers one price in the version of the request', async () => {
    expect(await post(version, envelope(version, getPrice('FX-10001')))).toEqual(
      answer(
        version,
        200,
        `<GetPriceResponse xmlns="https://pricing.facet.example/v1">${priceOfTent}</GetPriceResponse>`,
      ),
    );
  });

  it('answers a price list in the order of the request, each SKU once, without unknown ones', async () => {
    source.reset();
    const skus = ['FX-10002', 'nope', 'FX-10001', unpricedSku, 'FX-10002'];
    expect(await post(version, envelope(version, getPriceList(skus)))).toEqual(
      answer(
        version,
        200,
        `<GetPriceListResponse xmlns="https://pricing.facet.example/v1">${priceOfSecond}${priceOfTent}</GetPriceListResponse>`,
      ),
    );
    expect(source.requests).toMatchObject([{ method: 'POST', operation: 'GetPriceList', itemCount: 5 }]);
  });

  it('answers a Fault for an unknown SKU, and for a list without any known one', async () => {
    expect(await post(version, envelope(version, getPrice('a&lt;b')))).toEqual(
      clientFault(
        'Unknown SKU "a&lt;b"',
        '<pricingFault xmlns="https://pricing.facet.example/v1"><code>UNKNOWN_SKU</code><sku>a&lt;b</sku></pricingFault>',
      ),
    );
    expect(await post(version, envelope(version, getPriceList([unpricedSku, 'nope'])))).toEqual(
      unknownSku(unpricedSku),
    );
  });

  it('answers a Fault for an unknown currency, and for lists of none and of more than 500 SKUs', async () => {
    const detail = '<pricingFault xmlns="https://pricing.facet.example/v1"><code>BAD_REQUEST</code></pricingFault>';
    expect(await post(version, envelope(version, getPrice('FX-10001', 'CHF')))).toEqual(
      clientFault('Unknown currency "CHF": known are EUR, GBP and USD', detail),
    );
    const list = (count: number) => envelope(version, getPriceList(Array(count).fill('FX-10001')));
    expect((await post(version, list(500))).status).toBe(200);
    for (const count of [0, 501]) {
      const reason = `A price list needs 1 to 500 SKUs: the request has ${count}`;
      expect(await post(version, list(count))).toEqual(clientFault(reason, detail));
    }
  });

  it('answers wsse:FailedAuthentication for a wrong password, whatever is asked', async () => {
    const expected = securityFault('FailedAuthentication', 'The username or the password is wrong');
    expect(await post(version, envelope(version, getPrice('FX-10001'), 'guess'))).toEqual(expected);
    expect(await post(version, envelope(version, getPrice('nope'), 'guess'))).toEqual(expected);
  });

  it('refuses the same message a second time, and one without a token', async () => {
    const xml = envelope(version, getPrice('FX-10001'));
    expect((await post(version, xml)).status).toBe(200);
    expect(await post(version, xml)).toEqual(
      securityFault('InvalidSecurityToken', 'The UsernameToken was used before'),
    );
    const bare = xml.replace(/<e:Header>.*<\/e:Header>/s, '');
    expect(await post(version, bare)).toEqual(
      securityFault('InvalidSecurity', 'A WS-Security UsernameToken with Username and Password is needed'),
    );
  });

  it.each([
    ['a text', 'hello'],
    ['nothing', ''],
    ['other XML', '<a/>'],
    ['a truncated message', envelope(version, getPrice('FX-10001')).slice(0, -20)],
    ['a DTD', `<!DOCTYPE a [<!ENTITY b "c">]>${envelope(version, getPrice('&b;'))}`],
    ['an empty body', envelope(version, '')],
  ])('answers a Fault to %s', async (_, xml) => {
    const { status, type, xml: body } = await post(version, xml);
    expect({ status, type }).toEqual({ status: version === '1.1' ? 500 : 400, type: versions[version].mediaType });
    expect(body).toContain('Cannot read the SOAP message: ');
  });

  it('answers a Fault to an operation that it does not have', async () => {
    const { xml } = await post(version, envelope(version, '<Haggle/>'));
    expect(xml).toMatch(/Unknown operation "Haggle"|no operation of the WSDL/);
  });

  it('answers VersionMismatch when the envelope is of the other version', async () => {
    const other = version === '1.1' ? '1.2' : '1.1';
    const { status, xml } = await post(version, envelope(other, getPrice('FX-10001')));
    expect(status).toBe(500);
    expect(xml).toContain('soap:VersionMismatch');
  });

  it.each(['PasswordText', 'PasswordDigest'])(
    'answers the client of the soap package with a %s',
    async (passwordType) => {
      const client = await soap.createClientAsync(`${source.url}?wsdl`, { forceSoap12Headers: version === '1.2' });
      const { username, password } = demoCredentials;
      client.setSecurity(new soap.WSSecurity(username, password, { passwordType, hasNonce: true }));
      const [result] = await client['GetPriceListAsync']({ currency: 'USD', sku: ['FX-10001', 'FX-10002'] });
      expect(result.price).toMatchObject([
        { sku: 'FX-10001', amount: 334.35, currency: 'USD' },
        { sku: 'FX-10002', amount: 236.45, currency: 'USD' },
      ]);
    },
  );
});

describe('startPricing()', () => {
  it('serves the WSDL with its own address in both ports', async () => {
    const text = await (await fetch(`${source.url}?WSDL`)).text();
    expect(text.match(/address location="[^"]*"/g)).toEqual(Array(2).fill(`address location="${source.url}"`));
    expect(text).toContain('<soap12:binding');
  });

  it('answers 405 to GET without ?wsdl, and 415 to what is no XML', async () => {
    expect((await fetch(source.url)).status).toBe(405);
    for (const type of ['application/json', 'text/plain']) {
      const response = await fetch(source.url, { method: 'POST', headers: { 'content-type': type }, body: '{}' });
      expect(response.status).toBe(415);
    }
  });

  it('takes other credentials', async () => {
    const other = await startPricing({ port: 0, credentials: { password: 'other' } });
    const body = envelope('1.1', getPrice('FX-10001'), 'other');
    const response = await fetch(other.url, { method: 'POST', headers: { 'content-type': 'text/xml' }, body });
    await other.stop();
    expect(response.status).toBe(200);
  });
});
