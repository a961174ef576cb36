/** A seed that nobody has chosen, 0 to 2^31 - 1. */
export function freshSeed(): number {
  return Math.floor(Math.random() * 2 ** 31);
}
