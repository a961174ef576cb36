/** @typedef {import('../measure/run-workload.mjs').WorkloadResult} WorkloadResult */

/**
 * @param {string} name
 * @param {Readonly<Record<string, number | undefined>>} cpuMs By variant; a variant without is void.
 * @returns {WorkloadResult} One round, every other number 100.
 */
export function workloadResult(name, cpuMs) {
  return {
    name,
    title: `Workload ${name}`,
    connections: 50,
    rounds: 1,
    seconds: 2,
    variants: Object.entries(cpuMs).map(([variant, cpuMsPerRequest]) => {
      const median = cpuMsPerRequest === undefined ? undefined : roundResult(cpuMsPerRequest);
      const [gateway = '', mode = 'none'] = variant.split('+');
      return {
        name: variant,
        title: `Title of ${variant}`,
        gateway: { name: gateway, title: `<${gateway}>` },
        mode: /** @type {import('../gateways/gateway.mjs').Mode} */ (mode),
        median,
        rounds: median ? [median] : [],
        fault: median ? undefined : 'an answer is wrong',
      };
    }),
  };
}

/** @param {number} cpuMsPerRequest */
function roundResult(cpuMsPerRequest) {
  return {
    cpuMsPerRequest,
    answersPerSecond: 100,
    p50Ms: 100,
    p99Ms: 100,
    peakRssBytes: 100_000_000,
    callsPerRequest: 100,
    answers: 100,
    seconds: 100,
    computedShare: 0,
    loadSideBusy: 0.1,
  };
}
