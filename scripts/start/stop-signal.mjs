/** How often the starter is looked for. */
const LOOK_MS = 1_000;

/**
 * Turns what ends a command into an AbortSignal: SIGINT (Ctrl-C), SIGTERM, SIGHUP (the terminal is closed), and the end
 * of npm where npm started it, since a killed npm passes nothing on. The second signal ends the process at once.
 *
 * @returns {AbortSignal}
 */
export function stopSignal() {
  const controller = new AbortController();
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      if (signal === 'SIGINT' && controller.signal.aborted) process.exit(130);
      controller.abort();
    });
  }
  if (process.env['npm_lifecycle_event'] !== undefined) {
    const starter = process.ppid;
    setInterval(() => {
      if (process.ppid !== starter) controller.abort();
    }, LOOK_MS).unref();
  }
  return controller.signal;
}
