// `node bench/rate-limit.mjs`: what rate limits in Redis cost a request. See bench/README.md.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { Redis } from 'ioredis';
import pino from 'pino';
import { rateLimitsConfig } from '../gateway/dist/config/rate-limits-config.js';
import { createGateway } from '../gateway/dist/gateway.js';
import { findRedisServer } from '../scripts/test/redis-server.mjs';

/** CPU time that limits may add to a request, in milliseconds. */
const barMs = 0.15;
const rounds = 5;
const requestsPerRound = 10_000;
const clients = 50;

/** The load, in a process of its own, so that its CPU time is not the gateway's. */
const load = `
const { Agent, request } = await import('undici');
const dispatcher = new Agent({ connections: ${clients} });
const [url, count, limits] = process.argv.slice(1);
let left = Number(count);
let wrong = 0;
const one = async () => {
  while (left-- > 0) {
    const { statusCode, headers, body } = await request(url, { method: 'POST', dispatcher,
      headers: { 'content-type': 'application/json' }, body: '{"query":"{ greeting }"}' });
    const text = await body.text();
    wrong += statusCode === 200 && text === '{"data":{"greeting":"hello"}}' &&
      (headers.ratelimit ?? '').split('r=').length - 1 === Number(limits) ? 0 : 1;
  }
};
await Promise.all(Array.from({ length: ${clients} }, one));
process.stdout.write(String(wrong));
process.exit(0);
`;

const rules = [
  { name: 'callers', key: ['caller', 'client'], limit: 1_000_000_000, windowSeconds: 3600 },
  { name: 'addresses', key: ['address'], limit: 1_000_000_000, burst: 1_000_000, windowSeconds: 3600 },
  { name: 'graphs', key: ['clientGraph'], limit: 1_000_000_000, windowSeconds: 3600 },
];
const redis = await startRedis();
const sdl = compose();
const gateways = {
  'no limits': await start([]),
  'one limit': await start(rules.slice(0, 1)),
  'three limits': await start(rules),
};
const measured = await measure();
report();
await Promise.all(Object.values(gateways).map(({ gateway }) => gateway.stop()));
await redis.stop();

async function startRedis() {
  const program = findRedisServer();
  if (program === undefined) {
    throw new Error('There is no redis-server: see CONTRIBUTING.md');
  }
  const dir = mkdtempSync(path.join(os.tmpdir(), 'facet-bench-redis-'));
  const port = await freePort();
  const args = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', dir, '--save', ''];
  const child = spawn(program, args, { argv0: 'redis-server', stdio: 'ignore' });
  const url = `redis://127.0.0.1:${port}`;
  const client = new Redis(url, { retryStrategy: () => 50 });
  client.on('error', () => {
    // It starts; the ping below waits for it.
  });
  await client.ping();
  client.disconnect();
  return {
    url,
    async stop() {
      child.kill();
      await sleep(100);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
}

function compose() {
  const typeDefs = parse(
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9") type Query { greeting: String! }',
  );
  const { supergraphSdl } = composeServices([{ name: 'bff-shop', url: 'local:bff-shop', typeDefs }]);
  if (supergraphSdl === undefined) {
    throw new Error('The schema does not compose');
  }
  return supergraphSdl;
}

/** @param {object[]} limits */
async function start(limits) {
  const gateway = createGateway(
    {
      server: { host: '127.0.0.1', port: 0, maxBodyBytes: 10_000, shutdownGraceMs: 1000, graphiql: false },
      admin: undefined,
      httpClient: {},
      sources: { all: { timeoutMs: 1000, maxAnswerBytes: 10_000 }, each: {} },
      environment: {},
      planner: {
        threads: 1,
        timeoutMs: 5000,
        maxWaiting: 10,
        pathsLimit: 500,
        maxThreadBytes: 536_870_912,
        maxCacheBytes: 1_000_000,
      },
      clientGraphs: [
        {
          name: 'shop',
          path: '/shop',
          corsOrigins: [],
          maskErrors: 'unexpected',
          validationRules: [],
          supergraph: { file: 'shop.graphql', sdl },
          local: {
            name: 'bff-shop',
            sdl: 'type Query { greeting: String! }',
            resolvers: { Query: { greeting: () => 'hello' } },
          },
        },
      ],
      redis: { prefix: 'bench:', address: { kind: 'single', url: redis.url } },
      rateLimits: { ...rateLimitsConfig.parse({ rules: limits }), budgets: [] },
    },
    { log: pino({ level: 'silent' }) },
  );
  const { public: address } = await gateway.start();
  return { gateway, url: `${address.url}/shop`, limits: limits.length };
}

/** CPU time per request, in milliseconds, of each round; the order turns round from one to the next. */
async function measure() {
  /** @type {Map<string, number[]>} */
  const times = new Map(Object.keys(gateways).map((name) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    const order = Object.entries(gateways);
    for (const [name, { url, limits }] of round % 2 === 0 ? order : order.reverse()) {
      const before = process.cpuUsage();
      await send(url, limits);
      const { user, system } = process.cpuUsage(before);
      // The first warms up and is not counted.
      if (round > 0) {
        times.get(name)?.push((user + system) / 1000 / requestsPerRound);
      }
    }
  }
  return times;
}

/**
 * @param {string} url
 * @param {number} limits That answers have to tell of.
 */
async function send(url, limits) {
  const child = spawn(process.execPath, ['--input-type=module', '-e', load, url, `${requestsPerRound}`, `${limits}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let wrong = '';
  for await (const chunk of child.stdout) {
    wrong += chunk;
  }
  if (wrong !== '0') {
    throw new Error(`Answers that are not right: ${wrong || 'unknown'}`);
  }
}

function report() {
  /** @param {readonly number[]} values */
  const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
  const base = median(measured.get('no limits') ?? []);
  const lines = [...measured].map(([name, values]) => {
    const own = median(values);
    const shown = values.map((value) => value.toFixed(4)).join(', ');
    return `${name.padEnd(14)} ${own.toFixed(4)} ms, ${(own - base).toFixed(4)} more (rounds: ${shown})`;
  });
  const added = median(measured.get('three limits') ?? []) - base;
  process.stdout.write(
    [
      `Node ${process.version}, ${os.cpus()[0]?.model}, ${rounds} rounds of ${requestsPerRound} requests, ${clients} clients`,
      ...lines,
      `bar: limits add less than ${barMs} ms of CPU to a request: ${added < barMs ? 'kept' : 'MISSED'}`,
      '',
    ].join('\n'),
  );
}
