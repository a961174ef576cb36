import { describe, expect, it } from 'vitest';
import type { HttpAnswer, HttpClient } from '../../../upstream/http-client.js';
import type { CallOutcome, ConnectorDefinition } from '../connector.js';
import { callInput } from '../soap/soap.test-kit.js';
import {
  costOf,
  declarationsOf,
  entityOf,
  harmlessFiles,
  hostileFiles,
  leaked,
  maxBytes,
  maxMs,
  readHostile,
} from '../xml/hostile-documents.test-kit.js';
import { watchIo } from '../xml/watch-io.test-kit.js';
import { compileRestCall } from './compile-rest-call.js';

interface Answer {
  readonly body: string | Uint8Array;
  readonly status?: number;
  readonly contentType?: string;
}

/** The ways in which a hostile document can come as the answer to a REST call. */
const shapes: Readonly<Record<string, (bytes: Buffer) => Answer>> = {
  'as it is': (bytes) => ({ body: bytes }),
  'as text/xml, without a charset': (bytes) => ({ body: bytes, contentType: 'text/xml' }),
  'as a type of its own': (bytes) => ({ body: bytes, contentType: 'application/vnd.orders+xml; charset=utf-8' }),
  'in UTF-16': (bytes) => ({
    body: Buffer.from(`\uFEFF${bytes.toString('latin1').replace(/encoding=["'][^"']*["']/i, '')}`, 'utf16le'),
  }),
  'with its declarations before what was asked for': (bytes) => {
    const text = bytes.toString('latin1');
    return { body: `${declarationsOf(text) || '<!DOCTYPE order>'}<order><total>${entityOf(text)}</total></order>` };
  },
  'with an error status': (bytes) => ({ body: bytes, status: 500 }),
};

const definition: ConnectorDefinition = {
  directive: 'connect',
  subgraph: 'sub',
  coordinate: 'sub:Query.order@connect[0]',
  typeName: 'Query',
  fieldName: 'order',
  sourceName: undefined,
  version: 'v0.3',
  args: {
    http: { GET: 'http://orders.invalid/' },
    selection: '$->jsonStringify',
    errors: { message: '$->jsonStringify', extensions: 'all: $' },
  },
};

function calling({ body, status = 200, contentType = 'application/xml' }: Answer): Promise<CallOutcome> {
  const headers = new Map([['content-type', contentType]]);
  const httpClient: HttpClient = {
    request: (): Promise<HttpAnswer> => Promise.resolve({ status, headers, body: Buffer.from(body) }),
    close: () => Promise.resolve(),
  };
  const options = { timeoutMs: 1000, maxAnswerBytes: 10_485_760, settings: {}, environment: {} };
  return compileRestCall(definition, undefined, { ...options, httpClient, reportProblems: () => {} })(callInput());
}

describe.each(Object.keys(shapes))('a hostile answer to a REST call, %s', (shape) => {
  it.each(hostileFiles)('%s is read or refused by a typed error, at once, and opens nothing', async (name) => {
    const answer = shapes[shape]?.(readHostile(name));
    if (answer === undefined) throw new Error('there is no such shape');
    let outcome: CallOutcome | undefined;
    const opened = await watchIo(async () => {
      outcome = await calling(answer);
    });
    expect(opened).toEqual([]);
    if (answer.status !== undefined) {
      // Nothing is made of a body that cannot be read.
      expect(outcome).toMatchObject({ kind: 'error', error: { extensions: { code: 'CONNECTOR_FETCH' } } });
    } else if (outcome?.kind === 'error') {
      expect(outcome.error.failure).toMatchObject({
        code: 'SOURCE_BAD_ANSWER',
        message: expect.stringMatching(/document type declaration|not well-formed|encoding/),
      });
    }
    const isWhole = !shape.startsWith('with its');
    expect(outcome?.kind === 'value').toBe(answer.status === undefined && isWhole && harmlessFiles.has(name));
    // Neither what a file on this machine holds, nor what an entity would have come to.
    expect(JSON.stringify(outcome)).not.toMatch(leaked);
    const { ms, bytes } = await costOf(() => calling(answer));
    expect(ms).toBeLessThan(maxMs);
    expect(bytes).toBeLessThan(maxBytes);
  });
});
