import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type RunningFacet, runFacet } from './kit/run-facet.js';
import { repositoryDir } from './kit/start-shop.js';

let dir = '';
let occupied: Server | undefined;
let running: RunningFacet | undefined;

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'facet-serve-'));
});
afterEach(async () => {
  running?.signal('SIGTERM');
  await running?.exited;
  running = undefined;
  occupied?.close();
  occupied = undefined;
  rmSync(dir, { recursive: true });
});

const ports = { 'port: 4000': 'port: 0', 'port: 4001': 'port: 0' };

/** The example's configuration with some of its text replaced, each of which must be there. */
function configWith(changes: Readonly<Record<string, string>>): string {
  let text = readFileSync(path.join(repositoryDir, 'facet.yaml'), 'utf8').replaceAll('./', repositoryDir);
  for (const [from, to] of Object.entries(changes)) {
    expect(text).toContain(from);
    text = text.replace(from, to);
  }
  const file = path.join(dir, 'facet.yaml');
  writeFileSync(file, `${text}\nsupergraphs: { dir: ${repositoryDir}schema/supergraphs }\n`);
  return file;
}

async function refused(config: string, env: Readonly<Record<string, string>> = {}) {
  running = runFacet(['serve', '--config', config, '--env-file', 'example.env'], { env });
  const code = await running.exited;
  // A message is for people: no stack trace, which has lines such as "    at main (file:///…".
  expect(running.output).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
  return { code, output: running.output };
}

test('facet serve lists every misspelt key with its path, and what was meant', async () => {
  const config = configWith({ ...ports, 'timeoutMs: 5000': 'timeoutMS: 5000', 'clientGraphs:': 'clientgraphs:' });
  const { code, output } = await refused(config);
  expect(code).toBe(1);
  expect(output).toMatch(/timeoutMS.*timeoutMs/);
  expect(output).toMatch(/clientgraphs.*clientGraphs/);
});

test('facet serve names an environment variable that is not set, and where it is asked for', async () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the configuration's own syntax.
  const config = configWith({ ...ports, '${SHIPPING_API_KEY}': '${SHIPPING_KEY_OF_NOBODY}' });
  const { code, output } = await refused(config);
  expect(code).toBe(1);
  expect(output).toMatch(/SHIPPING_KEY_OF_NOBODY/);
  expect(output).toMatch(/sources.each.shipping.connectors.shipping.config.apiKey|facet\.yaml:\d+/);
});

test('facet serve names a port in use and what it is for', async () => {
  const server = createServer();
  occupied = server;
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const { code, output } = await refused(configWith({ ...ports, 'port: 4000': `port: ${port}` }));
  expect(code).toBe(1);
  expect(output).toContain(`${port}`);
  expect(output).toContain('PORT_UNAVAILABLE');
});

test('facet serve starts without its sources, with one warning for each, and says that they are not ready', async () => {
  // Port 1 is reserved; nothing listens there.
  const moved = Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8].map((n) => [`127.0.0.1:410${n}`, '127.0.0.1:1']));
  running = runFacet(['serve', '--config', configWith({ ...ports, ...moved }), '--env-file', 'example.env']);
  const warnings = await running.printed('is unreachable', 8);
  expect(new Set(warnings.map((line) => JSON.parse(line).source)).size).toBe(8);
  const [health = ''] = await running.printed('Health is at');
  const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(health) ?? [];
  const report = (await (await fetch(`${url}/health/ready`)).json()) as {
    status: string;
    clientGraphs: { sources: { name: string; status: string }[] }[];
  };
  expect(report.status).toBe('ready');
  const states = new Map(
    report.clientGraphs.flatMap(({ sources }) => sources.map(({ name, status }) => [name, status])),
  );
  expect(states.get('bff-web')).toBe('ready');
  expect(states.get('products')).toBe('unreachable');
});
