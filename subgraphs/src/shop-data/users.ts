import { addDays, seedDate } from './dates.js';
import { createRandom } from './random.js';
import type { User } from './types.js';
import { firstNames, homePostcodes, lastNames } from './words/people.js';

const userCount = 60;

/** Builds the customers `user-1` to `user-60`; the same on every run. */
export function buildUsers(): readonly User[] {
  const names = createRandom('names').sample(
    firstNames.flatMap((first) => lastNames.map((last) => [first, last] as const)),
    userCount,
  );
  return names.map(([first, last], index) => {
    const random = createRandom(`user:${index}`);
    return {
      id: `user-${index + 1}`,
      displayName: `${first} ${last.charAt(0)}.`,
      memberSince: addDays(seedDate, -random.integer(30, 2900)),
      // The first one is used in documentation, so it has a postcode; of the others one in eight never gave theirs.
      defaultPostcode: index === 0 ? '10115' : random.chance(1 / 8) ? null : random.pick(homePostcodes),
      email: `${asciiOf(first)}.${asciiOf(last)}${index + 1}@customers.example`,
    };
  });
}

function asciiOf(name: string): string {
  return name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
