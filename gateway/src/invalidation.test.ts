import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { TestProject } from './commands/project.test-kit.js';
import {
  type ChangingSource,
  createShopProject,
  type InvalidatedGateway,
  serveHere,
  sharedKey,
  startChangingSource,
} from './invalidation.test-kit.js';

let source: ChangingSource;
let project: TestProject;
let gateway: InvalidatedGateway;
let value = 0;
beforeAll(async () => {
  source = await startChangingSource();
  project = await createShopProject(source, [
    `cache: { invalidation: { sharedKey: "${sharedKey}" } }`,
    'audit: { file: ./audit.log, fsync: always }',
  ]);
  gateway = await serveHere(project);
});
afterEach(() => {
  source.fault = undefined;
});
afterAll(async () => {
  await gateway.stop();
  await source.stop();
  project.remove();
});

const product = (sku: string) => gateway.ask('query($sku: ID!) { product(sku: $sku) { stock } }', { sku });
const user = (id: string) => gateway.ask('query($id: ID!) { user(id: $id) { stock } }', { id });
const hours = () => gateway.ask('{ hours }');
const stockOf = async (
  asked: Promise<{ body: { data: Record<string, { stock: number } | number> } }>,
): Promise<number> => {
  const [value] = Object.values((await asked).body.data);
  return typeof value === 'object' ? value.stock : Number(value);
};

/** Which of three answers are made anew after targets are invalidated. */
async function madeAnew(targets: unknown): Promise<readonly string[]> {
  const answers = { product: () => product('1'), user: () => user('u'), hours };
  for (const ask of Object.values(answers)) {
    await ask();
  }
  for (const name of ['1', 'u', 'hours']) {
    source.values.set(name, (source.values.get(name) ?? 0) + 1);
  }
  const { status, body } = await gateway.invalidate(targets);
  expect({ status, body }).toEqual({ status: 200, body: { acknowledged: true, count: (targets as unknown[]).length } });
  const anew: string[] = [];
  for (const [name, ask] of Object.entries(answers)) {
    const callsBefore = source.calls();
    await ask();
    if (source.calls() > callsBefore) {
      anew.push(name);
    }
  }
  return anew;
}

describe('POST /invalidation', () => {
  test.each([
    [[{ kind: 'type', type: 'Product' }], ['product']],
    [[{ kind: 'type', type: 'Product', source: 'stock' }], ['product']],
    [[{ kind: 'type', type: 'Product', subgraph: 'stock' }], ['product']],
    [[{ kind: 'entity', type: 'User', key: { id: 'u' } }], ['user']],
    [[{ kind: 'cache_tag', cache_tag: 'hours' }], ['hours']],
    [[{ kind: 'cache_tag', cache_tag: 'shelf-1' }], ['product']],
    [[{ kind: 'cache_tag', cache_tag: 'shelf-2' }], []],
    [[{ kind: 'cache_tag', cache_tag: 'product-1', subgraphs: ['stock'] }], ['product']],
    [[{ kind: 'source', source: 'stock' }], ['product', 'user', 'hours']],
    [[{ kind: 'subgraph', subgraph: 'stock' }], ['product', 'user', 'hours']],
    [[{ kind: 'client_graph', client_graph: 'shop' }], ['product', 'user', 'hours']],
    [
      [
        { kind: 'type', type: 'User' },
        { kind: 'cache_tag', cache_tag: 'hours' },
      ],
      ['user', 'hours'],
    ],
  ])('with %j makes anew %j', async (targets, expected) => {
    expect(await madeAnew(targets)).toEqual(expected);
  });

  test.each([
    ['{', /JSON/],
    [[], /expected array to have >=1 items/],
    [{ kind: 'type' }, /expected array/],
    [Array(101).fill({ kind: 'type', type: 'Product' }), /<=100 items/],
    [[{ kind: 'typ', type: 'Product' }], /^Cannot invalidate: \[0\].kind: the kinds are "type", "entity", /],
    [[{ kind: 'type', type: 'Product', key: 1 }], /\[0\]: Unrecognized key: "key"/],
    [[{ kind: 'type', type: 7 }], /\[0\].type: Invalid input: expected string, received number/],
    [[{ kind: 'type', type: 'Produkt' }], /\[0\]: there is no type "Produkt"/],
    [[{ kind: 'type', type: 'Product', source: 'a', subgraph: 'a' }], /\[0\]: a source is named as "source" or/],
    [[{ kind: 'type', type: 'Product', source: 'a' }], /\[0\]: there is no source "a": there are "stock"/],
    [[{ kind: 'entity', type: 'Product', key: { id: 1 } }], /\[0\]: the key is none of "Product": its keys are "sku"/],
    [[{ kind: 'entity', type: 'Product', key: { sku: { a: 1 } } }], /the key is none of/],
    [[{ kind: 'entity', type: 'Query', key: { sku: 1 } }], /"Query" is no entity/],
    [[{ kind: 'client_graph', client_graph: 'web' }], /there is no client graph "web": there are "shop"/],
    [[{ kind: 'cache_tag', cache_tag: '' }], /\[0\].cache_tag: Too small/],
    [[{ kind: 'cache_tag', cache_tag: 'x'.repeat(1025) }], /\[0\].cache_tag: Too big/],
  ])('refuses %j', async (targets, expected) => {
    const { status, body } = await gateway.invalidate(targets);
    expect(status).toBe(400);
    expect(body.error).toMatch(expected);
  });

  test('takes a body of 64 KiB, and refuses one byte more', async () => {
    const targets = JSON.stringify([{ kind: 'type', type: 'Product' }]);
    expect((await gateway.invalidate(targets.padEnd(65_536))).status).toBe(200);
    expect((await gateway.invalidate(targets.padEnd(65_537))).status).toBe(413);
  });

  test('takes JSON only', async () => {
    const headers = { authorization: sharedKey, 'content-type': 'text/plain' };
    expect((await gateway.invalidate('[]', headers)).status).toBe(415);
  });

  test.each([[undefined], ['Bearer wrong'], [`Bearer ${sharedKey}x`], ['Bearer '], ['']])(
    'does nothing for whoever sends the authorization %s',
    async (authorization) => {
      const before = await stockOf(product('1'));
      source.values.set('1', before + 1);
      const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
      const { status, body } = await gateway.invalidate([{ kind: 'type', type: 'Product' }], headers);
      expect(status).toBe(401);
      expect(JSON.stringify(body)).not.toContain(sharedKey);
      expect(await stockOf(product('1'))).toBe(before);
    },
  );

  test('takes the key without "Bearer" too, as Apollo Router does', async () => {
    const { status } = await gateway.invalidate([{ kind: 'type', type: 'Product' }], { authorization: sharedKey });
    expect(status).toBe(200);
  });

  test('is recorded in the audit log and counted, without keys', async () => {
    const lines = () =>
      readFileSync(join(project.folder, 'audit.log'), 'utf8')
        .split('\n')
        .filter((line) => line.includes('"gate":"invalidation"'));
    const requests = async () => {
      const metrics = await (await fetch(`${gateway.admin}/metrics`)).text();
      const counts = metrics.matchAll(/facet_cache_invalidation_requests_total\{[^}]*\} (\d+)/g);
      return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
    };
    await expect.poll(async () => lines().length - (await requests())).toBe(0);
    const linesBefore = lines().length;
    await gateway.invalidate([
      { kind: 'entity', type: 'User', key: { id: 'ada@shop.example' } },
      { kind: 'type', type: 'Product', source: 'stock' },
    ]);
    await gateway.invalidate([{ kind: 'nothing' }]);
    await gateway.invalidate([], {});
    const metrics = await (await fetch(`${gateway.admin}/metrics`)).text();
    expect(metrics).toMatch(/facet_cache_invalidation_requests_total\{result="acknowledged"\} [1-9]/);
    expect(metrics).toMatch(/facet_cache_invalidation_requests_total\{result="refused"\} [1-9]/);
    expect(metrics).toMatch(/facet_cache_invalidation_requests_total\{result="unauthenticated"\} [1-9]/);
    expect(metrics).toMatch(
      /facet_cache_invalidations_total\{origin="endpoint",kind="entity",acknowledged="yes"\} [1-9]/,
    );
    await expect.poll(() => lines().length).toBe(linesBefore + 3);
    const events = lines()
      .slice(-3)
      .map((line) => JSON.parse(line));
    expect(events.map(({ event, verdict, codes, invalidated }) => ({ event, verdict, codes, invalidated }))).toEqual([
      { event: 'invalidation', verdict: 'allowed', invalidated: ['entity User', 'type Product of stock'] },
      { event: 'refused', verdict: 'refused', codes: ['BAD_REQUEST'] },
      { event: 'refused', verdict: 'refused', codes: ['UNAUTHENTICATED'] },
    ]);
    expect(lines().join()).not.toContain('ada@');
  });
});

describe('@cacheInvalidate', () => {
  const restock = (name = 'restock') => {
    value += 1000;
    return gateway.ask(`mutation { ${name}(sku: "1", stock: ${value}) { stock } }`);
  };

  test('makes the client read what its mutation wrote, and leaves what the rule does not name', async () => {
    const [, before] = await Promise.all([product('1'), stockOf(user('u'))]);
    source.values.set('u', before + 1);
    expect((await restock()).body).toEqual({ data: { restock: { stock: value } } });
    expect(await stockOf(product('1'))).toBe(value);
    expect(await stockOf(user('u'))).toBe(before);
  });

  test('invalidates nothing after a mutation without a rule', async () => {
    const before = await stockOf(product('1'));
    await restock('quietly');
    expect(await stockOf(product('1'))).toBe(before);
  });

  test.each([
    ['an alias', 'mutation($stock: Int!) { new: rename(id: "u", stock: $stock) { key: id } }'],
    [
      'a fragment',
      'mutation($stock: Int!) { rename(id: "u", stock: $stock) { ...F } } fragment F on User { id i: id }',
    ],
    ['nothing of it', 'mutation($stock: Int!) { ... on Mutation { rename(id: "u", stock: $stock) { __typename } } }'],
    ['a later field', 'mutation($stock: Int!) { reopen(stock: 1) rename(id: "u", stock: $stock) { id } }'],
  ])('fills in a rule with the result of a mutation that selects it by %s', async (_, mutation) => {
    const before = await stockOf(user('u'));
    const { body } = await gateway.ask(mutation, { stock: before + 1 });
    expect(body.errors).toBeUndefined();
    expect(await stockOf(user('u'))).toBe(before + 1);
  });

  test('by a name of @cacheTag invalidates root fields', async () => {
    const before = await stockOf(hours());
    await gateway.ask('mutation($stock: Int!) { reopen(stock: $stock) }', { stock: before + 1 });
    expect(await stockOf(hours())).toBe(before + 1);
  });

  test('invalidates nothing after a mutation that its source refused', async () => {
    await product('1');
    source.fault = 'refuses';
    expect((await restock()).body.errors).toHaveLength(1);
    const callsBefore = source.calls();
    await product('1');
    expect(source.calls()).toBe(callsBefore);
  });

  test('invalidates after a mutation that its source may have done, though it did not answer', async () => {
    await product('1');
    source.fault = 'hangs-up';
    expect((await restock()).body.errors).toHaveLength(1);
    expect(await stockOf(product('1'))).toBe(value);
  });
});
