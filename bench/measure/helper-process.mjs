import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onCore } from './cores.mjs';
import { endWithUs } from './end-with-us.mjs';

/** Longest any helper may take to answer: a load's own bounds are far below. */
const ANSWER_WITHIN_MS = 300_000;

/**
 * A process of the bench's own that answers one message at a time.
 *
 * @typedef {object} Helper
 * @property {number} pid
 * @property {any} ready What it said when it was ready.
 * @property {(message: unknown) => Promise<any>} ask
 *   Throws when it answers with an error, takes longer than five minutes or ends.
 * @property {() => void} stop
 */

/**
 * @param {string} file Relative to `bench/`.
 * @param {readonly string[]} args
 * @param {number | undefined} core
 * @returns {Promise<Helper>}
 */
export async function startHelper(file, args, core) {
  const script = fileURLToPath(new URL(`../${file}`, import.meta.url));
  const [command, ...rest] = onCore(core, [process.execPath, script, ...args]);
  const child = spawn(command, rest, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const stop = endWithUs(child);
  /** @returns {Promise<any>} */
  const answer = () =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${file} did not answer in time`)), ANSWER_WITHIN_MS);
      const onExit = () => settle(() => reject(new Error(`${file} ended`)));
      const onMessage = (/** @type {any} */ message) =>
        settle(() => (message.error === undefined ? resolve(message) : reject(new Error(message.error))));
      const settle = (/** @type {() => void} */ how) => {
        clearTimeout(timer);
        child.off('exit', onExit).off('message', onMessage);
        how();
      };
      child.once('exit', onExit).once('message', onMessage);
    });
  const ready = await answer();
  const ask = (/** @type {any} */ message) => {
    const answered = answer();
    child.send(message);
    return answered;
  };
  return { pid: child.pid ?? 0, ready, ask, stop };
}
