/** Costs end here: over every limit that can be configured, and still a number that JSON and Redis can hold. */
export const maxCost = Number.MAX_SAFE_INTEGER;

/** @returns The sum, `maxCost` at most. */
export function plus(a: number, b: number): number {
  return Math.min(maxCost, a + b);
}

/** @returns The product, `maxCost` at most. */
export function times(a: number, b: number): number {
  return Math.min(maxCost, a * b);
}
