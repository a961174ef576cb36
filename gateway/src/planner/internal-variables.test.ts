import { describe, expect, it } from 'vitest';
import { internalVariableName, toInternalVariables } from './internal-variables.js';

describe('internalVariableName()', () => {
  it('keeps every name but those that could be the planner’s $representations, which stay distinct', () => {
    const names = [
      'a',
      'representation',
      'myRepresentations',
      'representations',
      '_representations',
      '__representations',
    ];
    expect(names.map(internalVariableName)).toEqual([
      'a',
      'representation',
      'myRepresentations',
      '_representations',
      '__representations',
      '___representations',
    ]);
  });
});

describe('toInternalVariables()', () => {
  it('gives the same object when there is nothing to rename, and else one with every value under its name', () => {
    const plain = { a: 1 };
    expect(toInternalVariables(plain)).toBe(plain);
    const renamed = toInternalVariables({ a: 1, representations: 2, _representations: 3 });
    expect({ ...renamed }).toEqual({ a: 1, _representations: 2, __representations: 3 });
  });
});
