/** From this size on an answer is large, in bytes. */
export const largeAnswerBytes = 131_072;

/**
 * For how many operations one counts, by how large its answer is going to be. What is alive while large ones are executed
 * side by side outlasts collection after collection, each of which copies all of it.
 *
 * @param answerBytes 0: not known to be large.
 * @param minRunning As many are executed at a time at least, so none counts for more.
 */
export function operationLoad(answerBytes: number, minRunning: number): number {
  return Math.min(1 + Math.floor(answerBytes / largeAnswerBytes), minRunning);
}
