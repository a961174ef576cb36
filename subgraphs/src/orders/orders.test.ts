import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningSource } from '../server/running-source.js';
import { exampleShop } from '../shop-data/shop.js';
import { askEntities, askGraphql } from '../test-kit/ask-graphql.js';
import { createOrderBook } from './order-book.js';
import { startOrders } from './start-orders.js';

let source: RunningSource;
beforeAll(async () => {
  source = await startOrders({ port: 0 });
});
afterAll(() => source.stop());

const placeOrder = `mutation($input: PlaceOrderInput!) {
  placeOrder(input: $input) { order { id status placedOn customer { id } lines { quantity product { sku } } shipment { trackingNumber } } problems { message lineIndex } }
}`;

function place(input: object) {
  return askGraphql(source.url, placeOrder, { input });
}

describe('startOrders()', () => {
  it('answers an order with references to its customer, products and shipment', async () => {
    const order = exampleShop().orders.find(({ status }) => status === 'SHIPPED') ?? expect.fail('one is on its way');
    const answer = await askGraphql(
      source.url,
      `{ order(id: "${order.id}") { id status placedOn customer { id } lines { quantity product { sku } } shipment { trackingNumber } } }`,
    );
    expect(answer).toEqual({
      data: {
        order: {
          id: order.id,
          status: 'SHIPPED',
          placedOn: order.placedOn,
          customer: { id: order.customerId },
          lines: order.lines.map(({ sku, quantity }) => ({ quantity, product: { sku } })),
          shipment: { trackingNumber: order.trackingNumber },
        },
      },
    });
  });

  it('places an order once for the same customer and key, and shows it first among hers', async () => {
    const input = { customerId: 'user-7', idempotencyKey: 'k-1', lines: [{ sku: 'FX-10001', quantity: 2 }] };
    const first = await place(input);
    expect(first).toEqual({
      data: {
        placeOrder: {
          order: {
            id: 'order-1151',
            status: 'PLACED',
            placedOn: '2026-09-01',
            customer: { id: 'user-7' },
            lines: [{ quantity: 2, product: { sku: 'FX-10001' } }],
            shipment: null,
          },
          problems: [],
        },
      },
    });
    expect(await place(input)).toEqual(first);
    const other = await place({ ...input, customerId: 'user-8' });
    expect(other).toMatchObject({ data: { placeOrder: { order: { id: 'order-1152' } } } });
    const orders = await askEntities(source.url, '... on User { orders(first: 1) { id } }', [
      { __typename: 'User', id: 'user-7' },
    ]);
    expect(orders).toEqual({ data: { _entities: [{ orders: [{ id: 'order-1151' }] }] } });
  });

  it('lists every line at fault, and places nothing', async () => {
    const lines = [
      { sku: 'FX-10001', quantity: 99 },
      { sku: 'FX-1', quantity: 1 },
      { sku: 'FX-10002', quantity: 0 },
      { sku: 'FX-10002', quantity: 100 },
    ];
    expect(await place({ customerId: 'nobody', idempotencyKey: '', lines })).toEqual({
      data: {
        placeOrder: {
          order: null,
          problems: [
            { message: 'Customer "nobody" has no account', lineIndex: null },
            { message: 'The idempotency key must have 1 to 100 characters: it has 0', lineIndex: null },
            { message: 'The shop does not sell "FX-1"', lineIndex: 1 },
            { message: 'The quantity must be 1 to 99: it is 0', lineIndex: 2 },
            { message: 'The quantity must be 1 to 99: it is 100', lineIndex: 3 },
          ],
        },
      },
    });
  });

  it('takes 1 to 50 lines', async () => {
    const problemsWith = async (count: number) => {
      const lines = Array(count).fill({ sku: 'FX-10001', quantity: 1 });
      const answer = await place({ customerId: 'user-9', idempotencyKey: `lines-${count}`, lines });
      return (answer.data as { placeOrder: { problems: { message: string }[] } }).placeOrder.problems;
    };
    expect(await problemsWith(0)).toEqual([{ message: 'An order must have 1 to 50 lines: it has 0', lineIndex: null }]);
    expect(await problemsWith(1)).toEqual([]);
    expect(await problemsWith(50)).toEqual([]);
    expect(await problemsWith(51)).toEqual([
      { message: 'An order must have 1 to 50 lines: it has 51', lineIndex: null },
    ]);
  });
});

describe('createOrderBook()', () => {
  it('keeps the last 1000 placed orders and their keys, and all that it began with', () => {
    const { orders } = exampleShop();
    const book = createOrderBook(orders);
    const placeWith = (key: number) =>
      book.place({ customerId: 'user-1', idempotencyKey: String(key), lines: [{ sku: 'FX-10001', quantity: 1 }] });
    const ids = Array.from({ length: 1001 }, (_, key) => placeWith(key).id);
    expect(book.get(ids[0] ?? '')).toBeUndefined();
    expect(book.get(ids[1] ?? '')?.id).toBe(ids[1]);
    expect(placeWith(1).id).toBe(ids[1]);
    expect(placeWith(0).id).not.toBe(ids[0]);
    expect(book.get('order-1001')).toEqual(orders[0]);
  });
});
