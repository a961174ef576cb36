import { buildSchema, GraphQLInputObjectType, type GraphQLScalarType, parseValue, valueFromAST } from 'graphql';
import { describe, expect, it } from 'vitest';
import { readLiteralsExactly } from './exact-literals.js';

const schema = buildSchema(`
  scalar Long
  scalar JSON
  input Page { after: Long! = 9007199254740993, size: Int = 20 }
  type Query { pets(since: [Long] = [9007199254740993, 1], page: Page = { after: -9007199254740993 }): [ID] }
`);
readLiteralsExactly(schema);

const read = (type: string, text: string): unknown =>
  JSON.parse(JSON.stringify(valueFromAST(parseValue(text), schema.getType(type) as GraphQLScalarType)));

describe('readLiteralsExactly()', () => {
  it.each([
    ['9007199254740993', '9007199254740993'],
    ['-9223372036854775808', '-9223372036854775808'],
    ['9007199254740991', 9007199254740991],
    ['7', 7],
    ['0.12345678901234567890', '0.12345678901234567890'],
    ['1.5', 1.5],
    ['"7"', '7'],
    ['[1, 9007199254740993, null, true]', [1, '9007199254740993', null, true]],
    [
      '{ a: { __proto__: 9007199254740993 }, b: ENUM }',
      { a: JSON.parse('{"__proto__":"9007199254740993"}'), b: 'ENUM' },
    ],
  ])('reads %s without losing a digit', (text, value) => {
    expect(read('JSON', text)).toEqual(value);
  });

  it('reads the defaults of arguments and input fields so, too', () => {
    const [since, page] = schema.getQueryType()?.getFields()['pets']?.args ?? [];
    expect(since?.defaultValue).toEqual(['9007199254740993', 1]);
    expect(page?.defaultValue).toEqual({ after: '-9007199254740993', size: 20 });
    const type = schema.getType('Page');
    expect(type instanceof GraphQLInputObjectType && type.getFields()['after']?.defaultValue).toBe('9007199254740993');
  });

  it('leaves GraphQL’s own scalars alone', () => {
    expect(read('Int', '7')).toBe(7);
    expect(read('ID', '9007199254740993')).toBe('9007199254740993');
  });
});
