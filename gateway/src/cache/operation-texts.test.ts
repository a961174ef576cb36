import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { createMemoryStore } from './memory/memory-store.js';
import { createOperationTexts } from './operation-texts.js';
import type { CacheStore } from './store.js';

const day = 86_400_000;
const text = 'query Größe { size }';
const hash = createHash('sha256').update(text).digest('hex');

test('createOperationTexts() keeps a text for a week after it was last looked for, at least half of it, and writes it no oftener', async () => {
  const clock = { nowMs: 1_700_000_000_000 };
  const now = () => clock.nowMs;
  const store = createMemoryStore({ maxBytes: 100_000, maxEntryBytes: 10_000, now });
  let writes = 0;
  const counting: Pick<CacheStore, 'read' | 'write'> = {
    read: (keys) => store.read(keys),
    async write(entries, moment) {
      writes += 1;
      await store.write(entries, moment);
    },
  };
  const texts = createOperationTexts(counting, { clientGraph: 'shop', now });
  await texts.keep(hash, text);
  await texts.keep(hash, text);
  expect(writes).toBe(1);
  clock.nowMs += 3 * day;
  expect(await texts.find(hash)).toBe(text);
  expect(writes).toBe(1);
  clock.nowMs += 1 * day;
  expect(await texts.find(hash)).toBe(text);
  await expect.poll(() => writes).toBe(2);
  clock.nowMs += 7 * day - 1;
  expect(await createOperationTexts(store, { clientGraph: 'shop', now: () => 0 }).find(hash)).toBe(text);
  clock.nowMs += 1;
  expect(await texts.find(hash)).toBeUndefined();
});

test('createOperationTexts() asks the store for nothing but hashes', async () => {
  let reads = 0;
  const texts = createOperationTexts(
    {
      async read() {
        reads += 1;
        return { entries: [undefined], moment: undefined };
      },
      write: async () => {},
    },
    { clientGraph: 'shop' },
  );
  for (const name of ['', hash.toUpperCase(), `${hash}0`, hash.slice(1), '__proto__']) {
    expect(await texts.find(name)).toBeUndefined();
  }
  expect(reads).toBe(0);
  await texts.find(hash);
  expect(reads).toBe(1);
});
