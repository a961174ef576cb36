import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { leastCpuMs } from '../../../cpu-time.test-kit.js';
import { createHttpClient } from '../../../upstream/http-client.js';
import type { CallOutcome } from '../connector.js';
import { compileSoapCall } from './compile-soap-call.js';
import {
  answeringOptions,
  callInput,
  callOptions,
  envelope11,
  envelope12,
  soapConnector,
  soapSource,
  wsdlAround,
} from './soap.test-kit.js';

const wsdl = wsdlAround(`
  <x:element name="Do"/>
  <x:element name="DoResponse"><x:complexType><x:sequence>
    <x:element name="name" type="x:string"/><x:element name="photo" type="x:base64Binary" minOccurs="0" maxOccurs="9"/>
  </x:sequence></x:complexType></x:element>`);

const include = (href: string) => `<xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="${href}"/>`;
const answer = (photos: string) => `<DoResponse xmlns="urn:test"><name>é</name>${photos}</DoResponse>`;
const bytes = Buffer.from([0, 255, 13, 10, 45, 45, 98, 120, 13, 10, 0]);

type Part = readonly [headers: string, content: string | Uint8Array];

function message(parts: readonly Part[], { close = '--b--\r\n', lineEnd = '\r\n' } = {}): Buffer {
  const lines = parts.flatMap(([headers, content]) => [
    Buffer.from(`--b${lineEnd}${headers.replaceAll('\n', lineEnd)}${lineEnd}${lineEnd}`),
    Buffer.from(content),
    Buffer.from(lineEnd),
  ]);
  return Buffer.concat([Buffer.from(`a preamble${lineEnd}`), ...lines, Buffer.from(close)]);
}

const rootHeaders = 'Content-Type: application/xop+xml; charset=UTF-8; type="text/xml"\nContent-ID: <root@x>';
const rootPart = (photos: string): Part => [rootHeaders, envelope11(answer(photos))];
const contentType =
  'multipart/related; type="application/xop+xml"; start="<root@x>"; start-info="text/xml"; boundary="b"';

async function outcomeOf(body: Uint8Array, type = contentType): Promise<CallOutcome> {
  const { options } = answeringOptions({ body, contentType: type });
  return compileSoapCall(soapConnector({}), soapSource(wsdl), options)(callInput());
}

async function failureOf(body: Uint8Array, type = contentType) {
  const outcome = await outcomeOf(body, type);
  if (outcome.kind === 'value') throw new Error('it was taken for a value');
  expect(outcome.error.failure).toMatchObject({ code: 'SOURCE_BAD_ANSWER' });
  return outcome.error.failure?.message;
}

const photo = Buffer.from(bytes).toString('base64');

describe('an answer with attachments', () => {
  it('has the bytes of each part in its place, as base64', async () => {
    const body = message([
      rootPart(`<photo>${include('cid:one%40x')}</photo><photo>  ${include('cid:two@x')}\n</photo><photo>AAAA</photo>`),
      ['Content-ID: <one@x>\nContent-Type: image/png\nContent-Transfer-Encoding: binary', bytes],
      ['Content-Transfer-Encoding: Base64\nContent-ID:\n <two@x>', photo],
    ]);
    expect(await outcomeOf(body)).toEqual({ kind: 'value', value: { name: 'é', photo: [photo, photo, 'AAAA'] } });
  });

  it('has the envelope in the part that "start" names, else in the first, and may use plain line feeds', async () => {
    const root = rootPart(`<photo>${include('cid:one@x')}</photo>`);
    const one: Part = ['Content-ID: <one@x>', 'x'];
    const expected = { kind: 'value', value: { name: 'é', photo: ['eA=='] } };
    expect(await outcomeOf(message([one, root]))).toEqual(expected);
    expect(await outcomeOf(message([root, one], { lineEnd: '\n' }), 'multipart/related; boundary=b')).toEqual(expected);
  });

  it('may have them named by href, and may be SOAP 1.2', async () => {
    const envelope = envelope12(answer('<photo href="cid:one"/>'));
    const body = message([
      ['Content-Type: application/soap+xml', envelope],
      ['Content-ID: <one>', 'x'],
    ]);
    expect(await outcomeOf(body, 'multipart/related; boundary=b')).toEqual({
      kind: 'value',
      value: { name: 'é', photo: ['eA=='] },
    });
  });

  it('may be a Fault', async () => {
    const body = message([
      [rootHeaders, envelope11('<e:Fault><faultcode>e:Server</faultcode><faultstring>no</faultstring></e:Fault>')],
    ]);
    expect(await outcomeOf(body)).toMatchObject({ kind: 'error', error: { message: 'no' } });
  });

  it.each([
    [
      'a missing attachment',
      message([rootPart(`<photo>${include('cid:no')}</photo>`)]),
      '"photo" includes an attachment that did not come',
    ],
    [
      'an attachment named twice',
      message([
        rootPart(`<photo>${include('cid:a')}</photo><photo>${include('cid:a')}</photo>`),
        ['Content-ID: <a>', 'x'],
      ]),
      '"photo" includes an attachment that another element has',
    ],
    [
      'a file',
      message([rootPart(`<photo>${include('file:///etc/passwd')}</photo>`)]),
      'includes something outside of the message',
    ],
    [
      'an address',
      message([rootPart(`<photo>${include('http://127.0.0.1:1/')}</photo>`)]),
      'includes something outside of the message',
    ],
    ['a message that was cut off', message([rootPart('')], { close: '' }), 'its last part is not closed'],
    ['a message without parts', Buffer.from('--b--'), 'a multipart message without parts'],
    [
      'a transfer encoding that nobody uses',
      message([['Content-Transfer-Encoding: x-uue', 'x']]),
      'a transfer encoding that is not supported',
    ],
    ['a document type', message([[rootHeaders, '<!DOCTYPE a><a/>']]), 'a document type declaration is not allowed'],
    ['something else than XML', message([['Content-Type: text/plain', 'hello']]), 'it is not well-formed XML'],
  ])('is refused with %s', async (_case, body, reason) => {
    expect(await failureOf(body)).toContain(reason);
  });

  it('is refused without a boundary', async () => {
    expect(await failureOf(message([rootPart('')]), 'multipart/related')).toContain('names no boundary');
  });

  it('has at most 1000 parts, and at most 16 KiB of headers in each', async () => {
    const many = (count: number) =>
      message([rootPart(''), ...Array.from({ length: count - 1 }, (): Part => ['A: b', ''])]);
    expect((await outcomeOf(many(1_000))).kind).toBe('value');
    expect(await failureOf(many(1_001))).toContain('it has more than 1000 parts');
    const long = (count: number) => message([rootPart(''), [`A: ${'x'.repeat(count)}`, '']]);
    expect((await outcomeOf(long(16_377))).kind).toBe('value');
    expect(await failureOf(long(16_390))).toContain('do not end within 16384 bytes');
  });

  it('is refused at once whatever delimiters it is full of', async () => {
    const refuse = async () => {
      await failureOf(Buffer.from('--b'.repeat(1_000_000)));
      await failureOf(Buffer.from('\n--bx'.repeat(1_000_000)));
    };
    expect(await leastCpuMs(refuse, { enoughMs: 3_000 })).toBeLessThan(3_000);
  });
});

describe('compileSoapCall() against a server that answers in MTOM', () => {
  let server: Server | undefined;
  const client = createHttpClient();
  afterEach(async () => {
    await client.close();
    await new Promise((done) => server?.close(done));
  });

  it('reads a megabyte of bytes without losing one, and holds the cap on the answer', async () => {
    const large = Buffer.from(Array.from({ length: 1_000_000 }, (_, index) => (index * 7 + (index >> 8)) % 256));
    const body = message([rootPart(`<photo>${include('cid:one')}</photo>`), ['Content-ID: <one>', large]]);
    server = createServer((_request, response) => response.setHeader('content-type', contentType).end(body));
    await new Promise<void>((done) => server?.listen(0, '127.0.0.1', done));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const options = callOptions(client, { url });
    const call = compileSoapCall(soapConnector({ selection: '$.photo->first' }), soapSource(wsdl), options);
    const outcome = await call(callInput());
    expect(outcome.kind === 'value' && Buffer.from(String(outcome.value), 'base64').equals(large)).toBe(true);

    const capped = compileSoapCall(soapConnector({}), soapSource(wsdl), { ...options, maxAnswerBytes: 999_999 });
    await expect(capped(callInput())).rejects.toMatchObject({ code: 'SOURCE_ANSWER_TOO_LARGE' });
  });
});
