import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { anonymous, type Identity } from '../../auth/identity.js';
import { formatConfigProblem } from '../../config/config-problem.js';
import { loadRulesFile } from '../../config/load-config.js';
import { parseConfig } from '../../config/parse-config.js';
import { rulesFileConfig } from '../../config/rules-config.js';
import { createBlockedRequests } from '../../telemetry/blocked-requests.js';
import { createLogger } from '../../telemetry/logger.js';
import { createMetrics } from '../../telemetry/metrics.js';
import { codeOf, post, startEdge } from '../edge.test-kit.js';
import type { Gate } from '../gate.js';
import { recordBlocked } from '../record-blocked.js';
import { createRequestMetrics } from '../request-metrics.js';
import { observeWithAll } from '../visit-observer.js';
import { createLiveRules, type RulesSettings } from './live-rules.js';
import { createRuleGates } from './rule-gates.js';

const environment = { variables: {}, unset: 'problem' } as const;
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) {
    await cleanup();
  }
});

function rulesOf(yaml: string): RulesSettings['initial'] {
  const result = parseConfig(rulesFileConfig, { file: 'rules.yaml', text: yaml, environment });
  if (result.kind === 'refused') {
    throw new Error(result.problems.map(formatConfigProblem).join('\n'));
  }
  return result.config.rules;
}

function problemsOf(yaml: string): readonly string[] {
  const result = parseConfig(rulesFileConfig, { file: 'rules.yaml', text: yaml, environment });
  return result.kind === 'refused' ? result.problems.map(formatConfigProblem) : [];
}

/** A gateway's edge with rules, as YAML or as settings, and with callers as headers say. */
async function startWith(rules: string | RulesSettings) {
  const metrics = createMetrics();
  const lines: Record<string, unknown>[] = [];
  const log = createLogger(
    { level: 'info', format: 'json' },
    { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
  );
  const stop = new AbortController();
  const settings: RulesSettings =
    typeof rules === 'string'
      ? { initial: rulesOf(rules), files: [], reload: () => ({ kind: 'refused', problems: [] }) }
      : rules;
  const blocked = createBlockedRequests({ metrics, log, clientGraphs: ['mobile'] });
  const observer = observeWithAll([createRequestMetrics(metrics, ['mobile']), recordBlocked(blocked)]);
  const live = createLiveRules(settings, { log, metrics, signal: stop.signal, settleMs: 5 });
  const gates = createRuleGates({ rules: live, observer });
  const edge = await startEdge({ gates: [gates.before, identify, gates.after], observer });
  cleanups.push(edge.stop, () => stop.abort());
  const status = async (headers: Record<string, string> = {}, body: object = { query: '{ ok }' }) => {
    const response = await post(edge.endpoint, body, headers);
    await response.text();
    return response.status;
  };
  return { edge, metrics, lines, status };
}

/** Who is calling, as the test says in headers. */
const identify: Gate = {
  name: 'identity',
  admitHead(visit) {
    const { headers } = visit;
    const subject = headers.get('test-subject');
    const identity: Identity = {
      ...anonymous,
      proof: subject === undefined ? 'none' : 'token',
      subject,
      scopes: new Set((headers.get('test-scopes') ?? '').split(' ')),
      claims: { tier: headers.get('test-tier'), groups: ['a', 'b'], level: 3 },
      client: { name: headers.get('test-client'), version: headers.get('test-version') },
    };
    visit.identity = identity;
    return undefined;
  },
};

const deny = (match: string) => `rules: [{ name: r, action: deny, match: { ${match} } }]`;

describe('rules', () => {
  it('let everything in when there are none', async () => {
    const { status } = await startWith('rules: []');
    expect(await status()).toBe(200);
  });

  it('deny with 403 FORBIDDEN_BY_RULE, and tell the client nothing of the rule', async () => {
    const { edge } = await startWith('rules: [{ name: secret-rule, action: deny }]');
    const response = await post(edge.endpoint, { query: '{ ok }' });
    expect(response.status).toBe(403);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(await response.json()).toEqual({
      errors: [{ message: 'The request is not allowed', extensions: { code: 'FORBIDDEN_BY_RULE' } }],
    });
    expect(edge.graph.asked).toEqual([]);
  });

  it.each([
    ['addresses: [127.0.0.0/8]', {}, 403],
    ['addresses: ["::ffff:127.0.0.0/104"]', {}, 403],
    ['addresses: ["::1", 10.0.0.0/8]', {}, 200],
    ['clientGraphs: [mobile]', {}, 403],
    ['clientGraphs: [web]', {}, 200],
    ['methods: [POST]', {}, 403],
    ['methods: [GET]', {}, 200],
    ['paths: ["prefix:/mobile/"]', {}, 403],
    ['paths: ["prefix:/web/"]', {}, 200],
    ['userAgents: ["regex:(?i)^curl/"]', { 'user-agent': 'Curl/8' }, 403],
    ['userAgents: ["regex:(?i)^curl/"]', { 'user-agent': 'Mozilla' }, 200],
    ['referers: ["glob:https://spam.example/*"]', { referer: 'https://spam.example/a' }, 403],
    ['referers: ["glob:https://spam.example/*"]', {}, 200],
    ['origins: [https://spam.example]', { origin: 'https://spam.example' }, 403],
    ['headers: { X-Probe: ["glob:*"] }', { 'x-probe': '1' }, 403],
    ['headers: { X-Probe: ["glob:*"] }', {}, 200],
    ['absentHeaders: [X-Build]', {}, 403],
    ['absentHeaders: [X-Build]', { 'x-build': '' }, 403],
    ['absentHeaders: [X-Build]', { 'x-build': '7' }, 200],
    ['authenticated: false', {}, 403],
    ['authenticated: false', { 'test-subject': 'ada' }, 200],
    ['subjects: [ada]', { 'test-subject': 'ada' }, 403],
    ['subjects: [ada]', {}, 200],
    ['scopes: [bulk, export]', { 'test-scopes': 'read export' }, 403],
    ['scopes: [bulk, export]', { 'test-scopes': 'read' }, 200],
    ['claims: { tier: [free] }', { 'test-tier': 'free' }, 403],
    ['claims: { groups: [b] }', {}, 403],
    ['claims: { level: ["3"] }', {}, 403],
    ['claims: { constructor: ["glob:*"] }', {}, 200],
    ['clientNames: [phone]', { 'test-client': 'phone' }, 403],
    ['clientVersions: ["prefix:1."]', { 'test-version': '1.4' }, 403],
    ['clientVersions: ["prefix:1."]', { 'test-version': '2.0' }, 200],
    // All that is given has to hold.
    ['methods: [POST], userAgents: [a]', { 'user-agent': 'b' }, 200],
  ])('deny by %s with %j: %i', async (match, headers, expected) => {
    const { status } = await startWith(deny(match));
    expect(await status(headers)).toBe(expected);
  });

  it('deny operations by name, over POST and GET', async () => {
    const { edge, status } = await startWith(deny('operationNames: ["prefix:Export"]'));
    const body = { query: 'query ExportAll { ok }', operationName: 'ExportAll' };
    expect(await status({}, body)).toBe(403);
    expect(await status({}, { ...body, operationName: 'Other' })).toBe(200);
    const response = await fetch(`${edge.endpoint}?query={ok}&operationName=ExportAll`, {
      headers: { 'graphql-require-preflight': 'true' },
    });
    expect(await codeOf(response)).toBe('FORBIDDEN_BY_RULE');
    expect(edge.graph.asked.length).toBe(1);
  });

  it('are decided by the first that matches', async () => {
    const { status } = await startWith(`
      rules:
        - { name: friend, action: allow, match: { userAgents: [friend] } }
        - { name: nobody, action: deny }
    `);
    expect(await status({ 'user-agent': 'friend' })).toBe(200);
    expect(await status({ 'user-agent': 'stranger' })).toBe(403);
  });

  it('keep their order when a rule has to wait for the operation', async () => {
    const { status } = await startWith(`
      rules:
        - { name: ping, action: allow, match: { operationNames: [Ping] } }
        - { name: nobody, action: deny, match: { addresses: [127.0.0.1] } }
    `);
    expect(await status({}, { query: 'query Ping { ok }', operationName: 'Ping' })).toBe(200);
    expect(await status({}, { query: '{ ok }' })).toBe(403);
  });

  it('deny by the head before the body is sent, when nothing before has to wait', async () => {
    const { edge } = await startWith(deny('addresses: [127.0.0.1]'));
    // More than maxBodyBytes: read, it would be 413.
    const response = await post(edge.endpoint, 'x'.repeat(20_000));
    expect(response.status).toBe(403);
  });

  it('tag requests and go on, and rules after them match tags', async () => {
    const { status } = await startWith(`
      rules:
        - { name: t, action: tag, tag: partner, match: { headers: { x-partner: ["1"] } } }
        - { name: let-in, action: allow, match: { tags: [partner, other] } }
        - { name: nobody, action: deny }
    `);
    expect(await status({ 'x-partner': '1' })).toBe(200);
    expect(await status()).toBe(403);
  });

  it('only count and log what warnOnly rules match, and go on with the next', async () => {
    const { status, metrics, lines } = await startWith(`
      rules:
        - { name: trial, action: deny, warnOnly: true, match: { userAgents: [a, b] } }
        - { name: trial-allow, action: allow, warnOnly: true }
        - { name: real, action: deny, match: { userAgents: [b] } }
    `);
    expect(await status({ 'user-agent': 'a' })).toBe(200);
    expect(await status({ 'user-agent': 'b' })).toBe(403);
    const { text } = await metrics.expose();
    const labels = (rule: string, reason: string) =>
      `{client_graph="mobile",gate="rules",rule="${rule}",reason="${reason}"}`;
    expect(text).toContain(`facet_warned_requests_total${labels('trial', 'FORBIDDEN_BY_RULE')} 2\n`);
    expect(text).toContain(`facet_warned_requests_total${labels('trial-allow', 'allow')} 2\n`);
    expect(text).toContain(`facet_blocked_requests_total${labels('real', 'FORBIDDEN_BY_RULE')} 1\n`);
    expect(text).not.toContain('facet_blocked_requests_total{client_graph="mobile",gate="rules",rule="trial"');
    expect(lines.filter(({ msg }) => msg === 'A rule or limit with warnOnly matched').length).toBe(4);
  });

  it('leave one line at warn for what they block: who, where and which rule, without tokens and bodies', async () => {
    const { status, lines } = await startWith(deny('methods: [POST]'));
    await status(
      { authorization: 'Bearer very-secret-token', 'x-correlation-id': 'c-42' },
      { query: '{ ok }', variables: { password: 'very-secret-word' } },
    );
    expect(lines.filter(({ level }) => level === 'warn')).toEqual([
      {
        level: 'warn',
        time: expect.any(String),
        correlationId: 'c-42',
        address: '127.0.0.1',
        clientGraph: 'mobile',
        gate: 'rules',
        rule: 'r',
        reason: 'FORBIDDEN_BY_RULE',
        msg: 'Request blocked',
      },
    ]);
    expect(JSON.stringify(lines)).not.toContain('very-secret');
  });

  it('count what they block as refused', async () => {
    const { status, metrics } = await startWith(deny('methods: [POST]'));
    await status();
    const { text } = await metrics.expose();
    expect(text).toContain(
      'facet_requests_total{client_graph="mobile",method="POST",status="403",outcome="refused"} 1\n',
    );
  });
});

describe('createRuleGates()', () => {
  it('keeps a tag of one operation from the next one of a batch', async () => {
    const { createRuleGates: create } = await import('./rule-gates.js');
    const { compileRules } = await import('./compile-rule.js');
    const rules = compileRules(
      rulesOf(`
        rules:
          - { name: t, action: tag, tag: known, match: { operationNames: [Known] } }
          - { name: let-in, action: allow, match: { tags: [known] } }
          - { name: nobody, action: deny }
      `),
    );
    const { before, after } = create({ rules: () => rules, observer: { blocked: () => undefined } });
    const visit = { tags: new Set<string>(), remembered: new Map(), headers: new Map(), identity: anonymous } as never;
    expect(before.admitHead?.(visit)).toBeUndefined();
    expect(after.admitHead?.(visit)).toBeUndefined();
    const operation = (operationName: string) => ({ body: {}, search: '', operationName }) as never;
    expect(after.admitOperation?.(visit, operation('Known'))).toBeUndefined();
    expect(after.admitOperation?.(visit, operation('Other'))).toMatchObject({ kind: 'refused' });
  });
});

describe('live rules', () => {
  function liveFile(text: string) {
    const folder = mkdtempSync(join(tmpdir(), 'facet-rules-'));
    cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, 'rules.yaml');
    writeFileSync(file, text);
    const reload: RulesSettings['reload'] = () => {
      const loaded = loadRulesFile(file, environment);
      return loaded.kind === 'refused' ? loaded : { ...loaded, config: loaded.config.rules };
    };
    const first = reload();
    return { file, settings: { initial: first.kind === 'loaded' ? first.config : [], files: [file], reload } };
  }

  it('hold as soon as their file has changed', async () => {
    const { file, settings } = liveFile('rules: []');
    const { status, metrics } = await startWith(settings);
    expect(await status()).toBe(200);
    writeFileSync(file, deny('methods: [POST]'));
    await expect.poll(() => status()).toBe(403);
    writeFileSync(file, 'rules: []');
    await expect.poll(() => status()).toBe(200);
    const { text } = await metrics.expose();
    expect(text).toContain('facet_rules_reloads_total{outcome="loaded"} 2\n');
    expect(text).toContain('facet_rules 0\n');
  });

  it('stay as they were when the file is bad, and say with file and line what is wrong', async () => {
    const { file, settings } = liveFile(deny('methods: [POST]'));
    const { status, lines, metrics } = await startWith(settings);
    writeFileSync(file, 'rules:\n  - name: r\n    action: drop\n');
    await expect.poll(() => lines.filter(({ level }) => level === 'error')).toHaveLength(1);
    expect(lines.find(({ level }) => level === 'error')).toMatchObject({
      code: 'CONFIGURATION_INVALID',
      file,
      line: 3,
      msg: `Rules not reloaded, those before hold on: ${file}:3:13: rules[0].action: Must be one of "allow", "deny", "tag": it is "drop"`,
    });
    expect(await status()).toBe(403);
    expect((await metrics.expose()).text).toContain('facet_rules_reloads_total{outcome="refused"} 1\n');
  });
});

describe('the configuration of rules', () => {
  it('is refused, with the place, for what could not be kept', () => {
    expect(problemsOf('rules: [{ name: r, action: tag }]')).toEqual([
      'rules.yaml:1:20: rules[0].action: The action "tag" needs the option "tag"',
    ]);
    expect(problemsOf('rules: [{ name: r, action: deny, tag: t }]')).toEqual([
      'rules.yaml:1:34: rules[0].tag: Only the action "tag" has this option',
    ]);
    expect(problemsOf('rules:\n- { name: r, action: deny }\n- { name: r, action: allow }')).toEqual([
      'rules.yaml:3:5: rules[1].name: The name "r" is taken by a rule above',
    ]);
    expect(problemsOf(deny('userAgents: ["regex:(a"]'))[0]).toMatch(/Cannot use the pattern "regex:\(a": it is no RE2/);
    expect(problemsOf(deny('userAgents: ["prefix:"]'))[0]).toMatch(/there is nothing after the colon/);
  });

  it.each([
    '10.0.0.0/33',
    '10.0.0/8',
    '010.0.0.1',
    'fe80::/129',
    '::ffff:10.0.0.0/95',
    'fe80::1%eth0',
    'shop.example',
    '',
  ])('refuses the address "%s"', (address) => {
    expect(problemsOf(deny(`addresses: ["${address}"]`))[0]).toContain('Must be an IP address or a range');
  });

  it('accepts 1000 rules and refuses 1001', () => {
    const list = (count: number) =>
      `rules: [${Array.from({ length: count }, (_, index) => `{ name: r${index}, action: deny }`).join(', ')}]`;
    expect(problemsOf(list(1000))).toEqual([]);
    expect(problemsOf(list(1001))).toHaveLength(1);
  });

  it('accepts a pattern of 1000 characters and refuses one of 1001', () => {
    expect(problemsOf(deny(`userAgents: ["${'a'.repeat(1000)}"]`))).toEqual([]);
    expect(problemsOf(deny(`userAgents: ["${'a'.repeat(1001)}"]`))).toHaveLength(1);
  });
});
