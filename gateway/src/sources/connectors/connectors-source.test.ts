import { describe, expect, it } from 'vitest';
import type { SourceObject } from '../../executor/source.js';
import {
  compose,
  createRequest,
  createTestSource,
  plain,
  type SeenRequest,
  type Service,
  type ServiceAnswer,
  shippingSdl,
  startService,
  type TestSource,
} from './connectors.test-kit.js';

const supergraph = compose({ shipping: shippingSdl });

const carriers = [
  { id: 'c1', name: 'Swift', website: 'https://swift.test' },
  { id: 'c2', name: 'Snail' },
];

function answerAsShipping({ method, url, body }: SeenRequest): ServiceAnswer {
  const { pathname, searchParams } = new URL(url, 'http://x.test');
  if (method === 'POST') {
    const { date } = JSON.parse(body) as { date: string };
    return { json: { id: `p-${date}`, date, windowStart: '08:00', windowEnd: '10:00' } };
  }
  if (pathname === '/carriers') {
    const ids = searchParams.get('ids')?.split(',');
    return { json: { carriers: carriers.filter(({ id }) => ids?.includes(id) ?? true) } };
  }
  if (pathname === '/quotes') {
    const postcode = searchParams.get('postcode');
    if (postcode === 'nowhere') return refusal(422, 'No carrier goes there');
    const weight = Number(searchParams.get('weightGrams'));
    const quote = { carrierId: weight > 1000 ? 'c2' : 'c1', earliestDate: '2030-01-02', latestDate: '2030-01-03' };
    return { json: { quotes: [{ ...quote, costAmount: `${weight / 100}`, costCurrency: 'EUR' }] } };
  }
  if (pathname === '/shipments/T1') {
    const events = [{ at: '2030-01-01T00:00:00Z', place: 'Bath', description: 'Collected' }];
    return { json: { trackingNumber: 'T1', status: 'IN_TRANSIT', carrierId: 'c2', events } };
  }
  return refusal(404, 'Unknown tracking number');
}

function refusal(status: number, detail: string): ServiceAnswer {
  return { status, type: 'application/problem+json', json: { type: 'about:blank', title: 'Refused', detail } };
}

async function withShipping(
  run: (shipping: TestSource, service: Service) => Promise<void>,
  answer: (request: SeenRequest) => ServiceAnswer = answerAsShipping,
): Promise<void> {
  await using service = await startService(answer);
  const { url } = service;
  const config = { apiKey: 'k-1' };
  await using shipping = createTestSource({ supergraph, name: 'shipping', connector: 'shipping', url, config });
  await run(shipping, service);
}

const product = (sku: string, weightGrams = 100): SourceObject => ({ __typename: 'Product', sku, weightGrams });
const entities = (fields: string, variables = ''): string =>
  `query($representations: [_Any!]!${variables}) { _entities(representations: $representations) { ${fields} } }`;
const refused = (path: ReadonlyArray<string | number>, status: number, message: string, coordinate: string) => ({
  message,
  path,
  extensions: {
    code: 'SHIPPING_REFUSED',
    http: { status },
    problem: { type: 'about:blank', title: 'Refused' },
    service: 'shipping',
    connector: { coordinate: `shipping:${coordinate}@connect[0]` },
  },
});

describe('createConnectorsSource(): root fields', () => {
  it('calls the service with its credentials and the correlation id, and maps the answer', () =>
    withShipping(async (shipping, { seen }) => {
      const answer = await shipping.fetch('{ carriers { id name } }');
      expect(plain(answer)).toEqual({
        data: {
          carriers: [
            { id: 'c1', name: 'Swift' },
            { id: 'c2', name: 'Snail' },
          ],
        },
        errors: [],
      });
      expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual(['GET /carriers']);
      expect(seen[0]?.headers).toMatchObject({ 'x-api-key': 'k-1', 'x-correlation-id': 'c-1' });
    }));

  it('answers aliases with variables and fragments by one call for each different argument', () =>
    withShipping(async (shipping, { seen }) => {
      const text = `query($a: ID!, $full: Boolean!) {
        a: shipment(trackingNumber: $a) { ...S }
        same: shipment(trackingNumber: "T1") { status @skip(if: true) trackingNumber }
        gone: shipment(trackingNumber: "T2") { ...S }
      }
      fragment S on Shipment { status events @include(if: $full) { text } }`;
      const answer = await shipping.fetch(text, { variables: { a: 'T1', full: true } });
      expect(plain(answer)).toEqual({
        data: {
          a: { status: 'IN_TRANSIT', events: [{ text: 'Collected' }] },
          same: { trackingNumber: 'T1' },
          gone: null,
        },
        errors: [refused(['gone'], 404, 'Unknown tracking number', 'Query.shipment')],
      });
      expect(seen.map(({ url }) => url)).toEqual(['/shipments/T1', '/shipments/T2']);
    }));

  it('completes a reference to an entity only when more than its key is selected', () =>
    withShipping(async (shipping, { seen }) => {
      await shipping.fetch('{ shipment(trackingNumber: "T1") { carrier { id } } }');
      expect(seen.map(({ url }) => url)).toEqual(['/shipments/T1']);
      const answer = await shipping.fetch('{ shipment(trackingNumber: "T1") { carrier { id label: name } } }');
      expect(plain(answer).data).toEqual({ shipment: { carrier: { id: 'c2', label: 'Snail' } } });
      expect(seen.map(({ url }) => url).slice(1)).toEqual(['/shipments/T1', '/carriers?ids=c2']);
    }));

  it('runs mutations one after another, each as often as it is asked for', () => {
    let running = 0;
    let most = 0;
    return withShipping(
      async (shipping, { seen }) => {
        const text = `mutation {
          a: bookPickup(trackingNumber: "T1", date: "d1") { id window { from } }
          b: bookPickup(trackingNumber: "T1", date: "d1") { id }
        }`;
        const answer = await shipping.fetch(text);
        expect(plain(answer)).toEqual({
          data: { a: { id: 'p-d1', window: { from: '08:00' } }, b: { id: 'p-d1' } },
          errors: [],
        });
        expect(seen.map(({ body }) => body)).toEqual(Array(2).fill('{"trackingNumber":"T1","date":"d1"}'));
        expect(seen[0]?.headers['content-type']).toBe('application/json');
        expect(most).toBe(1);
      },
      (async (request: SeenRequest) => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        return answerAsShipping(request);
      }) as never,
    );
  });
});

describe('createConnectorsSource(): entities', () => {
  it('calls a field connector once for parents that differ in nothing it reads', () =>
    withShipping(async (shipping, { seen }) => {
      const reps = [product('a'), product('b'), product('c', 2000)];
      const text = entities(
        '... on Product { deliveryQuote(postcode: $p) { cost { amount } carrier { name } } }',
        ', $p: String!',
      );
      const answer = await shipping.fetch(text, { entities: reps, variables: { p: 'BA1 1AA' } });
      const cheap = { deliveryQuote: { cost: { amount: '1' }, carrier: { name: 'Swift' } } };
      const dear = { deliveryQuote: { cost: { amount: '20' }, carrier: { name: 'Snail' } } };
      expect(plain(answer)).toEqual({ data: { _entities: [cheap, cheap, dear] }, errors: [] });
      expect(seen.map(({ url }) => url)).toEqual([
        '/quotes?postcode=BA1%201AA&weightGrams=100',
        '/quotes?postcode=BA1%201AA&weightGrams=2000',
        '/carriers?ids=c1%2Cc2',
      ]);
    }));

  it('keeps what aliases of one field ask apart, and puts an error at its alias and entity', () =>
    withShipping(async (shipping) => {
      const fields =
        '... on Product { here: deliveryQuote(postcode: "x") { earliest } there: deliveryQuote(postcode: "nowhere") { earliest } }';
      const answer = await shipping.fetch(entities(fields), { entities: [product('a')] });
      expect(plain(answer)).toEqual({
        data: { _entities: [{ here: { earliest: '2030-01-02' }, there: null }] },
        errors: [refused(['_entities', 0, 'there'], 422, 'No carrier goes there', 'Product.deliveryQuote')],
      });
    }));

  it('fetches entities of one type in one batch, in order, with null for what the service does not know', () =>
    withShipping(async (shipping, { seen }) => {
      const reps = ['c2', 'c9', 'c1'].map((id) => ({ __typename: 'Carrier', id }));
      const answer = await shipping.fetch(entities('... on Carrier { name website }'), { entities: reps });
      const known = [{ name: 'Snail', website: null }, null, { name: 'Swift', website: 'https://swift.test' }];
      expect(plain(answer)).toEqual({ data: { _entities: known }, errors: [] });
      expect(seen.map(({ url }) => url)).toEqual(['/carriers?ids=c2%2Cc9%2Cc1']);
    }));

  it('splits a batch at maxSize, and a chunk that fails costs only its own entities', () =>
    withShipping(
      async (shipping, { seen }) => {
        const reps = Array.from({ length: 41 }, (_, index) => ({ __typename: 'Carrier', id: `c${index}` }));
        const answer = await shipping.fetch(entities('... on Carrier { name }'), { entities: reps });
        expect(seen).toHaveLength(3);
        const { data, errors } = plain(answer) as {
          data: { _entities: unknown[] };
          errors: Array<{ path: unknown[] }>;
        };
        expect(data._entities.slice(0, 20)).toEqual(reps.slice(0, 20).map(({ id }) => ({ name: id })));
        expect(data._entities.slice(20, 40)).toEqual(Array(20).fill(null));
        expect(data._entities[40]).toEqual({ name: 'c40' });
        expect(errors.map(({ path }) => path[1])).toEqual(Array.from({ length: 20 }, (_, index) => index + 20));
      },
      ({ url }) => {
        const ids = new URL(url, 'http://x.test').searchParams.get('ids')?.split(',') ?? [];
        if (ids.includes('c30')) return { status: 500, json: {} };
        return { json: { carriers: ids.map((id) => ({ id, name: id })).reverse() } };
      },
    ));

  it('resolves representations by an entity: true field, and shares its calls with the field itself', () =>
    withShipping(async (shipping, { seen }) => {
      const request = createRequest();
      const reps = [
        { __typename: 'Shipment', trackingNumber: 'T1' },
        { __typename: 'Shipment', trackingNumber: 'T7' },
      ];
      const answer = await shipping.fetch(entities('... on Shipment { status }'), { entities: reps, request });
      expect(plain(answer)).toEqual({
        data: { _entities: [{ status: 'IN_TRANSIT' }, null] },
        errors: [refused(['_entities', 1], 404, 'Unknown tracking number', 'Query.shipment')],
      });
      await shipping.fetch('{ shipment(trackingNumber: "T1") { status } }', { request });
      expect(seen.map(({ url }) => url)).toEqual(['/shipments/T1', '/shipments/T7']);
    }));

  it('shares nothing between operations', () =>
    withShipping(async (shipping, { seen }) => {
      await shipping.fetch('{ carriers { id } }');
      await shipping.fetch('{ carriers { id } }');
      expect(seen).toHaveLength(2);
    }));
});

describe('createConnectorsSource(): answers that cannot be used', () => {
  const failing = (path: ReadonlyArray<string | number>, failure: string) => ({ path, failure });

  it('turns values of the wrong kind into errors at their paths', () =>
    withShipping(
      async (shipping) => {
        const answer = await shipping.fetch(
          '{ shipment(trackingNumber: "T1") { status carrier { id } events { at } } }',
        );
        const errors = [failing(['shipment', 'status'], 'SOURCE_BAD_ANSWER')];
        expect(plain(answer)).toEqual({ data: { shipment: null }, errors });
      },
      () => ({ json: { trackingNumber: 'T1', status: 'SUNK', carrierId: 'c1', events: [] } }),
    ));

  it.each([
    ['a list where the schema has none', { json: { carriers: [[{ id: 'c1', name: 'x' }]] } }, ['carriers', 0]],
    ['an object where the schema has a list', { json: { carriers: { id: 'c1', name: 'x' } } }, ['carriers']],
    ['a scalar where the schema has objects', { json: { carriers: ['c1'] } }, ['carriers', 0, 'id']],
    ['text that is not JSON', { text: '{"carriers": [' }, ['carriers']],
    ['JSON nested without end', { text: `${'['.repeat(30_000)}${']'.repeat(30_000)}` }, ['carriers']],
  ])('answers SOURCE_BAD_ANSWER for %s', (_what, service, path) =>
    withShipping(
      async (shipping) => {
        const answer = await shipping.fetch('{ carriers { id } }');
        expect(plain(answer)).toEqual({ data: null, errors: [failing(path, 'SOURCE_BAD_ANSWER')] });
      },
      () => service,
    ),
  );

  it.each([401, 403])('answers %i as a failure of the gateway’s credentials, which no client reads', (status) =>
    withShipping(
      async (shipping) => {
        const answer = await shipping.fetch('{ shipment(trackingNumber: "T1") { status } }');
        const errors = [failing(['shipment'], 'SOURCE_AUTHENTICATION_FAILED')];
        expect(plain(answer)).toEqual({ data: { shipment: null }, errors });
        expect(answer.errors[0]?.extensions).toBeUndefined();
      },
      () => refusal(status, 'Key k-1 is wrong'),
    ),
  );

  it('answers SOURCE_UNREACHABLE at the paths that needed the service', async () => {
    await using shipping = createTestSource({
      supergraph,
      name: 'shipping',
      connector: 'shipping',
      url: 'http://127.0.0.1:1',
    });
    const answer = await shipping.fetch(entities('... on Product { sku deliveryQuote(postcode: "x") { earliest } }'), {
      entities: [product('a')],
    });
    const errors = [failing(['_entities', 0, 'deliveryQuote'], 'SOURCE_UNREACHABLE')];
    expect(plain(answer)).toEqual({ data: { _entities: [{ sku: 'a', deliveryQuote: null }] }, errors });
    await expect(shipping.source.probe(new AbortController().signal)).rejects.toMatchObject({
      code: 'SOURCE_UNREACHABLE',
    });
  });

  it('probes with one request, whatever the status of its answer', () =>
    withShipping(async (shipping, { seen }) => {
      await shipping.source.probe(new AbortController().signal);
      expect(seen.map(({ url }) => url)).toEqual(['/']);
    }));

  it('refuses an operation that does not fit its schema', () =>
    withShipping(async (shipping) => {
      const operation = { kind: 'query', text: '{ nothing }', name: undefined, variableNames: [] } as const;
      expect(() => shipping.source.prepare(operation)).toThrow(
        expect.objectContaining({ code: 'INTERNAL_SERVER_ERROR' }),
      );
    }));
});
