import { atExit } from './at-exit.mjs';

/**
 * Sees to it that a process ends when this one does.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @param {{ group?: boolean }} [options] Whether it was spawned `detached` and leads a process group, which is then ended
 *   as a whole. Default false.
 * @returns {() => void} Ends it now. Nothing happens when it has ended.
 */
export function endWithUs(child, { group = false } = {}) {
  const { pid } = child;
  if (pid === undefined) return () => {};
  return atExit(() => {
    try {
      process.kill(group ? -pid : pid, 'SIGKILL');
    } catch (error) {
      // Ended by itself, which is as good.
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
    }
  });
}
