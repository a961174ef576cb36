import { createHash, timingSafeEqual } from 'node:crypto';

/** Somebody who can sign in to the example. */
export interface DemoUser {
  readonly username: string;
  /** Shown on the sign-in page: the example has no secrets. */
  readonly password: string;
  /** The customer of the shop that this is: the `sub` of tokens. */
  readonly customerId: string;
  readonly name: string;
}

/** All who can sign in. */
export const demoUsers: readonly DemoUser[] = [
  { username: 'ada', password: 'demo-ada', customerId: 'user-5', name: 'Ada Lindqvist' },
  { username: 'grace', password: 'demo-grace', customerId: 'user-7', name: 'Grace Hale' },
];

/** The user with these credentials; undefined when there is none. Takes as long for a wrong name as for a wrong password. */
export function findUser(username: string, password: string): DemoUser | undefined {
  const user = demoUsers.find((candidate) => candidate.username === username);
  // Hashes have equal lengths, which the comparison in constant time needs.
  const isRight = timingSafeEqual(hashOf(password), hashOf(user?.password ?? ''));
  return isRight ? user : undefined;
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
