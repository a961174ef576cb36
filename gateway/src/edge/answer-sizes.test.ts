import { beforeEach, describe, expect, it } from 'vitest';
import { largeAnswerBytes } from '../traffic/overload/operation-load.js';
import { type AnswerSizes, createAnswerSizes } from './answer-sizes.js';
import { fakeGraph, post, startEdge } from './edge.test-kit.js';
import type { Visit } from './visit.js';

function visit(given: Partial<Visit> = {}): Visit {
  return { method: 'POST', search: '', headers: new Map(), graph: { name: 'web' }, ...given } as Visit;
}

function body(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

const products = { query: 'query Products { products { name } }' };

describe('createAnswerSizes()', () => {
  let sizes: AnswerSizes;
  beforeEach(() => {
    sizes = createAnswerSizes();
    sizes.answered(visit(), body(products), 3 * largeAnswerBytes);
  });

  it('expects of an operation what its last large answer was, whatever its variables are', () => {
    expect(sizes.expected(visit(), body({ variables: { after: 'b' }, ...products }))).toBe(3 * largeAnswerBytes);
    sizes.answered(visit(), body(products), largeAnswerBytes);
    expect(sizes.expected(visit(), body(products))).toBe(largeAnswerBytes);
  });

  it('expects nothing of other operations, of other client graphs, and of what had small answers', () => {
    expect(sizes.expected(visit(), body({ query: '{ other }' }))).toBe(0);
    expect(sizes.expected(visit({ graph: { name: 'mobile' } as Visit['graph'] }), body(products))).toBe(0);
    sizes.answered(visit(), body({ query: '{ small }' }), largeAnswerBytes - 1);
    expect(sizes.expected(visit(), body({ query: '{ small }' }))).toBe(0);
  });

  it('knows operations by id and by hash, in a body and in a query string, and endpoints by their operation', () => {
    const hash = { extensions: { persistedQuery: { version: 1, sha256Hash: 'ab12' } } };
    const search = 'documentId=sha256%3Acd34';
    const endpoint = {
      endpoint: { kind: 'endpoint', endpoint: { operation: { name: 'Products' } } },
    } as Partial<Visit>;
    sizes.answered(visit(), body(hash), largeAnswerBytes);
    sizes.answered(visit({ method: 'GET', search }), undefined, largeAnswerBytes);
    sizes.answered(visit({ method: 'GET', ...endpoint }), undefined, largeAnswerBytes);
    expect(sizes.expected(visit(), body(hash))).toBe(largeAnswerBytes);
    expect(sizes.expected(visit(), body({ documentId: 'sha256:cd34' }))).toBe(largeAnswerBytes);
    expect(sizes.expected(visit({ method: 'GET', ...endpoint }), undefined)).toBe(largeAnswerBytes);
  });

  it.each([
    ['a batch', body([products]), {}],
    ['no JSON', Buffer.from('{'), {}],
    ['a compressed one', body(products), { headers: new Map([['content-encoding', 'gzip']]) }],
    ['one over 16 KiB', body({ ...products, variables: { a: 'a'.repeat(16_384) } }), {}],
    ['none', undefined, {}],
  ])('knows nothing of a body that is %s', (_, sent, given) => {
    sizes.answered(visit(given), sent, largeAnswerBytes);
    expect(sizes.expected(visit(given), sent)).toBe(0);
  });

  it('keeps a thousand operations, those used last', () => {
    for (let i = 0; i < 1000; i++) {
      sizes.answered(visit(), body({ query: `{ a${i} }` }), largeAnswerBytes);
    }
    expect(sizes.expected(visit(), body(products))).toBe(0);
    expect(sizes.expected(visit(), body({ query: '{ a0 }' }))).toBe(largeAnswerBytes);
  });

  it('keeps a mebibyte of their texts', () => {
    for (let i = 0; i < 80; i++) {
      sizes.answered(visit(), body({ query: `{ a${i} }${' '.repeat(16_000)}` }), largeAnswerBytes);
    }
    expect(sizes.expected(visit(), body({ query: `{ a0 }${' '.repeat(16_000)}` }))).toBe(0);
    expect(sizes.expected(visit(), body({ query: `{ a79 }${' '.repeat(16_000)}` }))).toBe(largeAnswerBytes);
  });
});

describe('the public listener', () => {
  it('tells how large answers were before they were compressed, and asks for it when a request waits for its turn', async () => {
    const answer = JSON.stringify({ data: { text: 'a'.repeat(2 * largeAnswerBytes) } });
    const sizes = createAnswerSizes();
    const expected: (number | undefined)[] = [];
    const edge = await startEdge({
      graph: fakeGraph({ answer: async () => ({ body: answer }) }),
      turns: {
        queue: {
          forecast: () => ({ waitMs: 0, isTooLong: false }),
          run(turn, execute) {
            expected.push(turn.answerBytes?.());
            return execute();
          },
        },
        sharesEqual: false,
        sizes,
      },
    });
    try {
      for (let i = 0; i < 2; i++) {
        const response = await post(edge.endpoint, products, { 'accept-encoding': 'gzip' });
        expect(response.headers.get('content-encoding')).toBe('gzip');
        expect(await response.text()).toBe(answer);
      }
      expect(expected).toEqual([0, answer.length]);
    } finally {
      await edge.stop();
    }
  });
});
