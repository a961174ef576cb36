import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { createTestProject, shopFiles, type TestProject } from './commands/project.test-kit.js';
import { createGateway, type GatewayAddresses } from './gateway.js';
import { loadGatewaySettings } from './load-settings.js';
import { createLogger } from './telemetry/logger.js';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) {
    await cleanup();
  }
});

const rulesYaml = (...rules: readonly string[]) => `rules: [${rules.join(', ')}]\n`;
const denyAgent = (name: string, agent: string) => `{ name: ${name}, action: deny, match: { userAgents: [${agent}] } }`;

/** Serves the shop as `facet serve` does, with what is added to its facet.yaml. */
async function serve(added: string, files: Readonly<Record<string, string>> = {}) {
  const project: TestProject = createTestProject({
    ...shopFiles,
    'facet.yaml': `${shopFiles['facet.yaml']}${added}`,
    ...files,
  });
  cleanups.push(() => project.remove());
  expect((await project.run('compose')).exitCode).toBe(0);
  const loaded = await loadGatewaySettings({ config: join(project.folder, 'facet.yaml'), environment: {} });
  if (loaded.kind === 'refused') {
    throw new Error(JSON.stringify(loaded.problems));
  }
  const lines: Record<string, unknown>[] = [];
  const log = createLogger(
    { level: 'info', format: 'json' },
    { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
  );
  const gateway = createGateway(loaded.settings, { log });
  cleanups.push(() => gateway.stop());
  const addresses = await gateway.start();
  return { project, addresses, lines, status: (agent: string) => ask(addresses, agent) };
}

async function ask(addresses: GatewayAddresses, agent: string): Promise<number> {
  const response = await fetch(`${addresses.public.url}/shop/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': agent },
    body: '{"query":"{ __typename }"}',
  });
  await response.text();
  return response.status;
}

describe('a gateway as its configuration has it', () => {
  it('keeps the rules of facet.yaml and of the file it names, and follows both live', async () => {
    const { project, lines, status } = await serve(
      `rules: { list: [${denyAgent('one', 'one')}], file: ./rules.yaml }\n`,
      { 'rules.yaml': rulesYaml(denyAgent('two', 'two')) },
    );
    expect([await status('one'), await status('two'), await status('three')]).toEqual([403, 403, 200]);
    project.write({ 'rules.yaml': rulesYaml(denyAgent('three', 'three')) });
    await expect.poll(() => status('three'), { timeout: 5000 }).toBe(403);
    expect([await status('one'), await status('two')]).toEqual([403, 200]);
    project.write({ 'facet.yaml': `${shopFiles['facet.yaml']}rules: { file: ./rules.yaml }\n` });
    await expect.poll(() => status('one'), { timeout: 5000 }).toBe(200);
    expect(await status('three')).toBe(403);
    // The name of a rule is one across both files.
    project.write({
      'facet.yaml': `${shopFiles['facet.yaml']}rules: { list: [${denyAgent('three', 'x')}], file: ./rules.yaml }\n`,
    });
    await expect
      .poll(() => lines.filter(({ level }) => level === 'error').map(({ msg }) => msg), { timeout: 5000 })
      .toEqual([
        `Rules not reloaded, those before hold on: ${join(project.folder, 'rules.yaml')}:1:17: rules[0].name: The name "three" is taken by a rule of the configuration itself`,
      ]);
    expect(await status('three')).toBe(403);
  });

  it('does not start with rules that cannot be kept', async () => {
    const project = createTestProject({
      ...shopFiles,
      'facet.yaml': `${shopFiles['facet.yaml']}rules: { file: ./rules.yaml }\n`,
      'rules.yaml': rulesYaml('{ name: a, action: deny, match: { adresses: [10.0.0.0/8] } }'),
    });
    cleanups.push(() => project.remove());
    await project.run('compose');
    const loaded = await loadGatewaySettings({ config: join(project.folder, 'facet.yaml'), environment: {} });
    expect(loaded).toMatchObject({
      kind: 'refused',
      problems: [{ message: expect.stringContaining('Unknown option "adresses": did you mean "addresses"?') }],
    });
  });

  it('counts, logs and records what CSRF prevention and the largest body refuse', async () => {
    const { project, addresses, lines } = await serve('audit: { file: ./audit.log }\n');
    const url = `${addresses.public.url}/shop/graphql`;
    const statuses: number[] = [];
    const send = async (search: string, init?: RequestInit) => {
      const response = await fetch(`${url}${search}`, init);
      await response.text();
      statuses.push(response.status);
    };
    const post = (body: BodyInit, encoding?: string): RequestInit => ({
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...(encoding && { 'content-encoding': encoding }) },
    });
    await send('?query={__typename}');
    await send('', post(Buffer.alloc(1_048_577, ' ')));
    await send('', post(new Uint8Array(gzipSync(Buffer.alloc(1_048_577, ' '))), 'gzip'));
    await send('', post('{'));
    expect(statuses).toEqual([400, 413, 413, 400]);
    const metrics = await (await fetch(`${addresses.admin?.url}/metrics`)).text();
    const expected = (rule: string, reason: string) =>
      `facet_blocked_requests_total{client_graph="shop",gate="request",rule="server.${rule}",reason="${reason}"}`;
    expect(metrics.split('\n').filter((line) => line.startsWith('facet_blocked_requests_total{'))).toEqual([
      `${expected('csrf', 'BAD_REQUEST')} 1`,
      `${expected('maxBodyBytes', 'BODY_TOO_LARGE')} 2`,
    ]);
    expect(lines.filter(({ msg }) => msg === 'Request blocked')).toHaveLength(3);
    const audited = () => readFileSync(join(project.folder, 'audit.log'), 'utf8').split('\n').filter(Boolean);
    await expect
      .poll(() => audited().map((line) => JSON.parse(line).rule))
      .toEqual(['server.csrf', 'server.maxBodyBytes', 'server.maxBodyBytes']);
  });

  it('tells on /metrics what it answered and blocked, and records it in the audit log', async () => {
    const { project, addresses, status } = await serve(
      `rules: { list: [${denyAgent('no-bots', 'bot')}] }\naudit: { file: ./audit.log }\n`,
    );
    expect([await status('phone'), await status('bot')]).toEqual([200, 403]);
    const metrics = await (await fetch(`${addresses.admin?.url}/metrics`)).text();
    for (const line of [
      'facet_requests_total{client_graph="shop",method="POST",status="200",outcome="ok"} 1',
      'facet_requests_total{client_graph="shop",method="POST",status="403",outcome="refused"} 1',
      'facet_blocked_requests_total{client_graph="shop",gate="rules",rule="no-bots",reason="FORBIDDEN_BY_RULE"} 1',
      'http_server_active_requests{client_graph="shop"} 0',
      'facet_rules 1',
      'facet_audit_events_total{event="operation"} 1',
    ]) {
      expect(metrics.split('\n')).toContain(line);
    }
    expect(metrics).toContain('process_resident_memory_bytes ');
    const events = () =>
      readFileSync(join(project.folder, 'audit.log'), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as { event: string; rule?: string });
    await expect
      .poll(() => events().map(({ event, rule }) => [event, rule]))
      .toEqual([
        ['operation', undefined],
        ['refused', 'no-bots'],
      ]);
  });
});
