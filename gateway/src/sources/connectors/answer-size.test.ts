import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { describe, expect, it } from 'vitest';
import { createHttpClient } from '../../upstream/http-client.js';
import { compileRestCall } from './rest/compile-rest-call.js';
import { compileSoapCall } from './soap/compile-soap-call.js';
import { callInput, callOptions, envelope11, soapConnector, soapSource, wsdlAround } from './soap/soap.test-kit.js';

/** The configured bound, `sources.all.maxAnswerBytes`, at its default. */
const maxAnswerBytes = 10_485_760;
const chunk = Buffer.alloc(65_536, 'x');

/** A service that sends `head`, `filling` bytes of `x`, and `tail`, as fast as it is read. */
async function startLargeService(type: string, [head, filling, tail]: readonly [string, number, string]) {
  const sent = { bytes: 0 };
  const parts = function* () {
    yield Buffer.from(head);
    for (let left = filling; left > 0; left -= chunk.length) yield chunk.subarray(0, Math.min(left, chunk.length));
    yield Buffer.from(tail);
  };
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': type });
    const counted = function* () {
      for (const part of parts()) {
        sent.bytes += part.length;
        yield part;
      }
    };
    // That the other side closes the connection is what is tested.
    pipeline(Readable.from(counted()), response).catch(() => undefined);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sent,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

const [soapHead = '', soapTail = ''] = envelope11('<DoResponse xmlns="urn:test">|</DoResponse>').split('|');
const rest = (url: string) => ({
  directive: 'connect',
  subgraph: 'sub',
  coordinate: 'sub:Query.f@connect[0]',
  typeName: 'Query',
  fieldName: 'f',
  sourceName: undefined,
  version: 'v0.3' as const,
  args: { http: { GET: url }, selection: '$.a->size' },
});
const wsdl = wsdlAround(`<x:element name="Do"/><x:element name="DoResponse" type="x:string"/>`);

const kinds = {
  JSON: {
    type: 'application/json',
    around: ['{"a":"', '"}'],
    call: (url: string, client: ReturnType<typeof createHttpClient>) =>
      compileRestCall(rest(url), undefined, callOptions(client))(callInput()),
  },
  XML: {
    type: 'application/xml',
    around: ['<a>', '</a>'],
    call: (url: string, client: ReturnType<typeof createHttpClient>) =>
      compileRestCall(rest(url), undefined, callOptions(client))(callInput()),
  },
  SOAP: {
    type: 'text/xml; charset=utf-8',
    around: [soapHead, soapTail],
    call: (url: string, client: ReturnType<typeof createHttpClient>) =>
      compileSoapCall(
        soapConnector({ selection: '$->size' }),
        soapSource(wsdl),
        callOptions(client, { url }),
      )(callInput()),
  },
} as const;

describe.each(Object.entries(kinds))('an answer in %s', (_name, { type, around: [head, tail], call }) => {
  const ask = async (bytes: number) => {
    await using service = await startLargeService(type, [head, bytes - head.length - tail.length, tail]);
    const client = createHttpClient();
    try {
      const outcome = await call(service.url, client).catch((error: unknown) => error);
      return { outcome, sent: service.sent.bytes };
    } finally {
      await client.close();
    }
  };

  it('is read up to the configured bound, and refused past it', async () => {
    expect((await ask(maxAnswerBytes)).outcome).toEqual({
      kind: 'value',
      value: maxAnswerBytes - head.length - tail.length,
    });
    expect((await ask(maxAnswerBytes + 1)).outcome).toMatchObject({ code: 'SOURCE_ANSWER_TOO_LARGE' });
  });

  it('of 100 MB is refused while it comes in, and not read to its end', async () => {
    const memory = process.memoryUsage();
    const { outcome, sent } = await ask(100_000_000);
    expect(outcome).toMatchObject({ code: 'SOURCE_ANSWER_TOO_LARGE' });
    // What is on the way when the connection is closed fills buffers of the system, no more.
    expect(sent).toBeLessThan(40_000_000);
    const after = process.memoryUsage();
    expect(after.heapUsed + after.external - memory.heapUsed - memory.external).toBeLessThan(50_000_000);
  });
});
