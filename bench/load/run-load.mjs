/**
 * How long to send: at least so many seconds and so many answers, but no longer than the last bound.
 *
 * @typedef {object} LoadBounds
 * @property {number} seconds
 * @property {number} minAnswers
 * @property {number} maxSeconds
 */

/**
 * @typedef {object} LoadResult
 * @property {number} answers All right; a wrong one ends the run.
 * @property {number} seconds From the first request to the last answer.
 * @property {readonly number[]} latenciesMs One for each answer.
 */

/**
 * Sends requests from every client, each the next one as soon as it has its answer, and checks each answer. At the end no
 * request is under way, so what a gateway used in between is what these answers cost.
 *
 * @param {object} options
 * @param {readonly unknown[]} options.clients
 * @param {(clientIndex: number) => Promise<string | undefined>} options.exchange Sends a client's next request; answers
 *   what is wrong with the answer, nothing when it is right.
 * @param {LoadBounds} options.bounds
 * @returns {Promise<LoadResult>}
 * @throws {Error} At the first answer that is wrong or missing.
 */
export async function runLoad({ clients, exchange, bounds }) {
  const startedAt = performance.now();
  /** @type {number[]} */
  const latenciesMs = [];
  let failed = false;
  const goesOn = () => {
    const seconds = (performance.now() - startedAt) / 1000;
    if (failed || seconds >= bounds.maxSeconds) return false;
    return seconds < bounds.seconds || latenciesMs.length < bounds.minAnswers;
  };
  await Promise.all(
    clients.map(async (_client, index) => {
      while (goesOn()) {
        const sentAt = performance.now();
        const fault = await exchange(index).catch((error) => `missing: ${error.message}`);
        if (fault !== undefined) {
          failed = true;
          throw new Error(`Void run: an answer is ${fault}`);
        }
        latenciesMs.push(performance.now() - sentAt);
      }
    }),
  );
  return { answers: latenciesMs.length, seconds: (performance.now() - startedAt) / 1000, latenciesMs };
}
