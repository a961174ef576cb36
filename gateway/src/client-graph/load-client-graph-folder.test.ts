import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatConfigProblem } from '../config/config-problem.js';
import { loadClientGraphFolder } from './load-client-graph-folder.js';
import { loadClientGraphFolders } from './load-client-graph-folders.js';

/** What `cors` comes to when nothing is said. */
const cors = { origins: [], credentials: false, exposedHeaders: [], maxAgeSeconds: 600, privateNetwork: false };

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'facet-client-graph-'));
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
}

const environment = { variables: {}, unset: 'problem' } as const;
const served = { environment, resolvers: 'compiled' } as const;

function load(folder: string, resolvers: 'compiled' | 'unused' = 'compiled') {
  const result = loadClientGraphFolder(join(root, folder), { environment, resolvers });
  return result.kind === 'loaded'
    ? result.definition
    : result.problems.map((problem) => formatConfigProblem(problem).replaceAll(`${root}/`, ''));
}

const mobile = `
name: mobile
owner: team-phone
path: /mobile/graphql
contract: { include: [public, mobile], exclude: [internal] }
subgraph: { schema: ./schema.graphql, resolvers: ./src/resolvers.ts }
operations: { dir: ./operations }
limits: { maxDepth: 12 }
cors: { origins: ["http://127.0.0.1:4081"] }
`;

describe('loadClientGraphFolder()', () => {
  it('gives everything a client graph is composed from, checked against and served with', () => {
    write({
      'm/facet.bff.yaml': mobile,
      'm/schema.graphql': 'type Query { a: Int }',
      'm/dist/resolvers.js': 'export const resolvers = {};',
      'm/operations/b/two.graphql': 'query Two { a }',
      'm/operations/one.graphql': 'query One { a }',
      'm/operations/README.md': 'no operation',
    });
    expect(load('m')).toMatchObject({
      name: 'mobile',
      owner: 'team-phone',
      path: '/mobile/graphql',
      contract: { include: ['public', 'mobile'], exclude: ['internal'] },
      subgraph: {
        name: 'bff-mobile',
        url: 'local:bff-mobile',
        file: join(root, 'm/schema.graphql'),
        text: 'type Query { a: Int }',
        resolversModule: join(root, 'm/dist/resolvers.js'),
      },
      operations: [
        { file: join(root, 'm/operations/b/two.graphql'), text: 'query Two { a }' },
        { file: join(root, 'm/operations/one.graphql'), text: 'query One { a }' },
      ],
      limits: { maxDepth: 12 },
      cors: { ...cors, origins: ['http://127.0.0.1:4081'] },
      errors: { mask: 'unexpected' },
      file: join(root, 'm/facet.bff.yaml'),
    });
  });

  it('does with name, owner and path alone', () => {
    write({ 'm/facet.bff.yaml': 'name: m\nowner: me\npath: /m\n' });
    expect(load('m')).toMatchObject({
      name: 'm',
      owner: 'me',
      path: '/m',
      contract: { include: [], exclude: [] },
      operations: [],
      served: { require: 'any', apq: true },
      limits: { maxDepth: 15 },
      cors: { ...cors, origins: [] },
      errors: { mask: 'unexpected' },
      file: join(root, 'm/facet.bff.yaml'),
    });
  });

  it('takes resolvers written in JavaScript as they are', () => {
    write({
      'm/facet.bff.yaml': 'name: m\nowner: me\npath: /m\nsubgraph: { schema: s.graphql, resolvers: ./resolvers.mjs }\n',
      'm/s.graphql': 'type Query { a: Int }',
      'm/resolvers.mjs': 'export const resolvers = {};',
    });
    expect(load('m')).toMatchObject({ subgraph: { resolversModule: join(root, 'm/resolvers.mjs') } });
  });

  it('names the file that is missing and the option that asks for it', () => {
    write({ 'm/facet.bff.yaml': mobile });
    expect(load('m')).toEqual([
      'm/facet.bff.yaml:6:21: subgraph.schema: Cannot read the schema "m/schema.graphql"',
      'm/facet.bff.yaml:6:50: subgraph.resolvers: Cannot load the resolvers: "m/src/resolvers.ts" does not exist',
      'm/facet.bff.yaml:7:20: operations.dir: Cannot read the operations: "m/operations" is no folder',
    ]);
    expect(load('gone')).toEqual(['gone/facet.bff.yaml: Cannot read the file: it does not exist']);
  });

  it('refuses endpoints without manifests, without an app, or around its own path', () => {
    const folder = (more: string) => write({ 'm/facet.bff.yaml': `name: m\nowner: me\npath: /m/graphql\n${more}` });
    folder('endpoints: { path: /m/api }\n');
    expect(load('m')).toEqual([
      'm/facet.bff.yaml:4:12: endpoints: Endpoints are persisted operations, and operations.manifests names no folder',
    ]);
    folder('endpoints: { path: /m }\noperations: { manifests: ./manifests }\n');
    expect(load('m')).toEqual([
      'm/facet.bff.yaml:4:12: endpoints: It is not clear which manifest has the endpoints: set endpoints.app',
      'm/facet.bff.yaml:4:20: endpoints.path: The client graph’s own path "/m/graphql" is below that of its endpoints',
    ]);
    folder('endpoints: { path: /m/api, app: { name: a, version: "1" } }\noperations: { manifests: ./manifests }\n');
    expect(load('m')).toMatchObject({ endpoints: { path: '/m/api', expose: 'all', partialData: 'refuse' } });
  });

  it('says how to compile resolvers that are not, and only to those who load them', () => {
    write({
      'm/facet.bff.yaml': mobile,
      'm/schema.graphql': 'type Query { a: Int }',
      'm/src/resolvers.ts': 'export const resolvers = {};',
      'm/operations/one.graphql': '{ a }',
    });
    expect(load('m')).toEqual([
      'm/facet.bff.yaml:6:50: subgraph.resolvers: Cannot load the resolvers: "m/dist/resolvers.js" does not exist, run "npm run build" to compile "m/src/resolvers.ts"',
    ]);
    expect(load('m', 'unused')).toMatchObject({ name: 'mobile' });
  });
});

describe('loadClientGraphFolders()', () => {
  it('refuses a name, path or subgraph name used twice, beside all other problems', () => {
    write({
      'a/facet.bff.yaml': 'name: a\nowner: me\npath: /a\n',
      'b/facet.bff.yaml': 'name: a\nowner: me\npath: /b\n',
      'c/facet.bff.yaml': 'name: c\nowner: me\npath: /b\n',
      'd/facet.bff.yaml': 'name: d\nowner: me\npath: /d\nsubgraph: { schema: s.graphql, resolvers: r.js }\n',
      'd/s.graphql': 'type Query { a: Int }',
      'd/r.js': '',
      'e/facet.bff.yaml': 'nam: e\nowner: me\npath: e\n',
    });
    const folders = ['a', 'b', 'c', 'd', 'e'].map((name) => join(root, name));
    const result = loadClientGraphFolders(folders, { ...served, sourceNames: ['products', 'bff-d'] });
    expect(result.kind).toBe('refused');
    const problems = result.kind === 'refused' ? result.problems.map(formatConfigProblem) : [];
    expect(problems.map((problem) => problem.replaceAll(`${root}/`, ''))).toEqual([
      'e/facet.bff.yaml:1:1: name: Missing option: must be a text matching ^[a-z][a-z0-9-]{0,62}$',
      'e/facet.bff.yaml:1:1: nam: Unknown option "nam": did you mean "name"?',
      'e/facet.bff.yaml:3:7: path: Must be a text matching ^([/][A-Za-z0-9._~-]+)+$: it is "e"',
      'b/facet.bff.yaml:1:7: name: The name "a" is taken: "a/facet.bff.yaml" has it',
      'c/facet.bff.yaml:3:7: path: The path "/b" is taken: "b/facet.bff.yaml" has it',
      'd/facet.bff.yaml:1:7: name: The subgraph name "bff-d" is taken: a source has it',
    ]);
    expect(loadClientGraphFolders(folders.slice(0, 1), { ...served, sourceNames: [] })).toMatchObject({
      kind: 'loaded',
      definitions: [{ name: 'a' }],
    });
  });

  it('refuses endpoints above a path of another client graph', () => {
    const endpoints = (path: string) =>
      `operations: { manifests: ./x, app: { name: a, version: "1" } }\nendpoints: { path: ${path} }\n`;
    write({
      'a/facet.bff.yaml': `name: a\nowner: me\npath: /a/graphql\n${endpoints('/b')}`,
      'b/facet.bff.yaml': `name: b\nowner: me\npath: /b/graphql\n${endpoints('/b2')}`,
      'c/facet.bff.yaml': `name: c\nowner: me\npath: /c/graphql\n${endpoints('/b2')}`,
    });
    const folders = ['a', 'b', 'c'].map((name) => join(root, name));
    const result = loadClientGraphFolders(folders, { ...served, sourceNames: [] });
    const problems = result.kind === 'refused' ? result.problems.map(formatConfigProblem) : [];
    expect(problems.map((problem) => problem.replaceAll(`${root}/`, ''))).toEqual([
      'a/facet.bff.yaml:5:20: endpoints.path: The path "/b" is taken: "b/facet.bff.yaml" has "/b/graphql"',
      'b/facet.bff.yaml:5:20: endpoints.path: The path "/b2" is taken: "c/facet.bff.yaml" has "/b2"',
      'c/facet.bff.yaml:5:20: endpoints.path: The path "/b2" is taken: "b/facet.bff.yaml" has "/b2"',
    ]);
  });
});
