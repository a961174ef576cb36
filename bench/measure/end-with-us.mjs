/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

/** @type {Set<() => void>} */
const stops = new Set();
let watching = false;

/**
 * Sees to it that a process ends when this one does, however this one ends short of SIGKILL.
 *
 * @param {ChildProcess} child Leader of a process group of its own when it was spawned `detached`, and then ended with
 *   the whole group.
 * @param {{ group?: boolean }} [options] Whether it was spawned `detached`. Default false.
 * @returns {() => void} Ends it now. Nothing happens when it has ended.
 */
export function endWithUs(child, { group = false } = {}) {
  watch();
  const stop = () => {
    stops.delete(stop);
    if (child.pid === undefined) return;
    try {
      process.kill(group ? -child.pid : child.pid, 'SIGKILL');
    } catch (error) {
      // Ended by itself, which is as good.
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
    }
  };
  stops.add(stop);
  return stop;
}

function watch() {
  if (watching) return;
  watching = true;
  process.on('exit', () => {
    for (const stop of stops) stop();
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.once(signal, () => process.exit(1));
  }
}
