// `node bench/cached-answer.mjs`: how much faster a kept answer is served than the operation is executed. See bench/README.md.
import os from 'node:os';
import pino from 'pino';
import { createAnswerCache } from '../gateway/dist/cache/answers/answer-cache.js';
import { createAnswerMetrics } from '../gateway/dist/cache/answers/answer-metrics.js';
import { createMemoryStore } from '../gateway/dist/cache/memory/memory-store.js';
import { startClientGraph } from '../gateway/dist/client-graph/start-client-graph.js';
import { createPublicListener } from '../gateway/dist/edge/public-listener.js';
import { createEngine } from '../gateway/dist/executor/engine.js';
import { createMetrics } from '../gateway/dist/telemetry/metrics.js';
import { createHttpClient } from '../gateway/dist/upstream/http-client.js';
import { composeSupergraph } from './graphs/compose.mjs';
import { shop } from './graphs/shop.mjs';
import { startHelper } from './measure/helper-process.mjs';
import { httpSources } from './measure/http-sources.mjs';

/** How many times as many answers a second there must be. */
const bar = 10;
const rounds = 15;
const requestsPerRound = { executed: 150, kept: 1500 };
const warmUpRounds = 4;

const backend = await startHelper('backend/backend-process.mjs', ['heavy'], undefined);
const httpClient = createHttpClient();
const log = pino({ level: 'silent' });
const sdl = composeSupergraph(shop, (name) => backend.ready.urls[name]);
const gateways = { executed: await start(false), kept: await start(true) };
const measured = await measure();
report();
for (const { stop } of Object.values(gateways)) {
  await stop();
}
await httpClient.close();
backend.stop();

/** @param {boolean} keeps */
async function start(keeps) {
  const metrics = createMetrics();
  const store = createMemoryStore({ maxBytes: 67_108_864, maxEntryBytes: 1_048_576 });
  const engine = createEngine({
    supergraphSdl: sdl,
    createSource: httpSources({ httpClient, log }),
    ...(keeps && {
      keepAnswers: (parts) =>
        createAnswerCache(parts, {
          defaultMaxAgeSeconds: 3600,
          maxAgeSeconds: 3600,
          staleWhileRevalidateSeconds: 0,
          staleIfErrorSeconds: 0,
          vary: [],
          privateClaim: undefined,
          clientGraph: 'shop',
          store,
          metrics: createAnswerMetrics(metrics, 'shop'),
        }),
    }),
  });
  const graph = await startClientGraph({
    name: 'shop',
    path: '/shop',
    corsOrigins: [],
    engine,
    validationRules: [],
    log,
  });
  const listener = createPublicListener({
    host: '127.0.0.1',
    port: 0,
    maxBodyBytes: 100_000,
    shutdownGraceMs: 1000,
    graphiql: false,
    clientGraphs: [graph],
    log,
  });
  const { url } = await listener.start();
  const load = await startHelper('load/load-process.mjs', ['heavy'], undefined);
  await load.ask({ urls: { shop: `${url}/shop` } });
  const stop = async () => {
    load.stop();
    await listener.stop();
    await graph.stop();
    await engine.close();
    await store.close();
  };
  return { load, stop };
}

/** CPU time per request, in milliseconds, of each round. */
async function measure() {
  /** @type {Map<string, number[]>} */
  const times = new Map(Object.keys(gateways).map((name) => [name, []]));
  for (let round = -warmUpRounds; round < rounds; round++) {
    const order = /** @type {['executed' | 'kept', (typeof gateways)['kept']][]} */ (Object.entries(gateways));
    for (const [name, { load }] of round % 2 === 0 ? order : order.reverse()) {
      const before = process.cpuUsage();
      // Every answer is compared with what a server without a gateway says.
      const bounds = { seconds: 0, minAnswers: requestsPerRound[name], maxSeconds: 60 };
      const { answers, error } = await load.ask({ bounds });
      if (error !== undefined) throw new Error(error);
      const { user, system } = process.cpuUsage(before);
      if (round >= 0) {
        times.get(name)?.push((user + system) / 1000 / answers);
      }
    }
  }
  return times;
}

function report() {
  /** @param {readonly number[]} values */
  const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
  const executed = measured.get('executed') ?? [];
  const kept = measured.get('kept') ?? [];
  // One thread does everything, so that it serves as many times as many as it takes times as long for each.
  const ratio = median(executed.map((value, round) => value / (kept[round] ?? Number.NaN)));
  const isReached = ratio >= bar;
  process.stdout.write(
    [
      `Node ${process.version}, ${os.cpus()[0]?.model}, ${rounds} rounds of ${requestsPerRound.executed} and ${requestsPerRound.kept} requests`,
      `executed ${median(executed).toFixed(3)} ms of CPU for each answer`,
      `kept     ${median(kept).toFixed(3)} ms of CPU for each answer: ${ratio.toFixed(1)} times as many answers a second`,
      `bar: ${bar} times as many: ${isReached ? 'reached' : 'MISSED'}`,
      '',
    ].join('\n'),
  );
  process.exitCode = isReached ? 0 : 1;
}
