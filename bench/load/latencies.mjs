/**
 * @param {readonly number[]} values Any order, at least one.
 * @param {number} share From 0 to 1.
 * @returns {number} The smallest value that at least that share of all does not exceed (nearest rank).
 */
export function percentile(values, share) {
  const sorted = Float64Array.from(values).sort();
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (value === undefined) throw new RangeError('No values');
  return value;
}
