import { readFileSync } from 'node:fs';

/** How often the starters are looked for. */
const LOOK_MS = 1_000;

/**
 * Turns what ends a command into an AbortSignal: SIGINT (Ctrl-C), SIGTERM, SIGHUP (the terminal is closed), and the end
 * of npm where npm started it, since an npm that is killed passes nothing on. The second SIGINT ends the process at once.
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
    const atStart = starters();
    setInterval(() => {
      if (starters() !== atStart) controller.abort();
    }, LOOK_MS).unref();
  }
  return controller.signal;
}

/**
 * The process that started this one and the one before that: npm runs a script in a shell, which outlives it. Where there
 * is no `/proc`, only the first is known.
 */
function starters() {
  try {
    // "pid (name) state parent …"; the name may have blanks and parentheses of its own.
    const stat = readFileSync(`/proc/${process.ppid}/stat`, 'utf8');
    const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return `${process.ppid} ${parent}`;
  } catch {
    // No /proc on this system, or the starter has just ended, which the first number tells.
    return String(process.ppid);
  }
}
