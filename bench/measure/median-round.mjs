/** @typedef {import('./measure-round.mjs').RoundResult} RoundResult */

/**
 * @param {readonly number[]} values At least one.
 * @returns {number} The middle one; of an even number the mean of both in the middle.
 */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const low = sorted[Math.floor((sorted.length - 1) / 2)];
  const high = sorted[Math.ceil((sorted.length - 1) / 2)];
  if (low === undefined || high === undefined) throw new RangeError('No values');
  return (low + high) / 2;
}

/**
 * @param {readonly RoundResult[]} rounds At least one.
 * @returns {RoundResult} The median of each number by itself.
 */
export function medianRound(rounds) {
  const [first] = rounds;
  if (!first) throw new RangeError('No rounds');
  const fields = /** @type {(keyof RoundResult)[]} */ (Object.keys(first));
  const medians = fields.map((field) => [field, median(rounds.map((round) => round[field]))]);
  return /** @type {RoundResult} */ (Object.fromEntries(medians));
}
