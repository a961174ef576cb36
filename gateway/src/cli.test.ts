// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references to the environment are written like this
import { readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestProject, shopFiles, type TestProject } from './commands/project.test-kit.js';
import { freePort } from './free-port.test-kit.js';

let project: TestProject;

beforeEach(() => {
  project = createTestProject();
});

afterEach(() => {
  project.remove();
});

describe('facet', () => {
  it('answers wrong usage with 2 and a hint on standard error', async () => {
    expect(await project.run('chek')).toEqual({
      exitCode: 2,
      out: '',
      err: 'facet: unknown command \'chek\'\n(Did you mean check?)\nRun "facet --help" for what there is\n',
    });
    expect(await project.run('check', '--jsn')).toMatchObject({ exitCode: 2, out: '' });
    expect(await project.run('check', 'shp')).toEqual({
      exitCode: 2,
      out: '',
      err: 'facet: Unknown client graph "shp": did you mean "shop"?\n',
    });
    expect(await project.run()).toMatchObject({ exitCode: 2 });
  });

  it('answers --help with 0 on standard output', async () => {
    const run = await project.run('--help');
    expect(run).toMatchObject({ exitCode: 0, err: '' });
    expect(run.out).toContain('serve [options]');
    expect(run.out).not.toContain('docs');
  });
});

describe('facet compose', () => {
  it('writes the supergraph, then says that it is current, then what changed', async () => {
    expect(await project.run('compose')).toEqual({
      exitCode: 0,
      out: 'shop: wrote supergraphs/shop.graphql: it is new\n',
      err: '',
    });
    const first = readFileSync(join(project.folder, 'supergraphs/shop.graphql'), 'utf8');
    expect(first).toContain('local:bff-shop');
    expect(await project.run('compose', 'shop')).toEqual({
      exitCode: 0,
      out: 'shop: supergraphs/shop.graphql is current\n',
      err: '',
    });
    const reviews = shopFiles['reviews.graphql'] ?? '';
    project.write({ 'reviews.graphql': reviews.replace('stars: Int', 'stars: Float') });
    expect(await project.run('compose')).toEqual({
      exitCode: 0,
      out: 'shop: wrote supergraphs/shop.graphql: changed Product.stars\n',
      err: '',
    });
  });

  it('keeps the supergraph there is when there are problems, and names file, line and client graph', async () => {
    await project.run('compose');
    const before = readFileSync(join(project.folder, 'supergraphs/shop.graphql'), 'utf8');
    project.write({ 'reviews.graphql': 'type Product @key(fields: "sku") {\n  sku: ID!\n  stars: Int\n' });
    const run = await project.run('compose');
    expect(run).toMatchObject({ exitCode: 1, out: '' });
    expect(run.err).toMatch(/^reviews\.graphql:4:1 {2}GRAPHQL_SYNTAX {2}.* \(shop\)\n$/);
    expect(readFileSync(join(project.folder, 'supergraphs/shop.graphql'), 'utf8')).toBe(before);
  });

  it('names a schema that cannot be read', async () => {
    rmSync(join(project.folder, 'reviews.graphql'));
    expect(await project.run('compose')).toEqual({
      exitCode: 1,
      out: '',
      err: 'reviews.graphql  CONFIGURATION_INVALID  Cannot read the schema of source "reviews": sources.each.reviews.schema\n',
    });
  });
});

describe('facet check', () => {
  it('is fine with 0 when everything is current', async () => {
    await project.run('compose');
    expect(await project.run('check')).toEqual({ exitCode: 0, out: 'shop: fine\n  Product: cost 1\n', err: '' });
    const { out, ...run } = await project.run('check', '--json');
    expect(run).toEqual({ exitCode: 0, err: '' });
    expect(JSON.parse(out)).toEqual({
      ok: true,
      problems: [],
      costs: [{ clientGraph: 'shop', operation: 'Product', cost: 1 }],
    });
  });

  it('lists stale supergraphs, operations that are not valid and those over the limits', async () => {
    await project.run('compose');
    project.write({
      'products.graphql': (shopFiles['products.graphql'] ?? '').replace('name: String!', 'title: String!'),
      'bff-shop/operations/deep.graphql': '{ product(sku: 1) { ... { sku } } }\n',
      'bff-shop/facet.bff.yaml': (shopFiles['bff-shop/facet.bff.yaml'] ?? '').replace('maxDepth: 2', 'maxDepth: 1'),
    });
    const run = await project.run('check', '--json');
    expect(run).toMatchObject({ exitCode: 1, err: '' });
    const { ok, problems } = JSON.parse(run.out);
    expect(ok).toBe(false);
    for (const problem of problems) {
      expect(problem).toMatchObject({ clientGraph: 'shop', line: expect.any(Number), message: expect.any(String) });
    }
    const places = problems.map(({ code, file, line }: Record<string, unknown>) => `${file}:${line} ${code}`);
    expect(places).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^supergraphs\/shop\.graphql:\d+ ARTIFACT_STALE$/),
        'bff-shop/operations/deep.graphql:1 OPERATION_TOO_DEEP',
        'bff-shop/operations/product.graphql:1 OPERATION_TOO_DEEP',
        'bff-shop/operations/product.graphql:1 OPERATION_INVALID',
      ]),
    );
  });

  it('says that a supergraph is missing and how to get it', async () => {
    expect(await project.run('check')).toMatchObject({
      exitCode: 1,
      out: '',
      err: 'supergraphs/shop.graphql  ARTIFACT_MISSING  The composed supergraph is missing  (shop)\n    Run: npx facet compose\n',
    });
  });

  it('needs no environment', async () => {
    const text = (shopFiles['facet.yaml'] ?? '').replace('port: 0', 'host: "${HOST}", port: "${PORT:-0}"');
    project.write({ 'facet.yaml': text });
    await project.run('compose');
    expect(await project.run('check')).toEqual({ exitCode: 0, out: 'shop: fine\n  Product: cost 1\n', err: '' });
    expect(await project.run('serve')).toEqual({
      exitCode: 1,
      out: '',
      err: 'facet.yaml:1:17  CONFIGURATION_INVALID  server.host: Environment variable "HOST" is not set\n',
    });
  });
});

describe('facet config', () => {
  it('prints the effective configuration with secrets masked', async () => {
    project.write({
      'facet.yaml': [
        'clientGraphs: [bff-shop]',
        'sources:',
        '  each:',
        '    products: { schema: p.graphql, url: "http://user:hunter2@127.0.0.1/graphql" }',
        '    shipping: { schema: s.graphql, connectors: { s: { config: { key: "${KEY}" } } } }',
      ].join('\n'),
      'demo.env': '# a comment\nKEY=hunter2\n',
    });
    const run = await project.run('config', '--env-file', 'demo.env');
    expect(run).toMatchObject({ exitCode: 0, err: '' });
    expect(run.out).not.toContain('hunter2');
    expect(run.out).toContain('url: http://***@127.0.0.1/graphql');
    expect(run.out).toContain('key: "***"');
    expect(run.out).toContain('port: 4000');
    expect(run.out).toContain('# bff-shop/facet.bff.yaml\nname: shop\n');
  });

  it('lists every problem of every file', async () => {
    project.write({
      'facet.yaml': 'clientGraphs: [bff-shop, bff-gone]\nsources: { all: { timeoutMs: 0 } }\n',
    });
    expect(await project.run('config')).toMatchObject({
      exitCode: 1,
      err: 'facet.yaml:2:30  CONFIGURATION_INVALID  sources.all.timeoutMs: Must be an integer from 1 to 600000: it is 0\n',
    });
    project.write({ 'facet.yaml': 'clientGraphs: [bff-shop, bff-gone]\n', 'bff-shop/facet.bff.yaml': 'name: shop\n' });
    expect(await project.run('config')).toEqual({
      exitCode: 1,
      out: '',
      err: [
        'bff-shop/facet.bff.yaml:1:1  CONFIGURATION_INVALID  owner: Missing option: must be a text that is not empty',
        'bff-shop/facet.bff.yaml:1:1  CONFIGURATION_INVALID  path: Missing option: must be a text matching ^([/][A-Za-z0-9._~-]+)+$',
        'bff-gone/facet.bff.yaml  CONFIGURATION_INVALID  Cannot read the file: it does not exist',
        '',
      ].join('\n'),
    });
  });

  it('names an environment file that is not there', async () => {
    expect(await project.run('config', '--env-file', 'gone.env')).toEqual({
      exitCode: 1,
      out: '',
      err: 'facet: Cannot read the environment file "gone.env": it does not exist (CONFIGURATION_INVALID)\n',
    });
  });
});

describe('facet serve', () => {
  it('refuses wrong usage', async () => {
    expect(await project.run('serve', '--port', '70000')).toEqual({
      exitCode: 2,
      out: '',
      err: 'facet: Invalid port "70000": it must be an integer from 0 to 65535\n',
    });
    expect(await project.run('serve', '--only', 'web')).toMatchObject({ exitCode: 2 });
    expect(await project.run('serve', '--supergraph', 'a', '--only', 'shop')).toMatchObject({ exitCode: 2 });
  });

  it('says which supergraph is missing and how to get it', async () => {
    expect(await project.run('serve')).toEqual({
      exitCode: 1,
      out: '',
      err: 'facet: Cannot read the supergraph "supergraphs/shop.graphql": it does not exist, run "facet compose shop" to write it (SUPERGRAPH_INVALID)\n',
    });
  });

  it('refuses a broken supergraph with file and line', async () => {
    project.write({ 'broken.graphql': 'type Query {\n  a: Int\n' });
    const run = await project.run('serve', '--supergraph', 'broken.graphql', '--port', '0');
    expect(run).toMatchObject({ exitCode: 1, out: '' });
    expect(run.err).toMatch(/^facet: Cannot read the supergraph: broken\.graphql:3:1: .*\(SUPERGRAPH_INVALID\)\n$/);
  });

  it('refuses resolvers that fail, export nothing or do not fit the schema', async () => {
    await project.run('compose');
    const file = '<folder>/bff-shop/resolvers.js';
    // Modules are imported once for a path, so each attempt has a file of its own.
    const serveWith = async (name: string, text: string) => {
      const yaml = (shopFiles['bff-shop/facet.bff.yaml'] ?? '').replace('resolvers.js', name);
      project.write({ 'bff-shop/facet.bff.yaml': yaml, [`bff-shop/${name}`]: text });
      return (await project.run('serve')).err.replace(name, 'resolvers.js');
    };
    const cannot = `facet: Cannot load the resolvers of client graph "shop" from "${file}"`;
    expect(await serveWith('a.js', 'throw new Error("no luck");')).toBe(`${cannot}: no luck (CLIENT_GRAPH_INVALID)\n`);
    expect(await serveWith('b.js', 'export const resolver = {};')).toBe(
      `${cannot}: it exports no object "resolvers" (CLIENT_GRAPH_INVALID)\n`,
    );
    expect(await serveWith('d.js', 'export const resolvers = { Query: { greting: () => 1 } };')).toBe(
      'facet: Cannot build the subgraph "bff-shop": it has resolvers for what its schema does not have: Query.greting (CLIENT_GRAPH_INVALID)\n',
    );
    project.write({ 'bff-shop/schema.graphql': 'type Query { greeting: Gone }' });
    expect(await serveWith('c.js', 'export const resolvers = {};')).toMatch(
      /^facet: Cannot build the subgraph "bff-shop": .*Gone.*\(CLIENT_GRAPH_INVALID\)\n$/s,
    );
  });

  it('names a port in use and leaves nothing listening', async () => {
    await project.run('compose');
    const other = createServer();
    await new Promise<void>((resolve) => {
      other.listen(0, '127.0.0.1', resolve);
    });
    const { port } = other.address() as AddressInfo; // listens on TCP
    const run = await project.run('serve', '--port', String(port));
    await new Promise((resolve) => other.close(resolve));
    expect(run).toMatchObject({ exitCode: 1, out: '' });
    expect(run.err).toMatch(
      new RegExp(`^facet: Cannot open the public listener .*:${port}: the port is in use.*\\(PORT_UNAVAILABLE\\)\\n$`),
    );
  });

  it('serves until it is asked to end', async () => {
    await project.run('compose');
    const port = await freePort();
    const ended = project.run('serve', '--port', String(port));
    const answer = await until(() =>
      fetch(`http://127.0.0.1:${port}/shop/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"query":"{ greeting }"}',
      }),
    );
    expect(await answer.json()).toEqual({ data: { greeting: 'hello' } });
    process.emit('SIGTERM');
    expect(await ended).toEqual({ exitCode: 0, out: '', err: '' });
    await expect(fetch(`http://127.0.0.1:${port}/shop/graphql`)).rejects.toThrow();
  });
});

async function until<T>(attempt: () => Promise<T>): Promise<T> {
  for (let left = 100; ; left--) {
    try {
      return await attempt();
    } catch (error) {
      if (left === 0) {
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
