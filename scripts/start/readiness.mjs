/** @typedef {{ name: string, status: string, lastError?: string }} Source */
/** @typedef {{ status: string, clientGraphs: readonly { name: string, status: string, sources: readonly Source[] }[] }} Report */

/**
 * Asks the gateway whether it and every source behind it is ready.
 *
 * @param {{ host: string, port: number }} admin The operators' listener.
 * @returns {Promise<string | undefined>} Undefined when all is ready; else what is not, for a terminal.
 */
export async function whatIsNotReady({ host, port }) {
  try {
    const response = await fetch(`http://${host}:${port}/health/ready`, { signal: AbortSignal.timeout(2_000) });
    return unreadyPart(await response.json());
  } catch (error) {
    return `the gateway does not answer on port ${port}: ${error instanceof Error ? error.message : error}`;
  }
}

/**
 * @param {Report} report What `/health/ready` answers.
 * @returns {string | undefined} The first thing that is not ready.
 */
export function unreadyPart({ status, clientGraphs }) {
  if (status !== 'ready') return `the gateway is ${status}`;
  for (const { name, status, sources } of clientGraphs) {
    if (status !== 'ready') return `client graph "${name}" is ${status}`;
    const source = sources.find((candidate) => candidate.status !== 'ready');
    if (source) return `source "${source.name}" is ${source.status}${source.lastError ? `: ${source.lastError}` : ''}`;
  }
  return undefined;
}
