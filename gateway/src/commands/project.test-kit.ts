import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { main } from '../cli.js';

/** A project in a folder of its own, to run commands in. */
export interface TestProject {
  readonly folder: string;
  /** Writes files by path; replaces those that are there. */
  write(files: Readonly<Record<string, string>>): void;
  /** Runs `facet` in the folder to its end. */
  run(...args: readonly string[]): Promise<CommandRun>;
  remove(): void;
}

/** What a command did. Paths of the project's folder are shown as `<folder>`. */
export interface CommandRun {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** Two sources and one client graph that compose: `shop` shows what is tagged `public`. */
export const shopFiles: Readonly<Record<string, string>> = {
  'facet.yaml': [
    'server: { port: 0 }',
    'admin: { port: 0 }',
    'log: { level: silent }',
    'clientGraphs: [./bff-shop]',
    'supergraphs: { dir: ./supergraphs }',
    'sources:',
    '  each:',
    '    products: { schema: ./products.graphql, url: "http://127.0.0.1:9/graphql" }',
    '    reviews: { schema: ./reviews.graphql, url: "http://127.0.0.1:9/reviews" }',
    '',
  ].join('\n'),
  'products.graphql': [
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.11", import: ["@key", "@tag"])',
    'type Query { product(sku: ID!): Product @tag(name: "public") }',
    'type Product @key(fields: "sku") {',
    '  sku: ID! @tag(name: "public")',
    '  name: String! @tag(name: "public")',
    '  margin: Int!',
    '}',
    '',
  ].join('\n'),
  'reviews.graphql': [
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.11", import: ["@key", "@tag"])',
    'type Product @key(fields: "sku") { sku: ID! stars: Int @tag(name: "public") }',
    '',
  ].join('\n'),
  'bff-shop/facet.bff.yaml': [
    'name: shop',
    'owner: team-shop',
    'path: /shop/graphql',
    'contract: { include: [public] }',
    'subgraph: { schema: ./schema.graphql, resolvers: ./resolvers.js }',
    'operations: { dir: ./operations }',
    'limits: { maxDepth: 2 }',
    '',
  ].join('\n'),
  'bff-shop/schema.graphql': [
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.11", import: ["@key", "@external", "@requires"])',
    'type Query { greeting: String! }',
    'type Product @key(fields: "sku") { sku: ID! margin: Int! @external label: String! @requires(fields: "margin") }',
    '',
  ].join('\n'),
  'bff-shop/resolvers.js': [
    'export const resolvers = {',
    '  Query: { greeting: () => "hello" },',
    '  Product: { label: ({ margin }) => (margin > 10 ? "rich" : "poor") },',
    '};',
    '',
  ].join('\n'),
  'bff-shop/operations/product.graphql': 'query Product($sku: ID!) { product(sku: $sku) { name label } }\n',
};

/** Makes a project in a new folder below the system's temporary one. */
export function createTestProject(files: Readonly<Record<string, string>> = shopFiles): TestProject {
  const folder = mkdtempSync(join(tmpdir(), 'facet-project-'));
  const project: TestProject = {
    folder,
    write(more) {
      for (const [name, text] of Object.entries(more)) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), text);
      }
    },
    async run(...args) {
      const written = { out: '', err: '' };
      const exitCode = await main(args, {
        out: (text) => {
          written.out += text;
        },
        err: (text) => {
          written.err += text;
        },
        environment: {},
        folder,
      });
      const shown = (text: string) => text.replaceAll(folder, '<folder>');
      return { exitCode, out: shown(written.out), err: shown(written.err) };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
  project.write(files);
  return project;
}
