import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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
    expect([...(await statuses('y_'))].filter(([, status]) => status !== 400)).toEqual([]);
    expect([...(await statuses('i_'))].filter(([, status]) => status !== 400)).toEqual([]);
  });

  it('answers 200 to each JSON value inside of variables', async () => {
    const values = files.filter((name) => name.startsWith('y_')).map((name) => bytesOf(name).toString());
    const answered = await Promise.all(
      values.map(async (value) => (await post(edge.endpoint, `{"query":"{ ok }","variables":{"v":${value}}}`)).status),
    );
    expect(answered.filter((status) => status !== 200)).toEqual([]);
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
