import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** How often the holder says that it still works. */
const HEARTBEAT_MS = 2_000;
/** A lock without a heartbeat for so long was left by a process that is gone, whoever has its number now. */
const STALE_MS = 30_000;
const POLL_MS = 200;

/**
 * Runs `work` while no other process on this machine runs anything under the same lock file.
 * A lock whose process is gone is taken over.
 *
 * @template T
 * @param {string} file Created while the lock is held; its folder too.
 * @param {() => Promise<T>} work
 * @param {{ onWait?: (holder: number) => void }} [options] `onWait` is called once, with the process that holds the lock.
 * @returns {Promise<T>} What `work` answers.
 */
export async function withLock(file, work, { onWait } = {}) {
  mkdirSync(path.dirname(file), { recursive: true });
  let told = false;
  while (!tryTake(file)) {
    const holder = holderOf(file);
    if (holder === 'gone') discard(file);
    else if (typeof holder === 'number' && !told) {
      told = true;
      onWait?.(holder);
    }
    await sleep(POLL_MS);
  }
  const heartbeat = setInterval(() => utimesSync(file, new Date(), new Date()), HEARTBEAT_MS);
  const release = () => rmSync(file, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    process.off('exit', release);
    release();
  }
}

/** @param {string} file */
function tryTake(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/**
 * @param {string} file
 * @returns {number | 'gone' | 'free'}
 */
function holderOf(file) {
  try {
    const holder = Number(readFileSync(file, 'utf8'));
    if (Date.now() - statSync(file).mtimeMs > STALE_MS) return 'gone';
    // An empty file was created this moment: its writer has not come to its number yet.
    return holder === 0 || isAlive(holder) ? holder : 'gone';
  } catch (error) {
    if (isCode(error, 'ENOENT')) return 'free';
    throw error;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !isCode(error, 'ESRCH');
  }
}

/**
 * Moves the lock away before it is removed: of several that found it stale, one rename succeeds. Should another process
 * have taken the lock anew in the meantime, what was moved is that one's, and goes back.
 *
 * @param {string} file
 */
function discard(file) {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    if (holderOf(aside) !== 'gone') linkSync(aside, file);
    rmSync(aside);
  } catch (error) {
    // Another process was quicker, which is as good.
    if (!isCode(error, 'ENOENT') && !isCode(error, 'EEXIST')) throw error;
  }
}

/**
 * @param {unknown} error
 * @param {string} code
 */
function isCode(error, code) {
  return error instanceof Error && 'code' in error && error.code === code;
}
