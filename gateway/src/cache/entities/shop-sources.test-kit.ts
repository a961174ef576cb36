import { cacheControlLink } from '../answers/kept-graph.test-kit.js';
import { startTestSource, type TestSource } from './test-source.test-kit.js';

const head = (imports: string) => /* GraphQL */ `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.8", import: [${imports}])
`;

/** A shop of two sources: lists of products in `catalog`, what is known of each in `products`. */
export interface ShopSources {
  readonly catalog: TestSource;
  readonly products: TestSource;
  /** Counts what resolvers were asked, so that what is new can be told from what was kept. */
  readonly state: { calls: number };
}

/** Starts both. Entities `x…` are unknown to `products`; names have the number of the call in them. */
export async function startShopSources(): Promise<ShopSources> {
  const state = { calls: 0 };
  const catalog = await startTestSource(
    /* GraphQL */ `
      ${head('"@key"')}
      type Query { list(ids: [ID!]!): [Product!]! item(id: ID!): Product }
      type Mutation { rename(id: ID!): Product }
      type Product @key(fields: "id") { id: ID! }
    `,
    {
      Query: {
        list: (_: unknown, { ids }: { ids: readonly string[] }) => ids.map((id) => ({ id })),
        item: (_: unknown, { id }: { id: string }) => ({ id }),
      },
      Mutation: { rename: (_: unknown, { id }: { id: string }) => ({ id }) },
    },
  );
  const products = await startTestSource(
    /* GraphQL */ `
      ${head('"@key", "@composeDirective"')}
      ${cacheControlLink}
      type Query {
        offers(first: Int): [Offer!] @cacheControl(maxAge: 60)
        mine: Offer @cacheControl(maxAge: 60, scope: PRIVATE)
        time: Int
      }
      type Offer @cacheControl(inheritMaxAge: true) { name: String }
      type Product @key(fields: "id") @cacheControl(maxAge: 60) {
        id: ID!
        name(upper: Boolean): String
        stock: Int @cacheControl(maxAge: 10)
        note: String @cacheControl(scope: PRIVATE)
        secret: String @cacheControl(maxAge: 0)
        maker: Maker
        fails: String
      }
      type Maker { name: String }
    `,
    {
      Query: {
        offers: (_: unknown, { first }: { first?: number }) => [{ name: `offer ${state.calls++}/${first}` }],
        mine: (_: unknown, _args: unknown, { headers }: WithHeaders) => ({ name: userOf(headers, state) }),
        time: () => state.calls++,
      },
      Product: {
        __resolveReference: ({ id }: { id: string }) => {
          state.calls++;
          return id.startsWith('x') ? null : { id, call: state.calls };
        },
        name: ({ id, call }: Found, { upper }: { upper?: boolean }) =>
          upper ? `${id}#${call}`.toUpperCase() : `${id}#${call}`,
        stock: ({ call }: Found) => call,
        note: ({ id }: Found, _: unknown, { headers }: WithHeaders) => `${id} of ${userOf(headers, state)}`,
        secret: () => 'secret',
        maker: () => ({ name: 'maker' }),
        fails: ({ id }: Found) => {
          if (id.startsWith('f')) {
            throw new Error('It fails');
          }
          return 'fine';
        },
      },
    },
  );
  return { catalog, products, state };
}

interface Found {
  readonly id: string;
  readonly call: number;
}

interface WithHeaders {
  readonly headers: Readonly<Record<string, string | undefined>>;
}

function userOf(headers: WithHeaders['headers'], state: { calls: number }): string {
  return `${headers['authorization'] ?? 'nobody'}, call ${state.calls++}`;
}
