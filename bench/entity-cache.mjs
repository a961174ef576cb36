// `node bench/entity-cache.mjs`: what the heavy query costs with nine of ten entities kept. See bench/README.md.
import os from 'node:os';
import pino from 'pino';
import { createEntityCache } from '../gateway/dist/cache/entities/entity-cache.js';
import { createPartMetrics } from '../gateway/dist/cache/entities/entity-metrics.js';
import { createMemoryStore } from '../gateway/dist/cache/memory/memory-store.js';
import { startClientGraph } from '../gateway/dist/client-graph/start-client-graph.js';
import { sourceCacheConfig } from '../gateway/dist/config/source-cache-config.js';
import { createPublicListener } from '../gateway/dist/edge/public-listener.js';
import { createEngine } from '../gateway/dist/executor/engine.js';
import { createMetrics } from '../gateway/dist/telemetry/metrics.js';
import { createHttpClient } from '../gateway/dist/upstream/http-client.js';
import { composeSupergraph } from './graphs/compose.mjs';
import { shop } from './graphs/shop.mjs';
import { startHelper } from './measure/helper-process.mjs';
import { httpSources } from './measure/http-sources.mjs';

/** Of ten entities that are looked for, how many are found. */
const hitsOfTen = 9;
/** Short and many, and compared with their neighbours: so what else the machine does meanwhile counts little. */
const rounds = 41;
const requestsPerRound = 150;
const warmUpRounds = 8;

const backend = await startHelper('backend/backend-process.mjs', ['heavy'], undefined);
const httpClient = createHttpClient();
const log = pino({ level: 'silent' });
const sdl = composeSupergraph(shop, (name) => backend.ready.urls[name]);
const gateways = {
  'nothing kept': await start({ entities: false, rootFields: false, missing: 'parts' }),
  entities: await start({ entities: true, rootFields: false, missing: 'parts' }),
  'entities, root': await start({ entities: true, rootFields: true, missing: 'parts' }),
  'whole fetches': await start({ entities: true, rootFields: false, missing: 'fetches' }),
};
/** @type {Map<string, number>} Calls to sources for one request, in the last round. */
const calls = new Map();
const measured = await measure();
await report();
for (const { stop } of Object.values(gateways)) {
  await stop();
}
await httpClient.close();
backend.stop();

/**
 * @param {object} kept
 * @param {boolean} kept.entities
 * @param {boolean} kept.rootFields
 * @param {'parts' | 'fetches'} kept.missing `parts`: one of ten, so that most fetches are still made. `fetches`: all that a fetch
 *   needs, in one fetch of ten, as what was fetched together is past its time together.
 */
async function start({ entities, rootFields, missing }) {
  const metrics = createMetrics();
  const store = forgetful(createMemoryStore({ maxBytes: 67_108_864, maxEntryBytes: 1_048_576 }), missing);
  const settings = sourceCacheConfig.parse({
    entities: true,
    rootFields,
    defaultMaxAgeSeconds: 3600,
    defaultScope: 'PUBLIC',
  });
  const cache = createEntityCache({
    store,
    sources: new Map(entities ? shop.map(({ name }) => [name, settings]) : []),
    metricsOf: createPartMetrics(metrics),
  });
  const engine = createEngine({
    supergraphSdl: sdl,
    createSource: httpSources({ httpClient, log }),
    ...(entities && { keepFetches: cache.keeperOf({ privateClaim: undefined }) }),
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
  return { load, metrics, stop };
}

/**
 * The store, which has one of ten entries no more, another one each time. Each reading is of a moment of its own, so that
 * no request is given what another one is asking for just now: real ones ask for different things.
 *
 * @param {import('../gateway/dist/cache/store.js').CacheStore} store
 * @param {'parts' | 'fetches'} missing
 * @returns {import('../gateway/dist/cache/store.js').CacheStore}
 */
function forgetful(store, missing) {
  let looks = 0;
  let reads = 0;
  return {
    ...store,
    async read(keys) {
      const { entries, moment } = await store.read(keys);
      reads += 1;
      const first = looks;
      looks += entries.length;
      // Seven and ten have no factor in common, so it is not always the same one of a fetch.
      const isThere = (/** @type {number} */ at) => ((missing === 'parts' ? first + at : reads) * 7) % 10 < hitsOfTen;
      return {
        entries: entries.map((entry, at) => (isThere(at) ? entry : undefined)),
        moment: moment && { ...moment, sequence: reads },
      };
    },
  };
}

/** CPU time per request, in milliseconds, of each round; the order turns round from one to the next. */
async function measure() {
  /** @type {Map<string, number[]>} */
  const times = new Map(Object.keys(gateways).map((name) => [name, []]));
  for (let round = -warmUpRounds; round < rounds; round++) {
    const order = Object.entries(gateways);
    for (const [name, { load }] of round % 2 === 0 ? order : order.reverse()) {
      const callsBefore = await callsSoFar();
      const before = process.cpuUsage();
      // Every answer is compared with what a server without a gateway says.
      const { answers } = await load.ask({ bounds: { seconds: 0, minAnswers: requestsPerRound, maxSeconds: 60 } });
      const { user, system } = process.cpuUsage(before);
      calls.set(name, ((await callsSoFar()) - callsBefore) / answers);
      if (round >= 0) {
        times.get(name)?.push((user + system) / 1000 / answers);
      }
    }
  }
  return times;
}

/** @returns {Promise<number>} */
async function callsSoFar() {
  const said = await backend.ask('calls');
  return said.calls;
}

/** @param {import('../gateway/dist/telemetry/metrics.js').Metrics} metrics */
async function shareOfHits(metrics) {
  const { text } = await metrics.expose();
  const count = (/** @type {string} */ result) =>
    text
      .split('\n')
      .filter((line) => line.startsWith('facet_cache_') && line.includes(`result="${result}"`))
      .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  const hits = count('hit');
  return hits / (hits + count('miss') + count('shared') || 1);
}

async function report() {
  /** @param {readonly number[]} values */
  const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
  const base = measured.get('nothing kept') ?? [];
  /** @type {string[]} */
  const lines = [];
  /** @type {Map<string, number>} */
  const ratios = new Map();
  for (const [name, { metrics }] of Object.entries(gateways)) {
    const values = measured.get(name) ?? [];
    const ratio = median(values.map((value, round) => value / (base[round] ?? Number.NaN)));
    ratios.set(name, ratio);
    const hits = `${(100 * (await shareOfHits(metrics))).toFixed(1)} % hits`;
    const asked = `${(calls.get(name) ?? Number.NaN).toFixed(1)} calls`;
    lines.push(`${name.padEnd(14)} ${median(values).toFixed(3)} ms, ${(100 * ratio).toFixed(1)} %, ${hits}, ${asked}`);
  }
  const isKept = (ratios.get('entities') ?? Number.NaN) < 1;
  process.stdout.write(
    [
      `Node ${process.version}, ${os.cpus()[0]?.model}, ${rounds} rounds of ${requestsPerRound} requests`,
      ...lines,
      `bar: entities at ${hitsOfTen * 10} % hits cost less CPU than asking for them: ${isKept ? 'kept' : 'MISSED'}`,
      '',
    ].join('\n'),
  );
  process.exitCode = isKept ? 0 : 1;
}
