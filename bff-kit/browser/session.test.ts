import { afterEach, expect, test, vi } from 'vitest';
import { createSessionStore, type Session } from './session.js';

const session: Session = { accessToken: 'a', idToken: 'i', userName: 'Ada', endsAt: 1_000_000 };

function memory(before?: string) {
  const stored = new Map(before === undefined ? [] : [['session', before]]);
  return {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
    removeItem: (key: string) => void stored.delete(key),
  };
}

afterEach(() => {
  vi.useRealTimers();
});

test('createSessionStore() knows nobody at first, then who has begun, until the end', () => {
  const store = createSessionStore({ storage: memory(), now: () => 0 });
  let changes = 0;
  store.subscribe(() => {
    changes += 1;
  });
  expect(store.current()).toBeUndefined();
  store.begin(session);
  expect(store.current()).toEqual(session);
  store.end();
  expect(store.current()).toBeUndefined();
  expect(changes).toBe(2);
});

test.each([
  [994_999, true],
  [995_000, false],
])('createSessionStore() takes a token for ended five seconds early: at %i ms it is known: %s', (now, isKnown) => {
  const store = createSessionStore({ storage: memory(JSON.stringify(session)), now: () => now });
  expect(store.current() !== undefined).toBe(isKnown);
});

test('createSessionStore() says when a session ends by itself', () => {
  vi.useFakeTimers({ now: 990_000 });
  const store = createSessionStore({ storage: memory(JSON.stringify(session)) });
  const seen: (string | undefined)[] = [];
  store.subscribe(() => seen.push(store.current()?.userName));
  vi.advanceTimersByTime(4_999);
  expect(seen).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(seen).toEqual([undefined]);
});

test.each(['{', 'null', '{"accessToken":"a"}', '[]', '{"accessToken":1,"idToken":"","userName":"","endsAt":9e9}'])(
  'createSessionStore() takes %s for no session',
  (stored) => {
    expect(createSessionStore({ storage: memory(stored), now: () => 0 }).current()).toBeUndefined();
  },
);
