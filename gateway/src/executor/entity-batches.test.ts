import { describe, expect, it } from 'vitest';
import { startTestEngine, type TestSubgraph } from './engine.test-kit.js';
import type { SourceAnswer } from './source.js';

type Answer = NonNullable<TestSubgraph['answer']>;

const ids = ['0', '1', '2', '3', '4'];

/** Five items, whose prices a source tells of two at a time. */
function shop(maxBatchSize: number, answer?: Answer) {
  const listed = () => ids.map((id) => ({ id }));
  return startTestEngine({
    catalog: {
      sdl: 'type Query { items: [Item] others: [Item] } type Item @key(fields: "id") { id: ID! }',
      resolvers: { Query: { items: listed, others: () => listed().toReversed() } },
    },
    prices: {
      sdl: 'type Item @key(fields: "id") { id: ID! price: Int }',
      resolvers: { Item: { __resolveReference: ({ id }: { id: string }) => ({ id, price: Number(id) * 10 }) } },
      maxBatchSize,
      ...(answer && { answer }),
    },
  });
}

function asked({ fetches }: ReturnType<typeof shop>): unknown[] {
  return fetches
    .filter(({ source }) => source === 'prices')
    .map(({ representations }) => representations?.map((one) => (one as { id: string }).id));
}

function idsOf(input: Parameters<Answer>[0]): string[] {
  return (input.representations?.texts() ?? []).map((text) => (JSON.parse(text) as { id: string }).id);
}

const priced = (input: Parameters<Answer>[0]): SourceAnswer => ({
  data: { _entities: idsOf(input).map((id) => ({ __typename: 'Item', price: Number(id) * 10 })) },
  errors: [],
});

describe('a source that takes so many entities at once', () => {
  it('is asked for more in several requests, each item getting its own answer', async () => {
    const engine = shop(2);
    const { data, errors } = await engine.run('{ items { price } }');
    expect(errors).toEqual([]);
    expect(data).toEqual({ items: ids.map((id) => ({ price: Number(id) * 10 })) });
    expect(asked(engine)).toEqual([['0', '1'], ['2', '3'], ['4']]);
  });

  it.each([
    [5, [ids]],
    [4, [ids.slice(0, 4), ['4']]],
    [1, ids.map((id) => [id])],
  ])('takes %d', async (maxBatchSize, expected) => {
    const engine = shop(maxBatchSize);
    await engine.run('{ items { price } }');
    expect(asked(engine)).toEqual(expected);
  });

  it('is asked side by side, and answers in any order', async () => {
    const waiting: (() => void)[] = [];
    const engine = shop(2, async (input) => {
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        if (waiting.length === 3) {
          for (const answerNow of waiting.toReversed()) {
            answerNow();
          }
        }
      });
      return priced(input);
    });
    const { data } = await engine.run('{ items { price } }');
    expect(data).toEqual({ items: ids.map((id) => ({ price: Number(id) * 10 })) });
  });

  it('is asked once for each entity, for all places that need it', async () => {
    const engine = shop(2);
    const { data } = await engine.run('{ items { price } others { price } }');
    const prices = ids.map((id) => ({ price: Number(id) * 10 }));
    expect(data).toEqual({ items: prices, others: prices.toReversed() });
    expect(asked(engine)).toEqual([['0', '1'], ['2', '3'], ['4']]);
  });

  it('loses with a request that fails what that was for, and nothing else', async () => {
    const engine = shop(2, (input) => {
      if (idsOf(input).includes('2')) {
        throw new Error('down');
      }
      return priced(input);
    });
    const { data, errors } = await engine.run('{ items { price } }');
    expect(data).toEqual({ items: [0, 10, null, null, 40].map((price) => ({ price })) });
    expect(errors).toEqual([{ message: 'down', path: ['items'] }]);
  });

  it('is said to have failed once, when all requests fail in the same way', async () => {
    const { data, errors } = await shop(2, () => Promise.reject(new Error('down'))).run('{ items { price } }');
    expect(data).toEqual({ items: ids.map(() => ({ price: null })) });
    expect(errors).toEqual([{ message: 'down', path: ['items'] }]);
  });

  it('has errors about entities told at their places', async () => {
    const engine = shop(2, (input) => {
      const path = ['_entities', 0, 'price'];
      return idsOf(input).includes('4')
        ? { data: { _entities: [{ __typename: 'Item', price: null }] }, errors: [{ message: 'unknown', path }] }
        : priced(input);
    });
    const { data, errors } = await engine.run('{ items { price } }');
    expect(data).toEqual({ items: [0, 10, 20, 30, null].map((price) => ({ price })) });
    expect(errors).toEqual([{ message: 'unknown', path: ['items', 4, 'price'] }]);
  });

  it('has answered badly only the request that it gave too few entities for', async () => {
    const engine = shop(2, (input) =>
      idsOf(input).includes('0') ? { data: { _entities: [] }, errors: [] } : priced(input),
    );
    const { data, errors } = await engine.run('{ items { price } }');
    expect(data).toEqual({ items: [null, null, 20, 30, 40].map((price) => ({ price })) });
    expect(errors).toHaveLength(1);
  });
});
