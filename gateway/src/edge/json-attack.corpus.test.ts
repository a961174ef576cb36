import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { post, startEdge } from './edge.test-kit.js';
import { findJsonError } from './find-json-error.js';

// Nicolas Seriot's JSON test suite: y_* is JSON, n_* is not, i_* is up to the reader.
const corpus = join(process.env['FACET_CORPUS'] ?? '', 'attack/json');
const files = readdirSync(corpus).filter((name) => name.endsWith('.json'));
const bytesOf = (name: string) => readFileSync(join(corpus, name));

describe('public listener under the JSON attack corpus', () => {
  let edge: Awaited<ReturnType<typeof startEdge>>;
  beforeAll(async () => {
    edge = await startEdge({ maxBodyBytes: 1_048_576 });
  });
  afterAll(() => edge.stop());

  async function statusOf(name: string): Promise<number> {
    return (await post(edge.endpoint, new Blob([bytesOf(name)]))).status;
  }

  async function statuses(prefix: string): Promise<Map<string, number>> {
    const names = files.filter((name) => name.startsWith(prefix));
    expect(names.length).toBeGreaterThan(20);
    return new Map(await Promise.all(names.map(async (name) => [name, await statusOf(name)] as const)));
  }

  it('answers 400 to every text that is no JSON', async () => {
    expect([...(await statuses('n_'))].filter(([, status]) => status !== 400)).toEqual([]);
  });

  it('answers 400 to JSON that is no GraphQL request, and never 5xx', async () => {
    // An object with an `id`, which is how a persisted operation is asked for.
    const persisted = 'y_object_long_strings.json';
    const answered = [...(await statuses('y_'))].filter(([, status]) => status !== 400);
    expect(answered).toEqual([[persisted, 200]]);
    expect([...(await statuses('i_'))].filter(([, status]) => status !== 400)).toEqual([]);
  });

  it.each(['gzip', 'br'] as const)('answers the same to all of them compressed with %s', async (coding) => {
    const code = coding === 'gzip' ? gzipSync : brotliCompressSync;
    for (const name of files) {
      const body = new Blob([new Uint8Array(code(bytesOf(name)))]);
      const { status } = await post(edge.endpoint, body, { 'content-encoding': coding });
      expect(status, name).toBe(await statusOf(name));
    }
  });

  /** With a text of the suite as the value of a variable. */
  async function statusAsVariable(name: string): Promise<number> {
    const parts = [Buffer.from('{"query":"{ ok }","variables":{"v":'), bytesOf(name), Buffer.from('}}')];
    return (await post(edge.endpoint, new Blob([new Uint8Array(Buffer.concat(parts))]))).status;
  }

  it('answers 200 to each JSON value inside of variables, and never 5xx to what is up to the reader', async () => {
    for (const name of files) {
      const status = await statusAsVariable(name);
      if (name.startsWith('y_')) {
        expect(status, name).toBe(200);
      } else {
        expect([200, 400], name).toContain(status);
      }
    }
  });

  it('answers 400 to each text that is no JSON inside of variables', async () => {
    const taken: string[] = [];
    for (const name of files.filter((each) => each.startsWith('n_'))) {
      if ((await statusAsVariable(name)) !== 400) {
        taken.push(name);
      }
    }
    expect(taken).toEqual([]);
  });

  it('names a position for every text that is no JSON, where JSON.parse() and it agree on which those are', () => {
    for (const name of files) {
      const text = new TextDecoder().decode(bytesOf(name));
      expect(findJsonError(text) === undefined, name).toBe(isJson(text));
    }
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // A SyntaxError: that is the answer.
    return false;
  }
}
