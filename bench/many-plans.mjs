// `node bench/many-plans.mjs`: whether operations that are hard to plan hold up anybody else. See bench/README.md.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parse, print, visit } from 'graphql';
import { Agent, request } from 'undici';
import { corpusDir } from '../scripts/test/corpus.mjs';
import { percentile } from './load/latencies.mjs';

/** What another client's answers are held to while the hostile ones are sent, at the 99th percentile, in milliseconds. */
const barMs = 50;
/** How much more memory than before may be held afterwards, in MiB. */
const memoryBarMiB = 60;
const seconds = 15;
const hostileClients = 4;
const port = 40_000 + (process.pid % 10_000);
const facet = fileURLToPath(new URL('../gateway/bin/facet.js', import.meta.url));

const corpus = corpusDir();
if (corpus === undefined) {
  process.stdout.write('facet: skipped: many-plans-* is in the corpus of real-world files (FACET_CORPUS)\n');
  process.exit(0);
}
const read = (/** @type {string} */ name) => readFileSync(path.join(corpus, 'graphql', name), 'utf8');
const hostile = cutTo(read('many-plans-operation.graphql'), 950);

const source = createServer((_request, response) => {
  response.setHeader('content-type', 'application/json');
  response.end('{"data":{"node":null}}');
}).listen(0, '127.0.0.1');
const address = source.address();
const sourcePort = typeof address === 'object' && address !== null ? address.port : 0;
const folder = mkdtempSync(path.join(os.tmpdir(), 'facet-many-plans-'));
const file = path.join(folder, 'supergraph.graphql');
writeFileSync(file, read('many-plans-supergraph.graphql').replaceAll('localhost:7000', `127.0.0.1:${sourcePort}`));
const gateway = spawn(process.execPath, [facet, 'serve', '--supergraph', file, '--port', String(port)], {
  stdio: ['ignore', 'ignore', 'inherit'],
  env: { ...process.env, NODE_ENV: 'production' },
});
const agent = new Agent({ connections: 32 });
try {
  await measure();
} finally {
  gateway.kill('SIGTERM');
  source.close();
  await agent.close();
  rmSync(folder, { recursive: true });
}

async function measure() {
  await untilReady();
  const cached = '{ node { f0 } }';
  for (let i = 0; i < 300; i++) {
    await ask('{ __typename }');
    await ask(cached);
  }
  await sleep(1000);
  const calm = await latencies([], cached);
  const before = residentMiB();
  const refusals = new Map();
  const underFire = await latencies(
    Array.from({ length: hostileClients }, (_, client) => async (/** @type {number} */ turn) => {
      // Never the same text twice: what was refused before is refused at once.
      const { code } = await ask(`${hostile}\n# ${client}.${turn}`.replace('ManyPlansQuery', `Q${client}_${turn}`));
      refusals.set(code, (refusals.get(code) ?? 0) + 1);
    }),
    cached,
  );
  const peak = residentMiB();
  await sleep(20_000);
  const after = residentMiB();
  const line = (/** @type {string} */ name, /** @type {number[]} */ all) =>
    `${name.padEnd(34)} p50 ${percentile(all, 0.5).toFixed(1)} ms  p99 ${percentile(all, 0.99).toFixed(1)} ms  max ${Math.max(...all).toFixed(1)} ms  (${all.length} answers)`;
  const p99 = Math.max(percentile(underFire.typename, 0.99), percentile(underFire.cached, 0.99));
  process.stdout.write(
    `${[
      line('{ __typename }, calm', calm.typename),
      line('{ __typename }, under fire', underFire.typename),
      line('a cached operation, calm', calm.cached),
      line('a cached operation, under fire', underFire.cached),
      `hostile operations: ${[...refusals].map(([code, count]) => `${count} ${code}`).join(', ')}`,
      `memory: ${before.toFixed(0)} MiB before, ${peak.toFixed(0)} under fire, ${after.toFixed(0)} afterwards`,
      `${p99 < barMs ? 'pass' : 'fail'}  p99 of others below ${barMs} ms`,
      `${after - before < memoryBarMiB ? 'pass' : 'fail'}  memory back to where it was, ${memoryBarMiB} MiB given`,
    ].join('\n')}\n`,
  );
}

/**
 * Leaves out leaves from some number of fields on, so that the operation is within `limits.maxFields` and reaches the planner.
 *
 * @param {string} text
 * @param {number} maxFields
 */
function cutTo(text, maxFields) {
  let fields = 0;
  const cut = visit(parse(text), {
    Field() {
      fields += 1;
      return fields > maxFields ? null : undefined;
    },
  });
  return print(visit(cut, { SelectionSet: { leave: (node) => (node.selections.length === 0 ? null : undefined) } }));
}

/** @param {((turn: number) => Promise<void>)[]} attackers @param {string} cached */
async function latencies(attackers, cached) {
  const end = performance.now() + seconds * 1000;
  const attacks = attackers.map(async (attack) => {
    for (let turn = 0; performance.now() < end; turn++) await attack(turn);
  });
  /** @type {number[]} */
  const typename = [];
  /** @type {number[]} */
  const operation = [];
  while (performance.now() < end) {
    typename.push((await ask('{ __typename }')).ms);
    operation.push((await ask(cached)).ms);
    await sleep(5);
  }
  await Promise.all(attacks);
  return { typename, cached: operation };
}

/** @param {string} query */
async function ask(query) {
  const startedAt = performance.now();
  const { statusCode, body } = await request(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
    dispatcher: agent,
  });
  const answer = /** @type {any} */ (await body.json());
  return { ms: performance.now() - startedAt, code: answer.errors?.[0]?.extensions?.code ?? String(statusCode) };
}

async function untilReady() {
  for (let i = 0; i < 300; i++) {
    try {
      await ask('{ __typename }');
      return;
    } catch {
      await sleep(100);
    }
  }
  throw new Error('The gateway does not answer');
}

function residentMiB() {
  const [, kib] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${gateway.pid}/status`, 'utf8')) ?? [];
  return Number(kib) / 1024;
}
