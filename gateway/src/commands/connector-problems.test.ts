import { composeClientGraph } from '@facet/schema';
import { describe, expect, it } from 'vitest';
import { connectorProblems } from './connector-problems.js';

const sdl = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])
  @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])
  @source(name: "parcels", http: { baseURL: "http://parcels.invalid" })

type Query {
  parcel(id: ID!): Parcel
    @connect(source: "parcels", http: { GET: "/parcels/{$args.idd}" }, selection: "id state: status->firzt")
}

type Parcel {
  id: ID!
  state: String
}
`;

describe('connectorProblems()', () => {
  it('places each problem at its directive, in the file of its subgraph', async () => {
    const shared = [{ name: 'parcels', url: '', file: 'parcels/schema.graphql', sdl }];
    const { supergraph } = await composeClientGraph({
      name: 'web',
      shared,
      own: undefined,
      contract: { include: [], exclude: [] },
    });
    const problems = connectorProblems(supergraph ?? '', shared, 'web');
    expect(problems).toEqual([
      {
        code: 'UNDEFINED_ARGUMENT',
        file: 'parcels/schema.graphql',
        line: 8,
        column: 57,
        clientGraph: 'web',
        hint: 'Declare the argument on the field, or read one that is there',
        message: [
          'parcels:Query.parcel@connect[0] http.GET: "Query.parcel" has no argument "idd", did you mean "id" (line 1, column 11)',
          '/parcels/{$args.idd}',
          '          ^',
        ].join('\n'),
      },
      {
        code: 'INVALID_SELECTION',
        file: 'parcels/schema.graphql',
        line: 8,
        column: 102,
        clientGraph: 'web',
        hint: 'Correct the text where the pointer is',
        message: [
          'parcels:Query.parcel@connect[0] selection: Unknown method "firzt", did you mean "first" (line 1, column 19)',
          'id state: status->firzt',
          '                  ^',
        ].join('\n'),
      },
    ]);
    for (const { line = 0, column = 0 } of problems) {
      expect(sdl.split('\n')[line - 1]?.slice(column - 1)).toMatch(/^(?:\$args\.idd|firzt)/);
    }
  });

  it('finds the place in a block string, and says what to do', async () => {
    const block = sdl
      .replace('{$args.idd}', '{$args.id}')
      .replace('selection: "id state: status->firzt"', 'selection: """\n\n      id\n        stat\n      """');
    const shared = [{ name: 'parcels', url: '', file: 'parcels/schema.graphql', sdl: block }];
    const { supergraph } = await composeClientGraph({
      name: 'web',
      shared,
      own: undefined,
      contract: { include: [], exclude: [] },
    });
    const [problem] = connectorProblems(supergraph ?? '', shared, 'web');
    expect(problem).toMatchObject({
      code: 'SELECTED_FIELD_NOT_FOUND',
      line: 11,
      column: 9,
      hint: 'Write the schema’s name before the service’s: name: its.path',
    });
    expect(problem?.message).toMatch(/did you mean "state" \(line 2, column 3\)\n {2}stat\n {2}\^$/);
  });
});
