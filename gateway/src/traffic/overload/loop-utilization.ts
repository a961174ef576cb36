import { performance } from 'node:perf_hooks';

/** Makes a function that tells which share of the time since its last call this thread's event loop was busy, 0 to 1. */
export function createLoopUtilization(): () => number {
  let last = performance.eventLoopUtilization();
  return () => {
    const current = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(current, last);
    last = current;
    return utilization;
  };
}
