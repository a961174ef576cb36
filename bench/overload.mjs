// `node bench/overload.mjs`: what a gateway does when three times as much comes as it can do. See bench/README.md.
import os from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { facetGateway } from './gateways/facet.mjs';
import { percentile } from './load/latencies.mjs';
import { openSite } from './measure/bench-site.mjs';
import { chooseCores } from './measure/cores.mjs';
import { freePorts } from './measure/free-ports.mjs';
import { startGateway } from './measure/gateway-process.mjs';
import { startHelper } from './measure/helper-process.mjs';
import { readTreeUsage } from './measure/process-tree.mjs';
import { findWorkload } from './workloads/workloads.mjs';

/** @typedef {import('./load/open-loop.mjs').Outcome} Outcome */

/** Answers a second under overload, of those at the peak. */
const goodputBar = 0.9;
/** How soon it is said to 99 of 100 that they cannot be served, in milliseconds. */
const shedBarMs = 100;
/** How soon everybody is answered as before when the overload is over, in milliseconds. */
const recoveryBarMs = 1000;
/** Stretches of one round, by how many times the capacity is sent. */
const calm = { share: 0.5, seconds: 3 };
const overload = { share: 3, seconds: 7 };
const afterwards = { share: 0.5, seconds: 4 };
const rounds = 3;
/** The first second of the overload is that in which it is noticed; it is not counted for answers a second. */
const settleMs = 1000;
/** An answer is late when it takes longer than three times what 99 of 100 take at half of the capacity, and than this. */
const minLateMs = 50;
const windowMs = 100;
/** A load that is sent so much later than it should be, at the 99th percentile, says nothing of the gateway. */
const maxLagMs = 50;

const workload = findWorkload('list-1000');
const cores = chooseCores();
const site = await openSite(workload, cores);
const [port = 0] = await freePorts(1);
const [graph] = site.graphs;
if (graph === undefined) throw new TypeError('The workload has a graph');
const launches = facetGateway.launch([{ ...graph, port, sourceUrls: site.sourceUrls }], {
  mode: 'none',
  dir: site.makeDir(),
});
const gateway = await startGateway(launches, { core: cores.gateway, logDir: site.makeDir() });
const load = await startHelper('load/open-loop-process.mjs', [], cores.load);
try {
  process.exitCode = report(await measure());
} finally {
  load.stop();
  gateway.stop();
  site.close();
}

/**
 * @typedef {object} Round
 * @property {number} peak Answers a second.
 * @property {number} answered Answers a second under overload.
 * @property {number} perCpu Of them for each second of CPU time, compared with the peak.
 * @property {number} shedP99 In milliseconds.
 * @property {number} recoveryMs
 * @property {string} text
 * @property {string | undefined} fault Why it says nothing.
 */

/** @returns {Promise<Round[]>} */
async function measure() {
  const url = `http://127.0.0.1:${port}/graphql`;
  const { query, variables } = workload.request(0);
  const body = JSON.stringify({ query, variables });
  await load.ask({ target: { url, body, expected: await firstAnswer(url, body) } });
  await peak(6);
  const measured = [];
  for (let round = 0; round < rounds; round++) {
    measured.push(await measureRound());
  }
  return measured;
}

/** @returns {Promise<Round>} */
async function measureRound() {
  const best = await peak(3);
  const phases = [calm, overload, afterwards].map(({ share, seconds }) => ({
    perSecond: best.perSecond * share,
    seconds,
  }));
  const sent = load.ask({ phases });
  await sleep(calm.seconds * 1000 + settleMs);
  const before = cpuMs();
  await sleep(overload.seconds * 1000 - settleMs);
  const usedMs = cpuMs() - before;
  const { outcomes } = await sent;
  return conclude(outcomes, { best, usedMs });
}

/**
 * What 16 clients get who wait for their answers: as much as it can do.
 *
 * @param {number} seconds
 */
async function peak(seconds) {
  const before = cpuMs();
  const { answers, seconds: took } = await load.ask({ clients: 16, seconds });
  return { perSecond: answers / took, perCpuMs: answers / (cpuMs() - before) };
}

function cpuMs() {
  return readTreeUsage(gateway.pids).cpuMs;
}

/**
 * @param {string} url
 * @param {string} body
 */
async function firstAnswer(url, body) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body,
  });
  const text = await response.text();
  if (response.status !== 200 || JSON.parse(text).errors !== undefined) throw new Error(`Wrong answer: ${text}`);
  return text;
}

/**
 * @param {readonly Outcome[]} outcomes
 * @param {{ best: { perSecond: number, perCpuMs: number }, usedMs: number }} options
 * @returns {Round}
 */
function conclude(outcomes, { best, usedMs }) {
  const from = calm.seconds * 1000 + settleMs;
  const calmAt = (calm.seconds + overload.seconds) * 1000;
  const answers = outcomes.filter(({ kind, endedAt }) => kind === 'answered' && endedAt >= from && endedAt < calmAt);
  const answered = (answers.length * 1000) / (calmAt - from);
  const usual = outcomes.filter(({ phase, dueAt }) => phase === 0 && dueAt > settleMs).map(duration);
  const lateMs = Math.max(minLateMs, 3 * percentile(usual, 0.99));
  const shed = outcomes.filter(({ kind, phase }) => kind === 'shed' && phase === 1).map(duration);
  const wrong = outcomes.filter(({ kind }) => kind === 'wrong').length;
  const lags = outcomes.map(({ dueAt, sentAt }) => sentAt - dueAt);
  const round = {
    peak: best.perSecond,
    answered,
    perCpu: answers.length / usedMs / best.perCpuMs,
    shedP99: shed.length === 0 ? Number.NaN : percentile(shed, 0.99),
    recoveryMs: recoveredAfter(outcomes, { calmAt, lateMs }),
  };
  const lag = percentile(lags, 0.99);
  return {
    ...round,
    text: [
      `peak ${best.perSecond.toFixed(0)}/s; under overload ${answered.toFixed(0)}/s, ${percent(answered / best.perSecond)}`,
      `${percent(round.perCpu)} for the same CPU time, ${timesOf(answers.map(duration))}`,
      `${shed.length} shed, ${timesOf(shed)}`,
      `recovered in ${round.recoveryMs} ms (over ${lateMs.toFixed(0)} ms is late)`,
    ].join('; '),
    fault:
      wrong > 0 ? `${wrong} answers are wrong` : lag > maxLagMs ? `it was sent ${lag.toFixed(0)} ms late` : undefined,
  };
}

/**
 * @param {readonly Outcome[]} outcomes
 * @param {{ calmAt: number, lateMs: number }} options
 */
function recoveredAfter(outcomes, { calmAt, lateMs }) {
  /** @type {Map<number, { all: number, bad: number }>} */
  const windows = new Map();
  for (const outcome of outcomes) {
    if (outcome.sentAt >= calmAt) {
      const index = Math.floor((outcome.sentAt - calmAt) / windowMs);
      const own = windows.get(index) ?? { all: 0, bad: 0 };
      own.all++;
      own.bad += outcome.kind !== 'answered' || duration(outcome) > lateMs ? 1 : 0;
      windows.set(index, own);
    }
  }
  const bad = [...windows].filter(([, own]) => own.bad > own.all / 10).map(([index]) => index);
  return bad.length === 0 ? 0 : (Math.max(...bad) + 1) * windowMs;
}

/** @param {readonly Round[]} measured */
function report(measured) {
  const sound = measured.filter(({ fault }) => fault === undefined);
  /** @param {(round: Round) => number} of */
  const median = (of) => sound.map(of).sort((a, b) => a - b)[Math.floor(sound.length / 2)] ?? Number.NaN;
  const goodput = median(({ answered, peak: best }) => answered / best);
  const shedP99 = median((round) => round.shedP99);
  const recoveryMs = median((round) => round.recoveryMs);
  const bars = [
    {
      text: `answers a second at three times the capacity: ${percent(goodput)} of the peak, at least ${percent(goodputBar)}`,
      kept: goodput >= goodputBar,
    },
    {
      text: `shed answers at the 99th percentile: ${shedP99.toFixed(1)} ms, less than ${shedBarMs}`,
      kept: shedP99 < shedBarMs,
    },
    { text: `recovery: ${recoveryMs} ms, less than ${recoveryBarMs}`, kept: recoveryMs < recoveryBarMs },
  ];
  process.stdout.write(
    [
      `Node ${process.version}, ${os.cpus()[0]?.model}, load of the machine ${os.loadavg()[0]?.toFixed(1)}`,
      ...measured.map(({ text, fault }, index) => `round ${index + 1}: ${text}${fault ? `; VOID: ${fault}` : ''}`),
      ...bars.map(({ text, kept }) => `${text}: ${kept ? 'kept' : 'MISSED'}`),
      '',
    ].join('\n'),
  );
  return bars.every(({ kept }) => kept) ? 0 : 1;
}

/** @param {Outcome} outcome */
function duration({ sentAt, endedAt }) {
  return endedAt - sentAt;
}

/** @param {readonly number[]} durations */
function timesOf(durations) {
  return durations.length === 0
    ? 'none'
    : `${percentile(durations, 0.5).toFixed(0)} ms at the median, ${percentile(durations, 0.99).toFixed(0)} at the 99th percentile`;
}

/** @param {number} share */
function percent(share) {
  return `${(share * 100).toFixed(1)} %`;
}
