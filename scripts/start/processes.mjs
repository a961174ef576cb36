import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long a part may take to end by itself; the gateway finishes requests that are under way for up to 10 s. */
const END_WITHIN_MS = 12_000;
/** How many lines of a part that nobody was shown are kept, for the case that it ends unasked. */
const LAST_LINES = 15;

/**
 * One process of the example.
 *
 * @typedef {object} Part
 * @property {string} name Shown before its lines.
 * @property {readonly string[]} args What Node runs.
 * @property {{ host: string, port: number }} address Where it listens.
 */

/**
 * How a part ended.
 *
 * @typedef {{ part: Part, how: string, unshownLines: readonly string[] }} Ending
 */

/**
 * @typedef {object} Processes
 * @property {(part: Part) => void} start
 * @property {() => Promise<void>} stop Ends every process that was started, and theirs. Safe to call again.
 */

/**
 * Keeps a group of Node processes that live and die together.
 *
 * Each runs as the leader of a process group of its own: a Ctrl-C in the terminal reaches only the starter, which ends
 * the others in an orderly way, and what a part starts itself is ended with it.
 *
 * @param {object} options
 * @param {string} options.cwd
 * @param {(part: Part, line: string, isError: boolean) => boolean} options.onLine Answers whether the line was shown.
 * @param {(ending: Ending) => void} options.onEnd A part ended though nobody asked it to.
 * @param {number} [options.endWithinMs] After this a part that does not end is killed. Default 12000.
 * @returns {Processes}
 */
export function createProcesses({ cwd, onLine, onEnd, endWithinMs = END_WITHIN_MS }) {
  /** @type {Set<{ pid: number, ended: Promise<void> }>} */
  const running = new Set();
  let stopping = false;

  /** @param {Part} part */
  function start(part) {
    const child = spawn(process.execPath, ['--import', watcher, ...part.args], {
      cwd,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    /** @type {string[]} */
    const unshownLines = [];
    const read = (/** @type {import('node:stream').Readable} */ stream, /** @type {boolean} */ isError) =>
      createInterface({ input: stream }).on('line', (line) => {
        if (!onLine(part, line, isError)) unshownLines.push(line);
        if (unshownLines.length > LAST_LINES) unshownLines.shift();
      });
    if (child.stdout) read(child.stdout, false);
    if (child.stderr) read(child.stderr, true);
    const { pid } = child;
    if (pid === undefined) {
      child.once('error', (error) => onEnd({ part, how: `cannot be started: ${error.message}`, unshownLines }));
      return;
    }
    // Whatever the part started itself must not outlive it.
    child.once('exit', () => signalGroup(pid, 'SIGKILL'));
    const ended = new Promise((/** @type {(value: void) => void} */ resolve) => {
      child.once('close', (code, signal) => {
        running.delete(entry);
        if (!stopping) onEnd({ part, how: signal ? `was ended by ${signal}` : `exited with ${code}`, unshownLines });
        resolve();
      });
    });
    const entry = { pid, ended };
    running.add(entry);
  }

  async function stop() {
    stopping = true;
    const entries = [...running];
    for (const { pid } of entries) signalGroup(pid, 'SIGTERM');
    const timer = new AbortController();
    const allEnded = Promise.all(entries.map(({ ended }) => ended));
    const late = sleep(endWithinMs, undefined, { signal: timer.signal }).catch(() => {});
    await Promise.race([allEnded, late]);
    timer.abort();
    for (const { pid } of running) signalGroup(pid, 'SIGKILL');
    await allEnded;
  }

  return { start, stop };
}

const watcher = new URL('./end-with-parent.mjs', import.meta.url).href;

/**
 * @param {number} leader
 * @param {NodeJS.Signals} signal
 */
function signalGroup(leader, signal) {
  try {
    process.kill(-leader, signal);
  } catch (error) {
    // Nobody of the group is left, which is what was wanted.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
