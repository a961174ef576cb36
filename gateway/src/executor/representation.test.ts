import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RequiredSelection, Rewrite } from '../planner/types.js';
import { compileIdentity, compileRepresentation } from './representation.js';
import { framedRepresentations } from './representations.js';

const leaf = (name: string): RequiredSelection => ({ kind: 'field', name, selections: undefined });
const fragment = (...names: string[]): RequiredSelection[] => [
  { kind: 'fragment', typeCondition: 'User', selections: names.map(leaf) },
];
const isOfType = (type: unknown, condition: string): boolean => type === condition;

test('compileIdentity() tells entities apart by a plain key, text and number apart, and never by the text of a representation', () => {
  const required = fragment('__typename', 'id');
  const identify = compileIdentity(required, [])?.identify;
  const represent = compileRepresentation(required, [], isOfType);
  const user = (id: unknown) => ({ __typename: 'User', id });
  expect([identify?.(user('1')), identify?.(user(1)), identify?.({ ...user('1'), __typename: 'Admin' })]).toEqual([
    '1',
    1,
    undefined,
  ]);
  // Identities and texts are keys of one map: the key of one entity must not read like another one.
  expect(identify?.(user(represent(user(true))))).toBeUndefined();
  expect(compileIdentity(fragment('__typename', 'id', 'name'), [])).toBeUndefined();
  const rewrite: Rewrite = { kind: 'setValue', path: ['__typename'], value: 'Person' };
  expect(compileIdentity(required, [rewrite])).toBeUndefined();
});

test.each([
  ['type first', fragment('__typename', 'id')],
  ['key first', fragment('id', '__typename')],
  [
    'a key of another name',
    [
      {
        kind: 'fragment',
        typeCondition: 'User',
        selections: [leaf('__typename'), { kind: 'field', name: 'id', as: 'k"ey', selections: undefined }],
      },
    ] satisfies RequiredSelection[],
  ],
])('a list of representations that differ in one value reads like each of them, %s', (_, required) => {
  const represent = compileRepresentation(required, [], isOfType);
  const frame = compileIdentity(required, [])?.frame ?? expect.unreachable();
  const strings = fc.array(fc.string({ unit: 'binary' }), { minLength: 1 });
  const plain = fc.array(fc.stringMatching(/^[ !#-[\]-~]*$/), { minLength: 1 });
  const numbers = fc.array(fc.oneof(fc.integer(), fc.double(), fc.constantFrom(-0, 1e21, 1e-7)), { minLength: 1 });
  const mixed = fc.array(fc.oneof(fc.string(), fc.double()), { minLength: 1 });
  fc.assert(
    fc.property(fc.oneof(strings, plain, numbers, mixed), (ids) => {
      const texts = ids.map((id) => represent({ __typename: 'User', id }));
      const made = framedRepresentations(ids, frame);
      expect(made.texts()).toEqual(texts);
      expect(made.list()).toBe(`[${texts.join()}]`);
      expect(made.length).toBe(ids.length);
    }),
  );
});

test('compileRepresentation() says the type of an object below where fields depend on it, once', () => {
  const on = (typeCondition: string, ...names: string[]): RequiredSelection => ({
    kind: 'fragment',
    typeCondition,
    selections: names.map(leaf),
  });
  const requiring = (...selections: RequiredSelection[]): RequiredSelection[] => [
    { kind: 'fragment', typeCondition: 'User', selections: [{ kind: 'field', name: 'pet', selections }] },
  ];
  const user = { __typename: 'User', pet: { __typename: 'Cat', lives: 9, name: 'Tom' } };
  const sent = (...selections: RequiredSelection[]): unknown =>
    compileRepresentation(requiring(...selections), [], isOfType)(user);
  expect(sent(on('Cat', 'lives'), on('Dog', 'name'))).toBe('{"pet":{"__typename":"Cat","lives":9}}');
  expect(sent(on('Dog', 'name'))).toBe('{"pet":{"__typename":"Cat"}}');
  expect(sent(on('Cat', '__typename', 'lives'))).toBe('{"pet":{"__typename":"Cat","lives":9}}');
  expect(sent(leaf('name'))).toBe('{"pet":{"name":"Tom"}}');
});

test('compileRepresentation() writes numbers as JSON does', () => {
  const represent = compileRepresentation(fragment('n'), [], isOfType);
  for (const n of [0, -0, 1.5, -3, 1e21, 1e-7, Number.MAX_SAFE_INTEGER, Number.POSITIVE_INFINITY]) {
    expect(represent({ __typename: 'User', n })).toBe(JSON.stringify({ n }));
  }
});
