import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts CPU time for user space in hundredths of a second, on every architecture that Node runs on. */
const MS_PER_TICK = 10;

/**
 * @typedef {object} TreeUsage
 * @property {number} cpuMs User and system time so far, of all threads, and of children that have ended.
 * @property {number} peakRssBytes Sum of what each process held at its own highest.
 */

/**
 * What a process and everything below it have used so far, as Linux counts it.
 *
 * @param {readonly number[]} roots Process ids.
 * @returns {TreeUsage}
 */
export function readTreeUsage(roots) {
  let cpuMs = 0;
  let peakRssBytes = 0;
  for (const pid of pidsOfTrees(roots)) {
    const stat = readStat(pid);
    if (!stat) continue;
    cpuMs += stat.cpuMs;
    const [, peakKiB] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    peakRssBytes += Number(peakKiB ?? 0) * 1024;
  }
  return { cpuMs, peakRssBytes };
}

/**
 * @param {readonly number[]} roots
 * @returns {ReadonlySet<number>} The roots and every process below them.
 */
function pidsOfTrees(roots) {
  /** @type {Map<number, number>} */
  const parents = new Map();
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? readStat(Number(name)) : undefined;
    if (stat) parents.set(Number(name), stat.parent);
  }
  const tree = new Set(roots);
  for (let before = 0; before < tree.size; ) {
    before = tree.size;
    for (const [pid, parent] of parents) if (tree.has(parent)) tree.add(pid);
  }
  return tree;
}

/**
 * @param {number} pid
 * @returns {{ parent: number, cpuMs: number } | undefined} Nothing when it has ended meanwhile.
 */
function readStat(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the command in parentheses, which may itself hold spaces and parentheses.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const ticks = [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0);
    return { parent: Number(fields[1]), cpuMs: ticks * MS_PER_TICK };
  } catch {
    // Ended between the listing and the reading.
    return undefined;
  }
}
