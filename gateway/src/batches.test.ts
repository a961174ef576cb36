import { afterEach, describe, expect, it } from 'vitest';
import { post, startRuledGraph } from './operation-rules.test-kit.js';

let graph: Awaited<ReturnType<typeof startRuledGraph>> | undefined;
afterEach(() => graph?.stop());

describe('a batch', () => {
  it('is answered in its order, each operation by itself, whatever becomes of the others', async () => {
    graph = await startRuledGraph();
    const { status, body } = await post(graph.endpoint, [
      { query: 'mutation { set }' },
      { query: '{ nope }' },
      { nothing: true },
      { query: '{' },
      { query: '{ broken }' },
      { query: 'query ($n: Int) { items(n: $n) { leaf } }', variables: { n: 2 } },
    ]);
    expect(status).toBe(200);
    expect(body).toEqual([
      { data: { set: 1 } },
      { errors: [expect.objectContaining({ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } })] },
      { errors: [expect.objectContaining({ extensions: { code: 'BAD_REQUEST' } })] },
      { errors: [expect.objectContaining({ extensions: { code: 'GRAPHQL_PARSE_FAILED' } })] },
      { data: { broken: null }, errors: [expect.objectContaining({ path: ['broken'] })] },
      { data: { items: [{ leaf: 1 }, { leaf: 1 }] } },
    ]);
  });

  it('has as many operations as allowed, and is refused and counted with one more', async () => {
    graph = await startRuledGraph({ batching: { enabled: true, maxOperations: 2 } });
    const one = { query: '{ leaf }' };
    expect((await post(graph.endpoint, [one, one])).body).toEqual([{ data: { leaf: 1 } }, { data: { leaf: 1 } }]);
    const ran = graph.fetches.length;
    expect(await post(graph.endpoint, [one, one, one])).toMatchObject({
      status: 400,
      body: { errors: [{ extensions: { code: 'OPERATION_OVER_LIMIT' } }] },
    });
    expect(graph.fetches).toHaveLength(ran);
    expect(graph.blocked).toMatchObject([{ gate: 'limits', rule: 'batching.maxOperations' }]);
  });

  it('is refused where batches are not enabled', async () => {
    graph = await startRuledGraph({ batching: { enabled: false, maxOperations: 10 } });
    expect(await post(graph.endpoint, [{ query: '{ leaf }' }])).toMatchObject({
      status: 400,
      body: { errors: [{ message: expect.stringContaining('Batches are not supported') }] },
    });
    expect(graph.fetches).toHaveLength(0);
    expect(graph.blocked).toEqual([]);
  });
});
