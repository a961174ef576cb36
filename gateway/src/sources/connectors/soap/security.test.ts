import { createHash, createPublicKey, createVerify, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childElements, parseXml, type XmlElement } from '@facet/schema/wsdl';
import { generate } from 'selfsigned';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SignedXml } from 'xml-crypto';
import { createHttpClient } from '../../../upstream/http-client.js';
import { checkSoapSource } from './check-soap.js';
import { compileSoapCall } from './compile-soap-call.js';
import {
  answeringOptions,
  callInput,
  callOptions,
  envelope11,
  soapConnector,
  soapSource,
  wsdlAround,
} from './soap.test-kit.js';

const wsdl = wsdlAround(`
  <x:element name="Do"><x:complexType><x:sequence><x:element name="id" type="x:string"/></x:sequence></x:complexType></x:element>
  <x:element name="DoResponse"><x:complexType><x:sequence><x:element name="ok" type="x:boolean"/></x:sequence></x:complexType></x:element>`);
const good = envelope11('<DoResponse xmlns="urn:test"><ok>true</ok></DoResponse>');

let pem: { readonly cert: string; readonly private: string };
const folder = mkdtempSync(join(tmpdir(), 'facet-soap-'));
const certificateFile = join(folder, 'client.pem');
const keyFile = join(folder, 'client.key');

beforeAll(async () => {
  pem = await generate([{ name: 'commonName', value: 'facet' }], { keySize: 2048, algorithm: 'sha256' });
  writeFileSync(certificateFile, pem.cert);
  writeFileSync(keyFile, pem.private);
});
afterAll(() => rmSync(folder, { recursive: true }));

const signature = { certificate: '{$config.certificate}', privateKey: '{$config.key}' };

/** The envelope sent. */
async function sent(source: object, config: object, version: '1.1' | '1.2' = '1.1'): Promise<string> {
  const { options, calls } = answeringOptions({ body: good }, { config: { ...config } });
  const call = compileSoapCall(
    soapConnector({ input: 'id: $args.id' }),
    soapSource(wsdl, { version, ...source }),
    options,
  );
  await call(callInput({ id: '<a> & "b"\nc' }));
  return String(calls[0]?.body);
}

/** The elements that a signature covers, by their local names, once everything about it is found right. */
function verified(xml: string): string[] {
  const document = parseXml(xml);
  const security = find(document, 'Security');
  const token = find(security, 'BinarySecurityToken');
  const certificate = `-----BEGIN CERTIFICATE-----\n${text(token)}\n-----END CERTIFICATE-----`;
  const reference = find(find(security, 'Signature'), 'Reference', 'wssecurity-secext');
  expect(attribute(reference, 'URI')).toBe(`#${attribute(token, 'Id')}`);
  const check = new SignedXml({ idMode: 'wssecurity', publicCert: certificate, getCertFromKeyInfo: () => null });
  const [element] = /<ds:Signature[\s\S]*<\/ds:Signature>/.exec(xml) ?? [];
  check.loadSignature(String(element));
  expect(check.checkSignature(xml)).toBe(true);
  return check.getSignedReferences().map((signed) => parseXml(signed).name);
}

const find = (element: XmlElement, name: string, namespace = ''): XmlElement => {
  const waiting = [element];
  for (let at = waiting.shift(); at !== undefined; at = waiting.shift()) {
    if (at.name === name && at.namespace.includes(namespace)) return at;
    waiting.push(...childElements(at));
  }
  throw new Error(`there is no ${name}`);
};
const text = (element: XmlElement) => element.children.filter((child) => typeof child === 'string').join('');
const attribute = (element: XmlElement, name: string) => element.attributes.find((each) => each.name === name)?.value;

describe('a signed request', () => {
  it('has a signature of its body that the certificate sent with it verifies, as read from PEM', async () => {
    const xml = await sent({ security: { signature } }, { certificate: pem.cert, key: pem.private });
    expect(verified(xml)).toEqual(['Body']);
    expect(text(find(parseXml(xml), 'BinarySecurityToken'))).toBe(new X509Certificate(pem.cert).raw.toString('base64'));
    expect(text(find(parseXml(xml), 'id'))).toBe('<a> & "b"\nc');
  });

  it('keeps every character of what it signs, line ends among them', async () => {
    const { options, calls } = answeringOptions(
      { body: good },
      { config: { certificate: pem.cert, key: pem.private } },
    );
    const call = compileSoapCall(
      soapConnector({ input: 'id: $args.id' }),
      soapSource(wsdl, { security: { signature } }),
      options,
    );
    const id = '\u0085a\r\nb\tc\u{1F600}]]>\u00a0\u2028</wsse:Security>&#13;';
    await call(callInput({ id }));
    const xml = String(calls[0]?.body);
    expect(text(find(parseXml(xml), 'id'))).toBe(id);
    expect(verified(xml)).toEqual(['Body']);
  });

  it('is verified by hand too: digest of the body, signature of the digests', async () => {
    const xml = await sent({ security: { signature } }, { certificate: pem.cert, key: pem.private });
    const [info = ''] = /<ds:SignedInfo>[\s\S]*<\/ds:SignedInfo>/.exec(xml) ?? [];
    // Exclusive canonical form by hand: namespaces of the prefixes in use, end tags written out.
    const canonical = info
      .replace('<ds:SignedInfo>', '<ds:SignedInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">')
      .replace(/<([\w:]+)([^<>]*)\/>/g, '<$1$2></$1>');
    const value = text(find(parseXml(xml), 'SignatureValue'));
    const verifier = createVerify('RSA-SHA256').update(canonical);
    expect(verifier.verify(createPublicKey(pem.cert), value, 'base64')).toBe(true);
    const [body = ''] = /<soap:Body[\s\S]*<\/soap:Body>/.exec(xml) ?? [];
    const namespaces = new Map([...xml.matchAll(/ xmlns:(\w+)="([^"]*)"/g)].map(([, prefix, uri]) => [prefix, uri]));
    const idPrefix = /<soap:Body (\w+):Id/.exec(body)?.[1];
    const payloadPrefix = /<(\w+):Do>/.exec(body)?.[1];
    const whole = body
      .replace(
        /<soap:Body [^>]*>/,
        `<soap:Body xmlns:${idPrefix}="${namespaces.get(idPrefix)}" xmlns:soap="${namespaces.get('soap')}" ${idPrefix}:Id="body">`.replace(
          /(xmlns:n\d="[^"]*") (xmlns:soap="[^"]*")/,
          '$1 $2',
        ),
      )
      .replace(`<${payloadPrefix}:Do>`, `<${payloadPrefix}:Do xmlns:${payloadPrefix}="urn:test">`)
      .replaceAll('&quot;', '"')
      .replaceAll('&#10;', '\n');
    expect(text(find(parseXml(xml), 'DigestValue'))).toBe(createHash('sha256').update(whole).digest('base64'));
  });

  it.each(['1.1', '1.2'] as const)(
    'may cover everything else in SOAP %s, and read its key from files',
    async (version) => {
      const parts = ['BODY', 'TIMESTAMP', 'USERNAME_TOKEN', 'ADDRESSING'];
      const usernameToken = { username: 'u', password: '{$config.password}' };
      const security = { usernameToken, timestamp: {}, signature: { ...signature, parts, algorithm: 'RSA_SHA512' } };
      const config = { certificate: certificateFile, key: keyFile, password: 'p' };
      const xml = await sent({ security, addressing: 'W3C_2005_08' }, config, version);
      expect(verified(xml)).toEqual(['Body', 'Timestamp', 'UsernameToken', 'Action', 'MessageID', 'ReplyTo', 'To']);
      expect(xml).toContain('http://www.w3.org/2001/04/xmldsig-more#rsa-sha512');
    },
  );

  it('covers the Timestamp too unless told what to cover', async () => {
    const xml = await sent({ security: { timestamp: {}, signature } }, { certificate: certificateFile, key: keyFile });
    expect(verified(xml)).toEqual(['Body', 'Timestamp']);
  });

  it('no longer verifies once a character of the body is another', async () => {
    const xml = await sent({ security: { signature } }, { certificate: pem.cert, key: pem.private });
    expect(() => verified(xml.replace('&lt;a&gt;', '&lt;b&gt;'))).toThrow();
  });

  it('takes PEM whose line ends are written as \\n, and an encrypted key with its passphrase', async () => {
    const config = { certificate: pem.cert.replaceAll('\n', '\\n'), key: pem.private.replaceAll(/\r?\n/g, '\\n') };
    expect(verified(await sent({ security: { signature } }, config))).toEqual(['Body']);
    const encrypted = (await import('node:crypto'))
      .createPrivateKey(pem.private)
      .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open' });
    const withPassphrase = { security: { signature: { ...signature, passphrase: '{$config.passphrase}' } } };
    const rest = { certificate: pem.cert, key: encrypted };
    expect(verified(await sent(withPassphrase, { ...rest, passphrase: 'open' }))).toEqual(['Body']);
    await expect(sent(withPassphrase, { ...rest, passphrase: 'wrong' })).rejects.toMatchObject({
      code: 'SOURCE_AUTHENTICATION_FAILED',
      message: expect.stringContaining('its passphrase is wrong'),
    });
  });

  it('is not sent without a key that can be used, and says why without repeating it', async () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
      type: 'pkcs8',
      format: 'pem',
    });
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' });
    const secret = 'c2VjcmV0IGtleQ==';
    const cases: ReadonlyArray<readonly [object, string]> = [
      [{ certificate: pem.cert }, 'the private key is not configured'],
      [{ certificate: pem.cert, key: secret }, 'the file of the private key cannot be read: ENOENT'],
      [{ certificate: pem.cert, key: `-----BEGIN PRIVATE KEY-----\n${secret}` }, 'it is no private key in PEM'],
      [{ certificate: secret, key: pem.private }, 'the file of the certificate cannot be read: ENOENT'],
      [{ certificate: pem.cert, key: other }, 'the private key does not belong to the certificate'],
      [{ certificate: pem.cert, key: ec }, 'the private key is of the type ec: signatures take RSA keys'],
      [
        { certificate: pem.cert, key: `-----BEGIN ${'x'.repeat(131_072)}` },
        'the private key is over 131072 characters',
      ],
    ];
    for (const [config, reason] of cases) {
      const error: unknown = await sent({ security: { signature } }, config).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'SOURCE_AUTHENTICATION_FAILED', message: expect.stringContaining(reason) });
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(secret);
      expect((error as Error).cause).toBeUndefined();
    }
  });

  it('takes a renewed key within a minute', async () => {
    const { options, calls } = answeringOptions(
      { body: good },
      { config: { certificate: certificateFile, key: keyFile } },
    );
    let now = 1_000_000;
    const call = compileSoapCall(
      soapConnector({ input: 'id: $args.id' }),
      soapSource(wsdl, { security: { signature } }),
      {
        ...options,
        clock: { now: () => now },
      },
    );
    const renewed = await generate([{ name: 'commonName', value: 'renewed' }], { keySize: 2048, algorithm: 'sha256' });
    const certificateSent = async () => {
      await call(callInput({ id: 'a' }));
      return text(find(parseXml(String(calls.at(-1)?.body)), 'BinarySecurityToken'));
    };
    const first = await certificateSent();
    writeFileSync(certificateFile, renewed.cert);
    writeFileSync(keyFile, renewed.private);
    now += 59_999;
    expect(await certificateSent()).toBe(first);
    now += 1;
    expect(await certificateSent()).toBe(new X509Certificate(renewed.cert).raw.toString('base64'));
    writeFileSync(certificateFile, pem.cert);
    writeFileSync(keyFile, pem.private);
  });
});

describe('checkSoapSource() of a signature', () => {
  const faultsOf = (given: object, rest: object = {}) =>
    checkSoapSource(soapSource(wsdl, { security: { signature: { ...signature, ...given } }, ...rest })).map(
      ({ code, message }) => `${code}: ${message}`,
    );

  it('lets no client choose a key', () => {
    expect(faultsOf({ privateKey: '/keys/{$args.key}' })).toEqual([
      'INVALID_SECURITY: security.signature.privateKey may read $config and $env, not $args: no client may choose a key',
    ]);
    expect(faultsOf({ certificate: '{$request.headers.x->first}', privateKey: '{$env.KEY}' })).toHaveLength(1);
  });

  it('refuses to sign what is not sent, or nothing', () => {
    expect(faultsOf({ parts: ['BODY', 'ADDRESSING', 'USERNAME_TOKEN', 'TIMESTAMP'] })).toHaveLength(3);
    expect(faultsOf({ parts: ['ADDRESSING'] }, { addressing: 'W3C_2005_08' })).toEqual([]);
    expect(faultsOf({ parts: [] })).toEqual(['INVALID_SECURITY: security.signature.parts must name what is signed']);
  });
});

describe('a request with WS-Addressing', () => {
  const servers: Server[] = [];
  const client = createHttpClient();
  afterEach(async () => {
    await Promise.all(
      servers.splice(0).map((server) => new Promise((done) => server.close(done).closeAllConnections())),
    );
  });
  afterAll(() => client.close());

  /** A server that answers with the given headers around the message's id. */
  async function calling(header: (messageId: string) => string, selection = 'ok') {
    let received = '';
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request
        .on('data', (chunk: Buffer) => chunks.push(chunk))
        .on('end', () => {
          received = Buffer.concat(chunks).toString();
          const id = /MessageID>([^<]*)</.exec(received)?.[1] ?? '';
          response
            .setHeader('content-type', 'text/xml')
            .end(good.replace('<e:Body>', `<e:Header>${header(id)}</e:Header><e:Body>`));
        });
    });
    servers.push(server);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/do`;
    const source = soapSource(wsdl, { addressing: 'W3C_2005_08' });
    const call = compileSoapCall(
      soapConnector({ input: 'id: $args.id', selection }),
      source,
      callOptions(client, { url }),
    );
    return { outcome: await call(callInput({ id: '1' })), received, url };
  }
  const relatesTo = (id: string) => `<a:RelatesTo xmlns:a="http://www.w3.org/2005/08/addressing">${id}</a:RelatesTo>`;

  it('says what it asks, of whom, under which id, and takes the answer to it', async () => {
    const { outcome, received, url } = await calling(relatesTo);
    expect(outcome).toEqual({ kind: 'value', value: { ok: true } });
    const header = find(parseXml(received), 'Header');
    expect(childElements(header).map(({ name, namespace }) => [name, namespace])).toEqual(
      ['Action', 'MessageID', 'ReplyTo', 'To'].map((name) => [name, 'http://www.w3.org/2005/08/addressing']),
    );
    expect(text(find(header, 'Action'))).toBe('urn:test#Do');
    expect(text(find(header, 'To'))).toBe(url);
    expect(text(find(header, 'MessageID'))).toMatch(/^urn:uuid:[0-9a-f-]{36}$/);
    expect(text(find(header, 'Address'))).toBe('http://www.w3.org/2005/08/addressing/anonymous');
  });

  it('takes an answer that names no message, and none that names another', async () => {
    expect((await calling(() => '')).outcome.kind).toBe('value');
    expect((await calling(() => relatesTo('urn:uuid:other'))).outcome).toMatchObject({
      kind: 'error',
      error: {
        failure: { code: 'SOURCE_BAD_ANSWER', message: expect.stringContaining('"RelatesTo" names another message') },
      },
    });
  });

  it('gives the header blocks of the answer to the mapping, those that the WSDL does not know as lists', async () => {
    const header = '<DoResponse xmlns="urn:test"><ok>1</ok></DoResponse><s xmlns="urn:o">1</s>';
    const { outcome } = await calling(
      () => header,
      'ok: $response.soapHeaders.DoResponse.ok session: $response.soapHeaders.s->first',
    );
    expect(outcome).toEqual({ kind: 'value', value: { ok: true, session: '1' } });
  });

  it('is in the submission’s namespace where the source says so', async () => {
    const xml = await sent({ addressing: 'MEMBER_2004_08' }, {});
    expect(find(parseXml(xml), 'Action').namespace).toBe('http://schemas.xmlsoap.org/ws/2004/08/addressing');
    expect(text(find(parseXml(xml), 'Address'))).toBe(
      'http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous',
    );
  });

  it.each([
    [
      'what the WSDL says',
      '<input message="t:In" w:Action="urn:in" xmlns:w="http://www.w3.org/2006/05/addressing/wsdl"/>',
      'urn:test#Do',
      'urn:in',
    ],
    ['the SOAPAction', '<input message="t:In"/>', 'urn:test#Do', 'urn:test#Do'],
    ['the names', '<input message="t:In"/>', '', 'urn:test:Type:DoRequest'],
    ['the name of the input', '<input name="Ask" message="t:In"/>', '', 'urn:test:Type:Ask'],
  ])('takes for its action %s', async (_case, input, soapAction, action) => {
    const changed = wsdl
      .replace('<input message="t:In"/>', input)
      .replaceAll('soapAction="urn:test#Do"', `soapAction="${soapAction}"`);
    const { options, calls } = answeringOptions({ body: good });
    const source = soapSource(changed, { addressing: 'W3C_2005_08' });
    await compileSoapCall(soapConnector({ input: 'id: $args.id' }), source, options)(callInput({ id: '1' }));
    expect(text(find(parseXml(String(calls[0]?.body)), 'Action'))).toBe(action);
  });
});
