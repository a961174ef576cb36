import { afterEach, beforeEach, expect, it } from 'vitest';
import { createTestProject, shopFiles, type TestProject } from './project.test-kit.js';

let project: TestProject;
beforeEach(() => {
  project = createTestProject();
});
afterEach(() => project.remove());

const bff = 'bff-shop/facet.bff.yaml';
const configure = (endpoints: string) =>
  project.write({
    [bff]: (shopFiles[bff] ?? '').replace(
      'operations: { dir: ./operations }',
      `operations: { dir: ./operations, app: { name: app, version: 1.0.0 }, manifests: ./manifests }\nendpoints: ${endpoints}`,
    ),
  });

it('facet check says what is wrong with endpoints', async () => {
  configure('{ path: /shop/api }');
  await project.run('compose');
  const missing = await project.run('check');
  expect([missing.exitCode, missing.err]).toEqual([
    1,
    expect.stringContaining('the manifest "bff-shop/manifests/app/1.0.0.json" does not exist'),
  ]);
  await project.run('operations', 'build');
  expect((await project.run('check')).exitCode).toBe(0);

  configure('{ path: /shop/api, routes: { Produkt: {}, Product: { path: "/p/{sku}/{sku}" } } }');
  const wrong = await project.run('check');
  expect(wrong.exitCode).toBe(1);
  expect(wrong.err).toContain('"Produkt" of endpoints.routes is no operation of the manifest');
  expect(wrong.err).toContain('"{sku}" cannot be in its path');
  expect(wrong.err.match(/ENDPOINT_INVALID/g)).toHaveLength(2);
});

it('facet check says which operations of an older manifest the schema does not allow any more', async () => {
  configure('{ path: /shop/api, app: { name: partner, version: "1" } }');
  const operation = { id: 'old', name: 'Old', type: 'query', body: 'query Old { gone }' };
  const manifest = { format: 'apollo-persisted-query-manifest', version: 1, operations: [operation] };
  project.write({ 'bff-shop/manifests/partner/1.json': JSON.stringify(manifest) });
  await project.run('compose');
  await project.run('operations', 'build');
  const { exitCode, err } = await project.run('check');
  expect(exitCode).toBe(1);
  expect(err).toContain('bff-shop/manifests/partner/1.json');
  expect(err).toContain('The operation "Old" cannot be an endpoint: Cannot query field "gone" on type "Query"');
});
