import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PageServer, startPageServer } from './page-server.js';

const dir = mkdtempSync(path.join(os.tmpdir(), 'facet-page-'));
let server: PageServer;

beforeAll(async () => {
  mkdirSync(path.join(dir, 'public/pictures.d'), { recursive: true });
  mkdirSync(path.join(dir, 'modules'));
  writeFileSync(path.join(dir, 'secret.txt'), 'secret');
  writeFileSync(path.join(dir, 'public/index.html'), '<title>Shop</title>');
  writeFileSync(path.join(dir, 'public/style.css'), 'body {}');
  writeFileSync(path.join(dir, 'modules/main.js'), 'export {};');
  server = await startPageServer({
    port: 0,
    folders: { '/': path.join(dir, 'public'), '/app/': path.join(dir, 'modules') },
    config: { endpoint: 'http://127.0.0.1:4000/web/graphql' },
  });
});

afterAll(async () => {
  await server.close();
  rmSync(dir, { recursive: true });
});

/** `fetch` would tidy the path up before it sends it. */
function get(
  target: string,
  method = 'GET',
): Promise<{ status: number | undefined; type: string | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.url);
    request({ hostname, port, path: target, method }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text) => {
        body += text;
      });
      response.on('end', () => resolve({ status: response.statusCode, type: response.headers['content-type'], body }));
    })
      .on('error', reject)
      .end();
  });
}

test('startPageServer() serves each folder under its path with the right content type', async () => {
  expect(await get('/style.css')).toEqual({ status: 200, type: 'text/css; charset=utf-8', body: 'body {}' });
  expect(await get('/app/main.js?v=1')).toEqual({
    status: 200,
    type: 'text/javascript; charset=utf-8',
    body: 'export {};',
  });
});

test.each(['/', '/products/FX-1', '/compare?sku=a.b', '/products/'])(
  'startPageServer() serves the page at %s',
  async (target) => {
    expect(await get(target)).toEqual({ status: 200, type: 'text/html; charset=utf-8', body: '<title>Shop</title>' });
  },
);

test('startPageServer() answers the configuration as JSON', async () => {
  expect(await get('/config.json')).toEqual({
    status: 200,
    type: 'application/json',
    body: '{"endpoint":"http://127.0.0.1:4000/web/graphql"}',
  });
});

test.each(['/missing.css', '/app/missing.js', '/pictures.d', '/style.css/x.css'])(
  'startPageServer() answers 404 for %s',
  async (target) => {
    expect(await get(target)).toMatchObject({ status: 404, body: 'There is no such page\n' });
  },
);

test.each([
  '/../secret.txt',
  '/app/../../secret.txt',
  '/%2e%2e/secret.txt',
  '/..%2fsecret.txt',
  '/..%5csecret.txt',
  '/%00.css',
  '/%zz',
])('startPageServer() answers 400 for %s and reads nothing', async (target) => {
  expect(await get(target)).toMatchObject({ status: 400, body: 'The path cannot be read\n' });
});

test('startPageServer() answers HEAD without a body, and 405 for POST', async () => {
  expect(await get('/style.css', 'HEAD')).toEqual({ status: 200, type: 'text/css; charset=utf-8', body: '' });
  expect(await get('/style.css', 'POST')).toMatchObject({ status: 405 });
});

test('startPageServer() rejects when the port is taken', async () => {
  const port = Number(new URL(server.url).port);
  await expect(startPageServer({ port, folders: {}, config: {} })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
