import { expect, test } from 'vitest';
import { runLoad } from './run-load.mjs';

const bounds = { seconds: 0, minAnswers: 10, maxSeconds: 5 };

test('runLoad() goes on to the least number of answers and leaves no request under way', async () => {
  let underWay = 0;
  const result = await runLoad({
    clients: [1, 2, 3],
    bounds,
    exchange: async () => {
      underWay += 1;
      await new Promise((resolve) => setImmediate(resolve));
      underWay -= 1;
      return undefined;
    },
  });
  expect(result.answers).toBeGreaterThanOrEqual(10);
  expect(result.answers).toBeLessThan(10 + 3);
  expect(result.latenciesMs).toHaveLength(result.answers);
  expect(underWay).toBe(0);
});

test('runLoad() is void at the first answer that is wrong, and at one that is missing', async () => {
  const clients = [1];
  await expect(runLoad({ clients, bounds, exchange: async () => 'wrong: {}' })).rejects.toThrow(
    'Void run: an answer is wrong: {}',
  );
  const broken = runLoad({ clients, bounds, exchange: () => Promise.reject(new Error('closed')) });
  await expect(broken).rejects.toThrow('Void run: an answer is missing: closed');
});
