import { describe, expect, it } from 'vitest';
import { startTestEngine } from '../executor/engine.test-kit.js';

const long = '9223372036854775807';
const decimal = '0.12345678901234567890';

function startShop() {
  return startTestEngine({
    a: {
      sdl: `
        scalar Long scalar JSON
        input Filter { above: Long longs: [Long!] any: JSON text: String }
        type Query { product(id: Long, filter: Filter, json: JSON, ratio: Float, ref: ID): Product }
        type Product @key(fields: "id") { id: ID! }
      `,
      resolvers: { Query: { product: () => ({ id: '1' }) } },
    },
    b: {
      sdl: 'scalar Long type Product @key(fields: "id") { id: ID! sold(since: Long): Int }',
      resolvers: { Product: { sold: () => 1 } },
    },
  });
}

async function textsOf(query: string): Promise<readonly string[]> {
  const { run, fetches } = startShop();
  const { errors } = await run(query);
  expect(errors).toEqual([]);
  return fetches.map(({ text }) => text);
}

describe('keepLongNumbers()', () => {
  it('hands numbers for the schema’s own scalars on digit by digit, wherever they stand', async () => {
    const [first, second] = await textsOf(`{
      product(id: ${long}, filter: { above: -${long}, longs: [${long}, 1], any: { a: [${decimal}] } }, json: ${long}) {
        sold(since: ${long})
      }
    }`);
    expect(first).toContain(`id:${long}`);
    expect(first).toContain(`above:-${long}`);
    expect(first).toContain(`longs:[${long} 1]`);
    expect(first).toContain(`any:{a:[${decimal}]}`);
    expect(first).toContain(`json:${long}`);
    expect(second).toContain(`since:${long}`);
  });

  it('leaves Float and ID as GraphQL has them', async () => {
    const [first] = await textsOf(`{ product(ratio: ${decimal}, ref: ${long}) { id } }`);
    expect(first).toContain('ratio:0.12345678901234568');
    expect(first).toContain(`ref:${long}`);
  });

  it.each([
    [`"~${long}"`],
    [`"~~${long}"`],
    [`"a\\"~${long}"`],
    [`"\\"~${long}\\""`],
    [`"""a"~${long}"""`, `"a\\"~${long}"`],
  ])('makes no number of the text %s', async (written, printed = written) => {
    const [first] = await textsOf(`{ product(id: ${long}, filter: { text: ${written} }) { id } }`);
    expect(first).toContain(`id:${long}`);
    expect(first).toContain(`text:${printed}`);
  });
});
