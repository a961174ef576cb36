import { describe, expect, it } from 'vitest';
import { composeClientGraph } from '../compose/compose-client-graph.js';

const head = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.8", import: ["@key"])
  @link(url: "https://specs.facet.example/mock/v0.1", import: ["@mock"])`;

function compose(sdl: string) {
  return composeClientGraph({
    name: 'web',
    shared: [{ name: 'loyalty', url: '', file: 'loyalty.graphql', sdl }],
    contract: { include: [], exclude: [] },
  });
}

describe('@mock', () => {
  it('is carried into the supergraph, which gateways that do not know it can serve', async () => {
    const { supergraph, problems } = await compose(`${head} @mock(seed: 7, listSize: 5)
      type Query { points: Int @mock(values: [10, 20]) names: [String!] @mock(listSize: 2) }`);
    expect(problems).toEqual([]);
    const places = supergraph?.match(/@join__directive\(graphs: \[LOYALTY\], name: "mock", args: .*\)/g);
    expect(places).toEqual([
      '@join__directive(graphs: [LOYALTY], name: "mock", args: {seed: 7, listSize: 5})',
      '@join__directive(graphs: [LOYALTY], name: "mock", args: {values: [10, 20]})',
      '@join__directive(graphs: [LOYALTY], name: "mock", args: {listSize: 2})',
    ]);
    expect(supergraph).toContain('@link(url: "https://specs.facet.example/mock/v0.1")');
  });

  it.each([
    ['a seed on a field', '', 'points: Int @mock(seed: 1)', '@mock: "seed" is for the schema, not for a field'],
    ['values on the schema', '@mock(values: [1])', 'points: Int', '@mock: "values" is for a field, not for the schema'],
    ['a list that is too long', '', 'points: [Int] @mock(listSize: 1001)', '@mock: "listSize" must be from 0 to 1000'],
    ['a list shorter than none', '@mock(listSize: -1)', 'points: [Int]', '@mock: "listSize" must be from 0 to 1000'],
  ])('is not %s', async (_what, onSchema, field, message) => {
    const { problems } = await compose(`${head} ${onSchema}\ntype Query { ${field} }`);
    expect(problems).toMatchObject([
      { code: 'MOCK_INVALID', message, file: 'loyalty.graphql', line: expect.any(Number) },
    ]);
  });

  it('has a seed that is a number', async () => {
    const { problems } = await compose(`${head} @mock(seed: "x")\ntype Query { points: Int }`);
    expect(problems).toMatchObject([{ code: 'CARRIED_DIRECTIVE_INVALID' }]);
  });
});
