import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onCore } from './cores.mjs';
import { endWithUs } from './end-with-us.mjs';

/** @typedef {import('../gateways/gateway.mjs').Launch} Launch */

const READY_WITHIN_MS = 60_000;
const ASK_EVERY_MS = 50;
const SHOWN_LOG_CHARS = 2_000;

/**
 * @typedef {object} RunningGateway
 * @property {readonly number[]} pids
 * @property {() => string} lastWords The end of what it logged.
 * @property {() => void} stop
 */

/**
 * Starts the processes of a gateway and waits until every client graph answers.
 *
 * @param {readonly Launch[]} launches
 * @param {{ core: number | undefined, logDir: string }} options
 * @returns {Promise<RunningGateway>}
 * @throws {Error} With the end of its log when it is not ready in a minute.
 */
export async function startGateway(launches, { core, logDir }) {
  const running = launches.map((launch, index) => startOne(launch, core, path.join(logDir, `gateway-${index}.log`)));
  const stop = () => {
    for (const one of running) one.stop();
  };
  try {
    await Promise.all(running.map(async (one) => Promise.all(one.urls.map((url) => untilReady(url, one)))));
  } catch (error) {
    stop();
    throw error;
  }
  const lastWords = () => running.map(({ logFile }) => lastWordsOf(logFile)).join('\n');
  return { pids: running.map(({ pid }) => pid), lastWords, stop };
}

/**
 * @param {Launch} launch
 * @param {number | undefined} core
 * @param {string} logFile
 */
function startOne({ command, cwd, env, urls }, core, logFile) {
  const [file, ...args] = onCore(core, command);
  const log = openSync(logFile, 'w');
  const child = spawn(file, args, {
    cwd,
    env: { ...process.env, NODE_ENV: 'production', ...env },
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  let ended = false;
  child.once('error', () => {
    ended = true;
  });
  child.once('exit', () => {
    ended = true;
  });
  return {
    pid: child.pid ?? 0,
    urls: Object.values(urls),
    logFile,
    hasEnded: () => ended,
    stop: endWithUs(child, { group: true }),
  };
}

/**
 * @param {string} url
 * @param {{ logFile: string, hasEnded: () => boolean }} gateway
 */
async function untilReady(url, { logFile, hasEnded }) {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline && !hasEnded()) {
    if (await answersTypename(url)) return;
    await sleep(ASK_EVERY_MS);
  }
  throw new Error(`A gateway did not get ready:\n${lastWordsOf(logFile)}`);
}

/** @param {string} logFile */
function lastWordsOf(logFile) {
  return readFileSync(logFile, 'utf8').slice(-SHOWN_LOG_CHARS);
}

/** @param {string} url */
async function answersTypename(url) {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', connection: 'close' },
      body: '{"query":"{ __typename }"}',
      signal: AbortSignal.timeout(5_000),
    });
    return answer.ok && (await answer.json()).data?.__typename === 'Query';
  } catch {
    // Not listening yet.
    return false;
  }
}
