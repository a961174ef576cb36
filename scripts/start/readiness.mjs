/**
 * Asks the gateway whether it and every source behind it is ready.
 *
 * @param {{ host: string, port: number }} admin The operators' listener.
 * @returns {Promise<string | undefined>} Undefined when all is ready; else what is not, for a terminal.
 */
export async function whatIsNotReady({ host, port }) {
  try {
    const response = await fetch(`http://${host}:${port}/health/ready`, { signal: AbortSignal.timeout(2_000) });
    const text = await response.text();
    return response.ok && everySourceIsReady(text) ? undefined : `the gateway says ${text}`;
  } catch (error) {
    return `the gateway does not answer on port ${port}: ${error instanceof Error ? error.message : error}`;
  }
}
