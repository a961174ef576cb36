import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createTestProject, shopFiles, type TestProject } from './project.test-kit.js';

let project: TestProject;
afterEach(() => project.remove());

const bff = shopFiles['bff-shop/facet.bff.yaml'] ?? '';
const withManifests = (version: string) =>
  bff.replace(
    'operations: { dir: ./operations }',
    `operations: { dir: ./operations, app: { name: shop-app, version: ${version} }, manifests: ./manifests, require: persisted }`,
  );

async function start(yaml = withManifests('1.0.0')): Promise<void> {
  project = createTestProject({ ...shopFiles, 'bff-shop/facet.bff.yaml': yaml });
  expect(await project.run('compose')).toMatchObject({ exitCode: 0 });
}

const manifest = (version: string) => join(project.folder, 'bff-shop/manifests/shop-app', `${version}.json`);

describe('facet operations build', () => {
  it('writes the manifest of the app’s version, which facet check then finds current', async () => {
    await start();
    expect(await project.run('check')).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining(
        'The operation manifest of the app’s version is missing: run "facet operations build shop"',
      ),
    });
    expect(await project.run('operations', 'build')).toEqual({
      exitCode: 0,
      out: 'shop: wrote bff-shop/manifests/shop-app/1.0.0.json\n',
      err: '',
    });
    expect(JSON.parse(readFileSync(manifest('1.0.0'), 'utf8'))).toEqual({
      format: 'apollo-persisted-query-manifest',
      version: 1,
      operations: [
        {
          id: expect.stringMatching(/^[0-9a-f]{64}$/),
          name: 'Product',
          type: 'query',
          body: 'query Product($sku: ID!) {\n  product(sku: $sku) {\n    name\n    label\n  }\n}',
        },
      ],
    });
    expect(await project.run('operations', 'build', 'shop')).toMatchObject({
      out: 'shop: bff-shop/manifests/shop-app/1.0.0.json is current\n',
    });
    expect(await project.run('check')).toMatchObject({ exitCode: 0 });
  });

  it('is asked for by facet check when operations have changed, and leaves other versions alone', async () => {
    await start();
    await project.run('operations', 'build');
    const first = readFileSync(manifest('1.0.0'), 'utf8');
    project.write({
      'bff-shop/operations/product.graphql': 'query Product($sku: ID!) { product(sku: $sku) { name } }',
    });
    expect(await project.run('check')).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('The operation manifest is not of the operations there are'),
    });
    project.write({ 'bff-shop/facet.bff.yaml': withManifests('1.1.0') });
    await project.run('operations', 'build');
    expect(await project.run('check')).toMatchObject({ exitCode: 0 });
    expect(readFileSync(manifest('1.0.0'), 'utf8')).toBe(first);
  });

  it('has facet check name a manifest that cannot be used', async () => {
    await start();
    await project.run('operations', 'build');
    writeFileSync(join(project.folder, 'bff-shop/manifests/shop-app/0.9.0.json'), '{}');
    expect(await project.run('check')).toMatchObject({ exitCode: 1, err: expect.stringContaining('0.9.0.json') });
  });

  it('says what is missing when a client graph that was named has no app', async () => {
    await start(bff);
    expect(await project.run('operations', 'build')).toEqual({ exitCode: 0, out: '', err: '' });
    expect(await project.run('operations', 'build', 'shop')).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining('names no client app'),
    });
  });

  it('writes nothing of operations that facet check refuses', async () => {
    await start();
    project.write({ 'bff-shop/operations/product.graphql': 'query Product {' });
    expect(await project.run('operations', 'build')).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('CLIENT_GRAPH_INVALID'),
    });
  });

  it('has a graph refused that is to answer persisted operations only and has no manifests', async () => {
    await start(bff);
    project.write({
      'bff-shop/facet.bff.yaml': bff.replace('dir: ./operations }', 'dir: ./operations, require: persisted }'),
    });
    expect(await project.run('check')).toMatchObject({ exitCode: 1, err: expect.stringContaining('`manifests`') });
  });
});
