import { describe, expect, it } from 'vitest';
import type { Contract } from '../contract/contract.js';
import type { SubgraphFile } from '../subgraph/subgraph-file.js';
import { composeClientGraph } from './compose-client-graph.js';

const federation =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.11", import: ["@key", "@external", "@requires", "@tag", "@authenticated", "@policy", { name: "@requiresScopes", as: "@needs" }])';

function subgraph(name: string, sdl: string): SubgraphFile {
  return { name, url: `http://${name}`, file: `${name}.graphql`, sdl: `${federation}\n${sdl}` };
}

const products = subgraph(
  'products',
  `type Query { product: Product @tag(name: "public") }
type Product @key(fields: "sku") @tag(name: "public") {
  sku: ID!
  title: String @authenticated
  cost: Int @needs(scopes: [["finance"], ["admin"]]) @tag(name: "internal")
}`,
);

function compose(label: string, contract: Contract = { include: [], exclude: [] }) {
  const own = subgraph(
    'bff-web',
    `type Product @key(fields: "sku") {
  sku: ID!
  cost: Int @external
  ${label}
}`,
  );
  return composeClientGraph({ name: 'web', shared: [products], own, contract });
}

describe('composeClientGraph() with access control', () => {
  it('refuses a field that reads a protected one without asking for as much itself, at its place', async () => {
    const reads = 'costLabel: String @requires(fields: "cost")';
    for (const asks of ['', ' @authenticated', ' @needs(scopes: [["finance"], ["staff"]])']) {
      const { supergraph, problems } = await compose(reads + asks);
      expect(supergraph).toBeUndefined();
      expect(problems).toMatchObject([
        {
          code: 'MISSING_TRANSITIVE_AUTH_REQUIREMENTS',
          message: expect.stringContaining('"Product.costLabel" does not specify necessary'),
          file: 'bff-web.graphql',
        },
      ]);
    }
  });

  it('takes one that asks for the same or more', async () => {
    for (const scopes of ['[["finance"], ["admin"]]', '[["finance", "staff"]]']) {
      const { problems } = await compose(`costLabel: String @requires(fields: "cost") @needs(scopes: ${scopes})`);
      expect(problems).toEqual([]);
    }
  });

  it('writes what is asked for into the supergraph, of what the contract hides too', async () => {
    const label = 'costLabel: String @requires(fields: "cost") @needs(scopes: [["admin"]])';
    const { supergraph, problems } = await compose(label, { include: ['public'], exclude: ['internal'] });
    expect(problems).toEqual([]);
    const line = (field: string) => supergraph?.split('\n').find((text) => text.trim().startsWith(`${field}:`));
    expect(line('cost')).toContain('@needs(scopes: [["finance"], ["admin"]])');
    expect(line('cost')).toContain('@inaccessible');
    expect(line('costLabel')).toContain('@needs(scopes: [["admin"]])');
    expect(line('title')).toContain('@authenticated');
    expect(supergraph).toContain('@link(url: "https://specs.apollo.dev/requiresScopes/v0.1", for: SECURITY');
  });
});
