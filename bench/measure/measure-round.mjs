import { freePorts } from './free-ports.mjs';
import { startGateway } from './gateway-process.mjs';
import { readTreeUsage } from './process-tree.mjs';

/**
 * A gateway's first seconds are its compilers' work. CPU time is given rather than time, so that a busy machine does not
 * leave a gateway cold.
 */
const WARM_UP_CPU_MS = 3_000;
const WARM_UP_STEP_SECONDS = 0.5;
const MAX_WARM_UP_SECONDS = 10;
/** Enough for a median of latencies and for CPU time counted in hundredths of a second. */
const MIN_ANSWERS = 20;
/** A slow gateway may take so many times as long to reach those. */
const MAX_STRETCH = 4;
/** Subgraphs that compute more of their answers than this part cost more than their gateway deserves. */
const MAX_COMPUTED_SHARE = 0.01;

/**
 * What one gateway did in one round.
 *
 * @typedef {object} RoundResult
 * @property {number} cpuMsPerRequest Of the gateway's processes, all threads, user and system.
 * @property {number} answersPerSecond
 * @property {number} p50Ms
 * @property {number} p99Ms
 * @property {number} peakRssBytes
 * @property {number} callsPerRequest Calls to subgraphs.
 * @property {number} answers How many were measured; every one was right.
 * @property {number} seconds
 * @property {number} computedShare Part of the subgraphs' answers that had to be computed, from 0 to 1: they should all be
 *   looked up.
 * @property {number} loadSideBusy Part of the time that subgraphs and load used of one core, from 0 up. Near 1 with both on
 *   one core, answers/s says what they can do, not what the gateway can.
 */

/**
 * Starts a gateway afresh, warms it up, measures it, ends it.
 *
 * @param {import('./bench-site.mjs').BenchSite} site
 * @param {import('../gateways/variant.mjs').Variant} variant
 * @param {{ seconds: number, core: number | undefined }} options
 * @returns {Promise<RoundResult>}
 * @throws {Error} When an answer is wrong or missing: the run is void.
 */
export async function measureRound(site, { gateway, mode }, { seconds, core }) {
  const dir = site.makeDir();
  const ports = await freePorts(site.graphs.length);
  const graphs = site.graphs.map((graph, index) => ({
    ...graph,
    port: ports[index] ?? 0,
    sourceUrls: site.sourceUrls,
  }));
  const launches = gateway.launch(graphs, { mode, dir });
  const running = await startGateway(launches, { core, logDir: dir });
  try {
    await site.load.ask({ urls: Object.assign({}, ...launches.map(({ urls }) => urls)) });
    await warmUp(site, running.pids);
    const result = await measure(site, running.pids, {
      seconds,
      minAnswers: MIN_ANSWERS,
      maxSeconds: seconds * MAX_STRETCH,
    });
    if (result.computedShare <= MAX_COMPUTED_SHARE) return result;
    throw new Error(`Void run: subgraphs had to compute ${Math.round(100 * result.computedShare)} % of their answers`);
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}\n${running.lastWords()}`, { cause: error });
  } finally {
    running.stop();
  }
}

/**
 * @param {import('./bench-site.mjs').BenchSite} site
 * @param {readonly number[]} pids
 */
async function warmUp(site, pids) {
  const before = readTreeUsage(pids).cpuMs;
  const bounds = { seconds: WARM_UP_STEP_SECONDS, minAnswers: 1, maxSeconds: MAX_WARM_UP_SECONDS };
  for (let seconds = 0; seconds < MAX_WARM_UP_SECONDS && readTreeUsage(pids).cpuMs - before < WARM_UP_CPU_MS; ) {
    seconds += (await site.load.ask({ bounds })).seconds;
  }
}

/**
 * @param {import('./bench-site.mjs').BenchSite} site
 * @param {readonly number[]} pids
 * @param {import('../load/run-load.mjs').LoadBounds} loadBounds
 * @returns {Promise<RoundResult>}
 */
async function measure(site, pids, loadBounds) {
  const loadSide = [site.backend.pid, site.load.pid];
  const countsBefore = await site.backend.ask({});
  const before = { gateway: readTreeUsage(pids), loadSide: readTreeUsage(loadSide) };
  const { answers, seconds, p50Ms, p99Ms } = await site.load.ask({ bounds: loadBounds });
  const after = { gateway: readTreeUsage(pids), loadSide: readTreeUsage(loadSide) };
  const counts = await site.backend.ask({});
  const calls = counts.calls - countsBefore.calls;
  return {
    cpuMsPerRequest: (after.gateway.cpuMs - before.gateway.cpuMs) / answers,
    answersPerSecond: answers / seconds,
    p50Ms,
    p99Ms,
    peakRssBytes: after.gateway.peakRssBytes,
    callsPerRequest: calls / answers,
    answers,
    seconds,
    computedShare: calls === 0 ? 0 : (counts.computed - countsBefore.computed) / calls,
    loadSideBusy: (after.loadSide.cpuMs - before.loadSide.cpuMs) / (seconds * 1000),
  };
}
