import { addDays, seedDate } from './dates.js';
import { createRandom } from './random.js';
import type { User } from './types.js';
import { firstNames, homePostcodes, lastNames } from './words/people.js';

const userCount = 60;

/** Customers who are called what the example's demo users are called; both have ordered several times. */
const namedCustomers: ReadonlyMap<string, readonly [string, string]> = new Map([
  ['user-5', ['Ada', 'Lindqvist']],
  ['user-7', ['Grace', 'Hale']],
]);

/** Builds the customers `user-1` to `user-60`; the same on every run. */
export function buildUsers(): readonly User[] {
  const names = createRandom('names').sample(
    firstNames.flatMap((first) => lastNames.map((last) => [first, last] as const)),
    userCount,
  );
  return names.map((name, index) => {
    const random = createRandom(`user:${index}`);
    const id = `user-${index + 1}`;
    const [first, last] = namedCustomers.get(id) ?? name;
    return {
      id,
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
