import { describe, expect, it } from 'vitest';
import { compose, createTestSource, plain, type ServiceAnswer, startService, withApi } from '../connectors.test-kit.js';

const supergraph = compose({
  sub: withApi(`
    scalar Decimal
    type Order { id: ID! total: Decimal currency: String open: Boolean count: Int lines: [Line!]! notes: [String!]! }
    type Line { sku: String quantity: Int }
    type Query {
      order(id: ID!): Order @connect(
        source: "api"
        http: { GET: "/orders/{$args.id}", headers: [{ name: "Accept", value: "application/xml" }] }
        errors: { message: "error.message" }
        selection: """
        $.order {
          id: $."@id"
          total currency: total."@currency" open count
          lines: $(lines.line? ?? []) { sku quantity: $."@quantity" }
          notes: $(note? ?? [])
        }
        """
      )
    }
    type Mutation {
      place(sku: String!, quantities: [Int!]!, note: String): Order @connect(
        source: "api"
        http: {
          POST: "/orders"
          headers: [{ name: "Content-Type", value: "application/xml; charset=utf-8" }]
          body: "order: $({ '@xmlns': 'urn:o', '@sku': $args.sku, quantity: $args.quantities, note: $args.note })"
        }
        selection: "$.order { id: $.'@id' total lines: $([]) notes: $([]) }"
      )
    }
  `),
});

async function ask(text: string, answer: ServiceAnswer) {
  await using service = await startService(() => ({ type: 'application/xml; charset=utf-8', ...answer }));
  await using source = createTestSource({ supergraph, name: 'sub', connector: 'api', url: service.url });
  return { answer: plain(await source.fetch(text)), seen: service.seen };
}

const all = '{ order(id: "1") { id total currency open count lines { sku quantity } notes } }';

describe('XML over HTTP', () => {
  it('is mapped like JSON, without losing a digit, one element a list where the schema has one', async () => {
    const text = `<?xml version="1.0"?>
      <o:order xmlns:o="urn:o" id="9007199254740993">
        <o:total currency="EUR">12345678901234567.10</o:total><o:open>true</o:open><o:count>3</o:count>
        <o:lines><o:line quantity="2"><o:sku>A-1</o:sku></o:line></o:lines>
        <o:note>fragile</o:note>
      </o:order>`;
    const { answer, seen } = await ask(all, { text });
    expect(answer).toEqual({
      data: {
        order: {
          id: '9007199254740993',
          total: '12345678901234567.10',
          currency: 'EUR',
          open: true,
          count: 3,
          lines: [{ sku: 'A-1', quantity: 2 }],
          notes: ['fragile'],
        },
      },
      errors: [],
    });
    expect(seen[0]?.headers['accept']).toBe('application/xml');
  });

  it('has empty lists, nulls and several elements as they are', async () => {
    const nil = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"';
    const text = `<order id="1"><total ${nil}/><open/><count/><lines/><note>a</note><note/></order>`;
    const { answer } = await ask(all, { text });
    expect(answer.data).toEqual({
      order: { id: '1', total: null, currency: null, open: null, count: null, lines: [], notes: ['a', ''] },
    });
  });

  it('is sent as the content type says, and asked for in return', async () => {
    const text = '<order id="7"><total>1</total></order>';
    const { answer, seen } = await ask('mutation { place(sku: "a&b", quantities: [1, 2], note: "<x>") { id } }', {
      text,
    });
    expect(answer).toEqual({ data: { place: { id: '7' } }, errors: [] });
    expect(seen[0]?.body).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><n0:order xmlns:n0="urn:o" sku="a&amp;b"><n0:quantity>1</n0:quantity><n0:quantity>2</n0:quantity><n0:note>&lt;x&gt;</n0:note></n0:order>',
    );
    expect(seen[0]?.headers).toMatchObject({
      'content-type': 'application/xml; charset=utf-8',
      accept: 'application/xml',
    });
  });

  it('has its errors mapped too', async () => {
    const { answer } = await ask(all, {
      status: 404,
      type: 'application/problem+xml',
      text: '<error><message>No such order</message></error>',
    });
    expect(answer.errors).toMatchObject([
      { message: 'No such order', extensions: { code: 'CONNECTOR_FETCH', http: { status: 404 } } },
    ]);
  });

  it('is refused when it cannot be read', async () => {
    for (const text of ['<order>', 'no xml', '<!DOCTYPE order [<!ENTITY x "y">]><order id="&x;"/>']) {
      const { answer } = await ask(all, { text });
      expect(answer).toEqual({ data: { order: null }, errors: [{ path: ['order'], failure: 'SOURCE_BAD_ANSWER' }] });
    }
  });
});

describe('an answer over maxAnswerBytes', () => {
  it('is refused while it comes in, in JSON and in XML, at 100 MB as at one byte too many', async () => {
    const exact = { total: 'x'.repeat(100_000 - 12) };
    expect(JSON.stringify(exact)).toHaveLength(100_000);
    const fits = await ask(all, { type: 'application/json', json: exact });
    expect(fits.answer.errors).not.toContainEqual({ path: ['order'], failure: 'SOURCE_ANSWER_TOO_LARGE' });
    const memory = process.memoryUsage().rss;
    for (const [type, text] of [
      ['application/json', `${JSON.stringify(exact)} `],
      ['application/json', `"${'x'.repeat(100_000_000)}"`],
      ['application/xml', `<a>${'x'.repeat(100_000_000)}</a>`],
    ] as const) {
      const { answer } = await ask(all, { type, text });
      expect(answer).toEqual({
        data: { order: null },
        errors: [{ path: ['order'], failure: 'SOURCE_ANSWER_TOO_LARGE' }],
      });
    }
    // The service of this test holds the text itself, some times over; the answer is not read.
    expect(process.memoryUsage().rss - memory).toBeLessThan(1_000_000_000);
  });
});
