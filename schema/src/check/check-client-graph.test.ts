import { describe, expect, it } from 'vitest';
import { composeClientGraph } from '../compose/compose-client-graph.js';
import { type ClientGraphCheck, checkClientGraph } from './check-client-graph.js';

const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.11", import: ["@tag"])';
const input: ClientGraphCheck = {
  name: 'phone',
  shared: [
    {
      name: 'a',
      url: 'http://a',
      file: 'a.graphql',
      sdl: `${link}\ntype Query { a: Int @tag(name: "public") secret: Int }`,
    },
  ],
  contract: { include: ['public'], exclude: [] },
  artifact: { file: 'phone.graphql', text: undefined },
  operations: [{ file: 'op.graphql', text: 'query A { a }' }],
  rules: [],
};
const { supergraph: current } = await composeClientGraph(input);

describe('checkClientGraph()', () => {
  it('finds nothing wrong with a current artifact and valid operations', async () => {
    expect(await checkClientGraph({ ...input, artifact: { file: 'phone.graphql', text: current } })).toEqual([]);
  });

  it('validates operations against what the contract shows now, even when the artifact is stale', async () => {
    const problems = await checkClientGraph({
      ...input,
      artifact: { file: 'phone.graphql', text: current?.replace('secret: Int', 'old: Int') },
      operations: [{ file: 'op.graphql', text: 'query A { secret }' }],
    });

    expect(problems).toEqual([
      {
        code: 'ARTIFACT_STALE',
        message: 'The composed supergraph is not current: it differs in Query.old, Query.secret',
        file: 'phone.graphql',
        line: expect.any(Number),
        hint: 'Run: npx facet compose',
        clientGraph: 'phone',
      },
      {
        code: 'OPERATION_INVALID',
        message: 'Cannot query field "secret" on type "Query"',
        file: 'op.graphql',
        line: 1,
        column: 11,
        clientGraph: 'phone',
      },
    ]);
  });

  it('reports problems of composition alone', async () => {
    const problems = await checkClientGraph({ ...input, contract: { include: ['nobody'], exclude: [] } });

    expect(problems.map(({ code, clientGraph }) => [code, clientGraph])).toEqual([
      ['CONTRACT_HIDES_EVERYTHING', 'phone'],
    ]);
  });
});
