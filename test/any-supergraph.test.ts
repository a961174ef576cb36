import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type RunningSources, startSources } from '@facet/example-subgraphs';
import { composeClientGraph } from '@facet/schema';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { post } from './kit/post.js';
import { runFacet } from './kit/run-facet.js';
import { repositoryDir } from './kit/start-shop.js';

let dir = '';
let sources: RunningSources;
beforeAll(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'facet-supergraph-'));
  sources = await startSources(['products', 'reviews']);
});
afterAll(async () => {
  await sources.stop();
  rmSync(dir, { recursive: true });
});

/** A supergraph of two of the shop's sources, as any composition of Federation makes it. */
async function composed(): Promise<string> {
  const shared = sources.all.map(({ name, url }) => {
    const file = path.join(repositoryDir, 'subgraphs', name, 'schema.graphql');
    return { name, url, file, sdl: readFileSync(file, 'utf8') };
  });
  const { supergraph = '' } = await composeClientGraph({ name: 'all', shared, contract: { include: [], exclude: [] } });
  return supergraph;
}

test('facet serve --supergraph serves a supergraph with no other file, and ends when it is told to', async () => {
  writeFileSync(path.join(dir, 'supergraph.graphql'), await composed());
  const facet = runFacet(['serve', '--supergraph', 'supergraph.graphql', '--port', '0'], { cwd: dir });
  const [line = ''] = await facet.printed('Serving');
  const [url = ''] = /http:\/\/127\.0\.0\.1:\d+\/graphql/.exec(line) ?? [];
  const schema = await post(url, { query: '{ __schema { queryType { fields { name } } } }' });
  expect(schema.data.__schema.queryType.fields).toContainEqual({ name: 'product' });
  expect(await post(url, { query: '{ product(sku: "FX-10001") { name rating { count } } }' })).toEqual({
    data: { product: { name: 'Hazel 3 trekking tent, slate', rating: { count: expect.any(Number) } } },
  });
  facet.signal('SIGTERM');
  expect(await facet.exited).toBe(0);
});

test('facet serve --supergraph refuses a broken supergraph with file and line', async () => {
  writeFileSync(
    path.join(dir, 'broken.graphql'),
    'type Query {\n  product: Product\n}\n\ntype Product {\n  name String\n}\n',
  );
  const facet = runFacet(['serve', '--supergraph', 'broken.graphql', '--port', '0'], { cwd: dir });
  expect(await facet.exited).toBe(1);
  expect(facet.output).toMatch(/broken\.graphql:6:\d+/);
  expect(facet.output).not.toMatch(/^\s+at /m);
});
