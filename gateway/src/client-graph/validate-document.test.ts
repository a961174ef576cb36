import { BREAK, buildSchema, GraphQLError, parse, type ValidationRule, validate } from 'graphql';
import { expect, test, vi } from 'vitest';
import { createValidator } from './validate-document.js';

const schema = buildSchema(`
  type Query { a(n: Int! = 1): Int pet: Pet pets: [Pet] }
  union Pet = Cat | Dog
  type Cat { name: String lives(left: Boolean!): Int }
  type Dog { name: Int }
`);
const isValid = createValidator(schema, []);

test.each([
  '{ a }',
  '{ a(n: 2) pet { __typename ... on Cat { name lives(left: true) } } }',
  'query A($n: Int!) { a(n: $n) ...F } query B { ...F } fragment F on Query { pets { ... on Dog { name } } }',
  'query A($on: Boolean!) { a @skip(if: $on) }',
])('what is valid for graphql-js is valid: %s', (text) => {
  expect(validate(schema, parse(text))).toEqual([]);
  expect(isValid(parse(text))).toBe(true);
});

test.each([
  '{ b }',
  '{ a(n: "x") }',
  '{ a(m: 1) }',
  '{ a { b } }',
  '{ pet }',
  '{ pet { name } }',
  '{ pet { ... on Cat { lives } } }',
  '{ pet { ... on Cat { name } ... on Dog { name } } }',
  '{ a @unknown }',
  '{ a @skip(if: true) @skip(if: true) }',
  'query A($n: Int) { a }',
  'query A($n: Unknown) { a(n: $n) }',
  'query A { a(n: $n) }',
  'query A { a } query A { a }',
  '{ a } query A { a }',
  '{ ...F }',
  'fragment F on Query { a } { a }',
  'fragment F on Query { ...F } { ...F }',
  'type T { a: Int }',
])('what is not valid for graphql-js is not: %s', (text) => {
  expect(validate(schema, parse(text))).not.toEqual([]);
  expect(isValid(parse(text))).toBe(false);
});

test('further rules count, and see what they would see in graphql-js', () => {
  const seen: string[][] = [];
  const told = (words: string[]): ValidationRule => {
    return () => ({
      enter: ({ kind }) => void words.push(`+${kind}`),
      leave: ({ kind }) => void words.push(`-${kind}`),
      Field: {
        enter(field) {
          words.push(`+${field.name.value}`);
          return field.name.value === 'pet' ? false : undefined;
        },
        leave: (field) => {
          words.push(`-${field.name.value}`);
          return field.name.value === 'pets' ? BREAK : undefined;
        },
      },
    });
  };
  const document = parse('{ pet { __typename } a(n: 1) pets { __typename } b: a }');
  for (const check of [
    (rule: ValidationRule) => validate(schema, document, [rule]),
    (rule: ValidationRule) => createValidator(schema, [rule])(document),
  ]) {
    const words: string[] = [];
    check(told(words));
    seen.push(words);
  }
  expect(seen[0]).toContain('+pet');
  expect(seen[0]).not.toContain('-pet');
  expect(seen[1]).toEqual(seen[0]);
});

test('a document with an error of a further rule is not valid, and what a rule throws is thrown', () => {
  const refusing: ValidationRule = (context) => ({ Field: () => context.reportError(new GraphQLError('no')) });
  expect(createValidator(schema, [refusing])(parse('{ a }'))).toBe(false);
  const broken: ValidationRule = () => ({ Field: vi.fn().mockThrow(new TypeError('broken')) });
  expect(() => createValidator(schema, [broken])(parse('{ a }'))).toThrow('broken');
});
