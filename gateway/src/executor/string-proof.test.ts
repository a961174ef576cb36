import { describe, expect, it, test } from 'vitest';
import { startTestEngine } from './engine.test-kit.js';
import type { SourceAnswer } from './source.js';
import { StringProof } from './string-proof.js';

const data = { name: 'Mug' };
const plain: SourceAnswer = { data, errors: [], plainData: data };

describe('StringProof', () => {
  it('holds for no answer at all, and for answers that all say so', () => {
    const proof = new StringProof();
    expect(proof.arePlain).toBe(true);
    proof.asked();
    proof.asked();
    proof.answered(plain);
    expect(proof.arePlain).toBe(false);
    proof.answered(plain);
    expect(proof.arePlain).toBe(true);
  });

  it.each([
    ['does not say so', { data, errors: [] }],
    ['has other data than that which it was said of', { ...plain, data: { name: 'Mu"g' } }],
    ['has no data', { data: null, errors: [] }],
  ])('does not hold for an answer that %s', (_, answer) => {
    const proof = new StringProof();
    proof.asked();
    proof.answered(answer);
    expect(proof.arePlain).toBe(false);
    proof.asked();
    proof.answered(plain);
    expect(proof.arePlain).toBe(false);
  });

  it('does not hold where an answer never came', () => {
    const proof = new StringProof();
    proof.asked();
    expect(proof.arePlain).toBe(false);
  });
});

const long = 'x'.repeat(300);
const special = `"\\\n\u00e9\ud83d${long}`;

/** A root source and an entity source; each says whether its strings are plain. */
function run(
  items: (data: Record<string, unknown>) => SourceAnswer,
  entities: (data: Record<string, unknown>) => SourceAnswer,
  { title = long, name = long } = {},
) {
  return startTestEngine({
    catalog: {
      sdl: 'type Query { items: [Product] } type Product @key(fields: "upc") { upc: ID! title: String }',
      answer: () => items({ items: [{ __typename: 'Product', upc: '1', title }] }),
    },
    products: {
      sdl: 'type Product @key(fields: "upc") { upc: ID! name: String }',
      answer: () => entities({ _entities: [{ __typename: 'Product', name }] }),
    },
  }).run('{ items { title name } }');
}

const saysPlain = (own: Record<string, unknown>): SourceAnswer => ({ data: own, errors: [], plainData: own });
const saysNothing = (own: Record<string, unknown>): SourceAnswer => ({ data: own, errors: [] });

test.each([
  ['all answers are plain', saysPlain, saysPlain, {}],
  ['only the root answer is plain', saysPlain, saysNothing, { name: special }],
  ['only the entities are plain', saysNothing, saysPlain, { title: special }],
  ['none is plain', saysNothing, saysNothing, { title: special, name: special }],
  [
    'an answer that was plain has got other data',
    saysPlain,
    (own: Record<string, unknown>) => ({ ...saysPlain({}), data: own }),
    { name: special },
  ],
])('strings are written as JSON when %s', async (_, items, entities, strings) => {
  const { data: answer, errors } = await run(items, entities, strings);
  expect({ answer, errors }).toEqual({ answer: { items: [{ title: long, name: long, ...strings }] }, errors: [] });
});

test('strings of sources that all call them plain are not looked through', async () => {
  const quoted = `${long}","name":"${long}`;
  const { text } = await run(saysPlain, saysPlain, { title: quoted });
  expect(text).toBe(`{"items":[{"title":"${quoted}","name":"${long}"}]}`);
});

test('strings are written as JSON when the entities cannot be fetched', async () => {
  const failing = (): SourceAnswer => {
    throw new Error('down');
  };
  const { data: answer } = await run(saysNothing, failing, { title: special });
  expect(answer).toEqual({ items: [{ title: special, name: null }] });
});
