import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningSource } from '../server/running-source.js';
import { exampleShop } from '../shop-data/shop.js';
import { askEntities, askGraphql } from '../test-kit/ask-graphql.js';
import { as, identifyByHeader } from '../test-kit/test-callers.js';
import { createOrderBook } from './order-book.js';
import { startOrders } from './start-orders.js';

let source: RunningSource;
beforeAll(async () => {
  source = await startOrders({ port: 0, identify: identifyByHeader });
});
afterAll(() => source.stop());

const placeOrder = `mutation($input: PlaceOrderInput!) {
  placeOrder(input: $input) { order { id status placedOn customer { id } lines { quantity product { sku } } shipment { trackingNumber } } problems { message lineIndex } }
}`;

function place(customerId: string, input: object) {
  return askGraphql(source.url, placeOrder, { input }, as(customerId));
}

describe('startOrders()', () => {
  it('answers an order with references to its customer, products and shipment', async () => {
    const order = exampleShop().orders.find(({ status }) => status === 'SHIPPED') ?? expect.fail('one is on its way');
    const answer = await askGraphql(
      source.url,
      `{ order(id: "${order.id}") { id status placedOn customer { id } lines { quantity product { sku } } shipment { trackingNumber } } }`,
      {},
      as(order.customerId),
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
    const input = { idempotencyKey: 'k-1', lines: [{ sku: 'FX-10001', quantity: 2 }] };
    const first = await place('user-7', input);
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
    expect(await place('user-7', input)).toEqual(first);
    const other = await place('user-8', input);
    expect(other).toMatchObject({ data: { placeOrder: { order: { id: 'order-1152' } } } });
    const her = [{ __typename: 'User', id: 'user-7' }];
    const orders = await askEntities(source.url, '... on User { orders(first: 1) { id } }', her, as('user-7'));
    expect(orders).toEqual({ data: { _entities: [{ orders: [{ id: 'order-1151' }] }] } });
  });

  it('lists every line at fault, and places nothing', async () => {
    const lines = [
      { sku: 'FX-10001', quantity: 99 },
      { sku: 'FX-1', quantity: 1 },
      { sku: 'FX-10002', quantity: 0 },
      { sku: 'FX-10002', quantity: 100 },
    ];
    expect(await place('nobody', { idempotencyKey: '', lines })).toEqual({
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
      const answer = await place('user-9', { idempotencyKey: `lines-${count}`, lines });
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

describe('startOrders(), to one who asks for what is not theirs,', () => {
  const [order = expect.fail('there are orders')] = exampleShop().orders;
  const ask = async (headers?: Record<string, string>) => {
    const byId = await askGraphql(source.url, `{ order(id: "${order.id}") { id } }`, {}, headers);
    const customer = [{ __typename: 'User', id: order.customerId }];
    const ofUser = await askEntities(source.url, '... on User { orders(first: 99) { id } }', customer, headers);
    const self = [{ __typename: 'Order', id: order.id }];
    return [byId, ofUser, await askEntities(source.url, '... on Order { id }', self, headers)].map(({ data }) => data);
  };

  it.each([
    ['somebody else', as('user-60', 'orders:read')],
    ['nobody', {}],
  ])('is as if there were no orders: %s', async (_, headers) => {
    const nothing = [{ order: null }, { _entities: [{ orders: null }] }, { _entities: [null] }];
    expect(await ask(headers)).toEqual(nothing);
  });

  it.each([
    ['the customer', as(order.customerId)],
    ['a service with orders:read:all', as('order-desk', 'orders:read', 'orders:read:all')],
  ])('is there for %s', async (_, headers) => {
    const [byId, ofUser, self] = await ask(headers);
    expect([byId, self]).toEqual([{ order: { id: order.id } }, { _entities: [{ id: order.id }] }]);
    expect(JSON.stringify(ofUser)).toContain(order.id);
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
