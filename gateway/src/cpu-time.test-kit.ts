/** How long work takes that does not wait. */
export interface CpuBound {
  /** In milliseconds. What takes less is not tried again. */
  readonly enoughMs: number;
}

/**
 * Says how much CPU something takes, in milliseconds, whatever else the machine does: the least of three tries, since
 * compilers and the garbage of others, which other threads of this process see to, are in what is measured.
 *
 * @param work Does the same each time.
 * @throws Whatever `work` throws.
 */
export async function leastCpuMs(work: () => unknown, { enoughMs }: CpuBound): Promise<number> {
  let leastMs = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < 3 && leastMs >= enoughMs; tries++) {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    leastMs = Math.min(leastMs, (user + system) / 1000);
  }
  return leastMs;
}
