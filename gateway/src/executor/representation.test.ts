import { expect, test } from 'vitest';
import type { RequiredSelection } from '../planner/types.js';
import { compileIdentity, compileRepresentation } from './representation.js';

const leaf = (name: string): RequiredSelection => ({ kind: 'field', name, selections: undefined });
const fragment = (...names: string[]): RequiredSelection[] => [
  { kind: 'fragment', typeCondition: 'User', selections: names.map(leaf) },
];
const isOfType = (type: unknown, condition: string): boolean => type === condition;

test('compileIdentity() tells entities apart by a plain key, text and number apart, and never by the text of a representation', () => {
  const required = fragment('__typename', 'id');
  const identify = compileIdentity(required);
  const represent = compileRepresentation(required, [], isOfType);
  const user = (id: unknown) => ({ __typename: 'User', id });
  expect([identify?.(user('1')), identify?.(user(1)), identify?.({ ...user('1'), __typename: 'Admin' })]).toEqual([
    '1',
    1,
    undefined,
  ]);
  // Identities and texts are keys of one map: the key of one entity must not read like another one.
  expect(identify?.(user(represent(user(true))))).toBeUndefined();
  expect(compileIdentity(fragment('__typename', 'id', 'name'))).toBeUndefined();
});

test('compileRepresentation() writes numbers as JSON does', () => {
  const represent = compileRepresentation(fragment('n'), [], isOfType);
  for (const n of [0, -0, 1.5, -3, 1e21, 1e-7, Number.MAX_SAFE_INTEGER, Number.POSITIVE_INFINITY]) {
    expect(represent({ __typename: 'User', n })).toBe(JSON.stringify({ n }));
  }
});
