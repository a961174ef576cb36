/** @type {Set<() => void>} */
const cleanUps = new Set();

/**
 * Runs something when this process ends, however it ends short of SIGKILL: by itself, by a fault, by Ctrl-C.
 *
 * @param {() => void} cleanUp Synchronous.
 * @returns {() => void} Runs it now instead; nothing happens the second time.
 */
export function atExit(cleanUp) {
  if (cleanUps.size === 0) watch();
  cleanUps.add(cleanUp);
  return () => {
    if (cleanUps.delete(cleanUp)) cleanUp();
  };
}

let watching = false;

function watch() {
  if (watching) return;
  watching = true;
  process.on('exit', () => {
    for (const cleanUp of cleanUps) cleanUp();
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.once(signal, () => process.exit(1));
  }
}
