import { lookup } from 'node:dns/promises';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { CallOutcome } from '../connector.js';
import {
  costOf,
  declarationsOf,
  entityOf,
  hostileFiles,
  leaked,
  maxBytes,
  maxMs,
  readHostile,
} from '../xml/hostile-documents.test-kit.js';
import { watchIo } from '../xml/watch-io.test-kit.js';
import { compileSoapCall } from './compile-soap-call.js';
import { answeringOptions, callInput, soapConnector, soapSource, wsdlAround } from './soap.test-kit.js';
import { describeService } from './wsdl/describe-service.js';

const wsdl = wsdlAround(`<x:element name="Do"/><x:element name="DoResponse" type="x:anyType"/>`);
const namespace = 'http://schemas.xmlsoap.org/soap/envelope/';
const envelopeOf = (content: string) => `<e:Envelope xmlns:e="${namespace}"><e:Body>${content}</e:Body></e:Envelope>`;

/** A document without its XML declaration, which may stand at the very start only. */
const withoutProlog = (text: string) => text.replace(/^\s*<\?xml[^>]*\?>/, '');
interface Answer {
  readonly body: string | Uint8Array;
  readonly status?: number;
  readonly contentType?: string;
}

/** The ways in which a hostile document can come as a SOAP answer. */
const shapes: Readonly<Record<string, (bytes: Buffer) => Answer>> = {
  'as it is': (bytes) => ({ body: bytes }),
  'as it is, with an error status': (bytes) => ({ body: bytes, status: 500 }),
  'with its declarations before an envelope': (bytes) => {
    const text = bytes.toString('latin1');
    return {
      body: `${declarationsOf(text)}${envelopeOf(`<DoResponse xmlns="urn:test">${entityOf(text)}</DoResponse>`)}`,
    };
  },
  'in a body': (bytes) => ({ body: envelopeOf(withoutProlog(bytes.toString('latin1'))) }),
  'in the detail of a Fault': (bytes) => {
    const detail = `<detail>${declarationsOf(bytes.toString('latin1'))}${entityOf(bytes.toString('latin1'))}</detail>`;
    return { body: envelopeOf(`<e:Fault><faultcode>e:Server</faultcode>${detail}</e:Fault>`), status: 500 };
  },
  'as the root of a multipart message': (bytes) => ({
    body: Buffer.concat([
      Buffer.from('--b\r\nContent-Type: application/xop+xml\r\n\r\n'),
      bytes,
      Buffer.from('\r\n--b--'),
    ]),
    contentType: 'multipart/related; type="application/xop+xml"; boundary=b',
  }),
};

const source = soapSource(wsdl);

function calling(answer: Answer): Promise<CallOutcome> {
  const { options } = answeringOptions(answer);
  return compileSoapCall(soapConnector({}), source, options)(callInput());
}

describe.each(Object.keys(shapes))('a hostile answer, %s', (shape) => {
  it.each(hostileFiles)('%s is refused by a typed error, at once, and opens nothing', async (name) => {
    const answer = shapes[shape]?.(readHostile(name));
    if (answer === undefined) throw new Error('there is no such shape');
    let outcome: CallOutcome | undefined;
    const opened = await watchIo(async () => {
      outcome = await calling(answer);
    });
    expect(opened).toEqual([]);
    expect(outcome).toMatchObject({ kind: 'error', error: { failure: { code: 'SOURCE_BAD_ANSWER' } } });
    // Neither what a file on this machine holds, nor what an entity would have come to.
    expect(JSON.stringify(outcome)).not.toMatch(leaked);
    const { ms, bytes } = await costOf(() => calling(answer));
    expect(ms).toBeLessThan(maxMs);
    expect(bytes).toBeLessThan(maxBytes);
  });
});

describe('describeService()', () => {
  it('fetches and opens nothing, whatever a stored WSDL imports', async () => {
    const importing = wsdl.replace(
      '<x:element name="Do"/>',
      '<x:import namespace="urn:a" schemaLocation="http://127.0.0.1:1/a.xsd"/><x:include schemaLocation="file:///etc/passwd"/>$&',
    );
    const opened = await watchIo(async () => describeService([{ location: 'test.wsdl', text: importing }]));
    expect(opened).toEqual([]);
  });
});

describe('watchIo()', () => {
  it('sees files, names and sockets', async () => {
    expect(await watchIo(async () => readFileSync(import.meta.filename))).toContain('readFileSync');
    expect(await watchIo(async () => lookup('localhost').catch(() => undefined))).toContain('GETADDRINFOREQWRAP');
    const seen = await watchIo(async () => {
      const socket = connect(1, '127.0.0.1');
      await new Promise<void>((done) => socket.on('error', () => done()));
    });
    expect(seen).toContain('TCPWRAP');
  });
});
