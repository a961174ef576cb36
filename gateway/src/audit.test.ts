import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { anonymous, type Identity } from './auth/identity.js';
import { defaultPolicy } from './client-graph/answering-policy.js';
import { startClientGraph } from './client-graph/start-client-graph.js';
import { auditVisits, createAuditGate } from './edge/audit-visits.js';
import { post as edgePost } from './edge/edge.test-kit.js';
import type { Gate } from './edge/gate.js';
import { createPublicListener } from './edge/public-listener.js';
import { refuse, refusedBy } from './edge/refusal.js';
import { observeWithAll } from './edge/visit-observer.js';
import { startTestEngine } from './executor/engine.test-kit.js';
import { telemetry } from './telemetry/audit/audit.test-kit.js';
import type { AuditEvent } from './telemetry/audit/audit-event.js';
import { type AuditSettings, openAuditLog } from './telemetry/audit/open-audit-log.js';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) {
    await cleanup();
  }
});

const sdl = `
  type Query { me: User, a: Query }
  type User @key(fields: "id") { id: ID!, name: String, email: String @tag(name: "sensitive") }
  type Mutation { rename(name: String!): User }
`;
const user = () => ({ __typename: 'User', id: '1', name: 'Ada', email: 'ada@shop.example' });

const caller: Identity = {
  ...anonymous,
  proof: 'token',
  subject: 'user-1',
  issuer: 'https://login.example',
  token: 'eyJ-very-secret',
  client: { name: 'phone', version: '1.2' },
};

const identify: Gate = {
  name: 'identity',
  admitHead(visit) {
    if (visit.headers.has('x-banned')) {
      return refusedBy('banned', refuse('FORBIDDEN_BY_RULE', 'No'));
    }
    visit.identity = caller;
    return undefined;
  },
};

async function start(settings: Partial<AuditSettings> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'facet-audited-'));
  const file = join(folder, 'audit.log');
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  const { log, metrics } = telemetry();
  const audit = await openAuditLog(
    {
      file: { file, fsync: 'never', rotate: { maxBytes: 1_000_000, maxFiles: 1, daily: false } },
      syslog: undefined,
      events: ['operations', 'refused', 'warned'],
      queue: { maxBytes: 100_000, onFull: 'drop', maxWaitMs: 100 },
      ...settings,
    },
    { log, metrics },
  );
  cleanups.push(() => audit.close());
  const { engine } = startTestEngine({ own: { sdl, resolvers: { Query: { me: user }, Mutation: { rename: user } } } });
  cleanups.push(() => engine.close());
  const policy = defaultPolicy();
  const graph = await startClientGraph({
    name: 'mobile',
    path: '/mobile/graphql',
    corsOrigins: [],
    engine,
    validationRules: [],
    policy: { ...policy, limits: { ...policy.limits, maxDepth: 3 } },
    batching: { enabled: true, maxOperations: 5 },
    log,
  });
  cleanups.push(() => graph.stop());
  const listener = createPublicListener({
    host: '127.0.0.1',
    port: 0,
    maxBodyBytes: 100_000,
    shutdownGraceMs: 1000,
    graphiql: false,
    clientGraphs: [graph],
    gates: [identify, createAuditGate(audit)],
    observer: observeWithAll([auditVisits(audit)]),
    log,
  });
  const { url } = await listener.start();
  cleanups.push(() => listener.stop());
  const text = () => readFileSync(file, 'utf8');
  return {
    endpoint: `${url}/mobile/graphql`,
    text,
    events: () =>
      text()
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as AuditEvent),
  };
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const query = 'query Me { me { name email } }';

/** What every event of these tests has. */
const common = {
  time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
  address: '127.0.0.1',
  clientGraph: 'mobile',
  identity: { proof: 'token', subject: 'user-1', issuer: 'https://login.example' },
  client: { name: 'phone', version: '1.2' },
};

describe('the audit log', () => {
  it('has who asked for what, and which sensitive fields it touched', async () => {
    const { endpoint, events } = await start();
    await edgePost(endpoint, { query }, { 'x-correlation-id': 'c-7' });
    await expect.poll(events).toEqual([
      {
        ...common,
        event: 'operation',
        correlationId: 'c-7',
        operation: { name: 'Me', type: 'query', hash: sha256(query) },
        sensitiveFields: ['User.email'],
        verdict: 'allowed',
      },
    ]);
  });

  it('has an operation on every way in: POST, GET, each of a batch, by its hash', async () => {
    const { endpoint, events } = await start();
    const hash = sha256(query);
    const extensions = { persistedQuery: { version: 1, sha256Hash: hash } };
    await edgePost(endpoint, { query });
    await fetch(`${endpoint}?query=${encodeURIComponent(query)}`, { headers: { 'graphql-require-preflight': '1' } });
    await edgePost(endpoint, [{ query }, { query: 'mutation M { rename(name: "x") { id } }' }]);
    await edgePost(endpoint, { query, extensions });
    await edgePost(endpoint, { extensions });
    await expect.poll(() => events().length).toBe(6);
    const reads = events().filter(({ operation }) => operation?.name === 'Me');
    expect(reads.length).toBe(5);
    for (const read of reads) {
      expect(read).toMatchObject({
        event: 'operation',
        verdict: 'allowed',
        sensitiveFields: ['User.email'],
        operation: { type: 'query', hash },
      });
    }
    expect(events().find(({ operation }) => operation?.type === 'mutation')).toMatchObject({ verdict: 'allowed' });
  });

  it('has what was refused: by a gate, by a limit, by validation, each once and with its code', async () => {
    const { endpoint, events } = await start();
    await edgePost(endpoint, { query }, { 'x-banned': '1' });
    await edgePost(endpoint, { query: '{ a { a { a { me { id } } } } }' });
    await edgePost(endpoint, { query: '{ nothing }' });
    await edgePost(endpoint, { query: '{' });
    await expect.poll(() => events().length).toBe(4);
    expect(events().map(({ event, verdict, codes, gate, rule }) => ({ event, verdict, codes, gate, rule }))).toEqual([
      { event: 'refused', verdict: 'refused', codes: ['FORBIDDEN_BY_RULE'], gate: 'identity', rule: 'banned' },
      { event: 'refused', verdict: 'refused', codes: ['OPERATION_TOO_DEEP'], gate: 'limits', rule: 'maxDepth' },
      { event: 'refused', verdict: 'refused', codes: ['GRAPHQL_VALIDATION_FAILED'], gate: undefined, rule: undefined },
      { event: 'refused', verdict: 'refused', codes: ['GRAPHQL_PARSE_FAILED'], gate: undefined, rule: undefined },
    ]);
  });

  it('has no tokens, values of variables, texts of operations or bodies', async () => {
    const { endpoint, events, text } = await start();
    await edgePost(
      endpoint,
      { query: 'mutation Rename($n: String!) { rename(name: $n) { id } }', variables: { n: 'hush-variable' } },
      { authorization: 'Bearer eyJ-very-secret', cookie: 'sid=hush-cookie' },
    );
    await edgePost(endpoint, { query: 'mutation { rename(name: "hush-literal") { email } }' });
    await edgePost(endpoint, { query: '{ hush-literal', variables: { n: 'hush-variable' } });
    await expect.poll(() => events().length).toBe(3);
    expect(text()).not.toMatch(/hush|secret|ada@shop|rename\(/);
  });

  it('cuts long names, and cannot be made to look like two events by one', async () => {
    const { endpoint, events } = await start();
    await edgePost(endpoint, { query: '{ me { id } }', operationName: `x\n{"event":"operation"}${'y'.repeat(1000)}` });
    await expect.poll(() => events().length).toBe(1);
    expect(events()[0]?.operation?.name?.length).toBeLessThan(300);
  });

  it('holds operations back that it has no room for, when it is to block', async () => {
    const { endpoint, events } = await start({
      // What cannot be written stays in the queue: nobody listens there.
      syslog: {
        facility: 'audit',
        hostname: 'h',
        appName: 'a',
        address: { transport: 'unix', path: '/nonexistent/log.sock' },
      },
      queue: { maxBytes: 1000, onFull: 'block', maxWaitMs: 50 },
    });
    const statuses = [];
    for (let index = 0; index < 3; index++) {
      statuses.push((await edgePost(endpoint, { query })).status);
    }
    expect(statuses).toEqual([200, 200, 503]);
    await expect
      .poll(() => events().map(({ verdict, gate }) => gate ?? verdict))
      .toEqual(['allowed', 'allowed', 'audit']);
  });

  it('stops the start when its file cannot be written', async () => {
    const { log, metrics } = telemetry();
    const settings: AuditSettings = {
      file: { file: '/nonexistent/audit.log', fsync: 'never', rotate: { maxBytes: 1024, maxFiles: 1, daily: false } },
      syslog: undefined,
      events: [],
      queue: { maxBytes: 65_536, onFull: 'drop', maxWaitMs: 1 },
    };
    await expect(openAuditLog(settings, { log, metrics })).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
      message: 'Cannot write the audit log (audit.file) "/nonexistent/audit.log": ENOENT',
    });
  });
});
