import { buildASTSchema, type OperationDefinitionNode, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { readCostDirectives } from '../../supergraph/cost/cost-directives.js';
import { actualCost } from './actual-cost.js';
import { compileCost } from './compile-cost.js';
import { sentVariables, unknownVariables } from './cost-variables.js';
import { estimateCost } from './estimate-cost.js';

const definitions = `
  directive @cost(weight: String!) on ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT | SCALAR
  directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!], requireOneSlicingArgument: Boolean = true) on FIELD_DEFINITION
`;

const sdl = `
  type Query {
    book(id: ID): Book
    books: [Book!]!
    few: [Book] @listSize(assumedSize: 3)
    top(first: Int, last: Int): [Book] @listSize(slicingArguments: ["first", "last"])
    some(first: Int = 4, last: Int): [Book] @listSize(slicingArguments: ["first", "last"], requireOneSlicingArgument: false, assumedSize: 7)
    page(input: Page): [Book] @listSize(slicingArguments: ["input.size"])
    byIds(ids: [ID!]!): [Book] @listSize(slicingArguments: ["ids"])
    paged(first: Int): BookConnection @listSize(slicingArguments: ["first"], sizedFields: ["edges", "nodes"])
    heavy: Int @cost(weight: "25")
    scored: Score
    search(text: String @cost(weight: "2"), filter: Filter): [Found] @cost(weight: "3")
    found: Found
    named: Named
    matrix: [[Book]]
    cheap: Book @cost(weight: "-5")
  }
  type Mutation { add(book: NewBook): Book }
  input Page { size: Int offset: Int }
  input Filter { text: String @cost(weight: "4") inner: Filter tags: [String] }
  input NewBook { title: String }
  scalar Score @cost(weight: "6")
  type BookConnection { edges: [BookEdge] nodes: [Book] total: Int }
  type BookEdge { node: Book }
  interface Named { name: String owner: Author }
  type Book implements Named { name: String title: String owner: Author author: Author }
  type Author implements Named @cost(weight: "5") { name: String owner: Author books: [Book] }
  union Found = Book | Author
`;

const document = parse(definitions + sdl);
const schema = buildASTSchema(document);
const costs = readCostDirectives({ document, directives: new Map() });

function compile(text: string, maxSteps?: number) {
  const parsed = parse(text);
  const operation = parsed.definitions.find((node) => node.kind === 'OperationDefinition') as OperationDefinitionNode;
  const tree = compileCost(parsed, operation, { schema, costs, ...(maxSteps !== undefined && { maxSteps }) });
  return { tree, operation };
}

function estimate(text: string, variables?: Readonly<Record<string, unknown>>, operationWeight = 0) {
  const { tree, operation } = compile(text);
  const known = variables === undefined ? unknownVariables(operation) : sentVariables(operation, variables);
  return estimateCost(tree, known, { listSize: 10, operationWeight });
}

describe('estimateCost()', () => {
  it.each([
    ['a leaf is free', '{ book { title } }', 1],
    ['an object costs the weight of its type', '{ book { author { name } } }', 1 + 5],
    ['introspection is free', '{ __typename __schema { types { name } } }', 0],
    ['a list is as long as by default', '{ books { title } }', 10],
    ['what is in a list counts for each item', '{ books { author { name } } }', 10 * (1 + 5)],
    ['lists in lists multiply', '{ books { author { books { title } } } }', 10 * (1 + 5 + 10)],
    ['assumedSize is the length', '{ few { title } }', 3],
    ['a list of lists has the default inside', '{ matrix { title } }', 100],
    ['a slicing argument is the length', '{ top(first: 2) { title } }', 2],
    ['a slicing argument of 0 is no item', '{ top(first: 0) { author { name } } }', 0],
    ['a slicing argument below 0 is no item', '{ top(last: -3) { title } }', 0],
    ['the default of a slicing argument counts', '{ some { title } }', 4],
    ['the greatest of several slicing arguments counts', '{ some(first: 2, last: 9) { title } }', 9],
    ['null is no slicing argument', '{ some(last: null) { title } }', 4],
    ['a slicing argument inside of an input object', '{ page(input: { size: 6 }) { title } }', 6 + 1],
    ['the length of a list as slicing argument', '{ byIds(ids: ["a", "b"]) { title } }', 2],
    [
      'sizedFields are sized, each of them',
      '{ paged(first: 3) { edges { node { title } } nodes { title } total } }',
      1 + 3 * 2 + 3,
    ],
    ['a field has its weight', '{ heavy }', 25],
    ['a scalar has its weight', '{ scored }', 6],
    ['@cost of a field counts instead of its type', '{ search { ... on Author { name } } }', 10 * 3],
    ['arguments have their weights, once for the list', '{ search(text: "a") { __typename } }', 10 * 3 + 2],
    [
      'input objects cost 1, and what is in them',
      '{ search(filter: { text: "a", inner: { tags: ["b"] } }) { __typename } }',
      30 + (1 + 4) + 1,
    ],
    ['of the types of a union the dearest counts', '{ found { ... on Book { title } } }', 5],
    [
      'of the selections on types the dearest counts',
      '{ found { ... on Book { author { name } } ... on Author { name } } }',
      6,
    ],
    ['fields of an interface cost what they do on the dearest type', '{ named { owner { name } } }', 5 + 5],
    ['equal fields count once', '{ book { title author { name } } book { author { books { title } } } }', 1 + 5 + 10],
    ['aliases count each', '{ a: book { title } b: book { title } }', 2],
    ['negative weights make other things cheaper', '{ book { author { name } } cheap { title } }', 1],
    ['nothing costs less than nothing', '{ cheap { title } }', 0],
    [
      'fragments count where they are spread',
      '{ book { ...F } few { ...F } } fragment F on Book { author { name } }',
      6 + 18,
    ],
  ])('counts that %s', (_rule, query, cost) => {
    expect(estimate(query)).toEqual({ cost, fault: undefined });
  });

  it('counts with the variables that were sent, defaults of the operation filled in', () => {
    const query = 'query ($n: Int = 8) { top(first: $n) { title } }';
    expect(estimate(query, { n: 3 }).cost).toBe(3);
    expect(estimate(query, {}).cost).toBe(8);
    expect(estimate(query, { n: 'many' }).cost).toBe(10);
    expect(
      estimate('query ($f: Filter) { search(filter: $f) { __typename } }', { f: { text: 'a', inner: {} } }).cost,
    ).toBe(30 + 1 + 4 + 1);
    expect(estimate('query ($p: Page) { page(input: $p) { title } }', { p: { size: 6 } }).cost).toBe(6 + 1);
  });

  it('counts what it does not know as the default says', () => {
    expect(estimate('query ($n: Int) { top(first: $n) { title } }')).toEqual({ cost: 10, fault: undefined });
    expect(estimate('query ($n: Int = 2) { top(first: $n) { title } }').cost).toBe(2);
  });

  it.each([
    ['no', '{ top { title } }', {}, 0],
    ['a null', 'query ($n: Int) { top(first: $n) { title } }', { n: null }, 0],
    ['a missing', 'query ($n: Int) { top(first: $n) { title } }', {}, 0],
    ['a second', '{ top(first: 1, last: 2) { title } }', {}, 2],
  ])('tells of %s slicing argument where one is required', (_which, query, variables, given) => {
    expect(estimate(query, variables).fault).toEqual({
      field: 'Query.top',
      slicingArguments: ['first', 'last'],
      given,
    });
  });

  it('adds what the operation costs beside its fields', () => {
    expect(estimate('mutation { add(book: { title: "a" }) { title } }', {}, 10).cost).toBe(10 + 1 + 1);
  });

  it('ends at the greatest whole number', () => {
    const deep = Array.from({ length: 40 }).reduce<string>((inner) => `{ author { books ${inner} } }`, '{ title }');
    expect(estimate(`{ books ${deep} }`).cost).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('expands fragments that spread each other in linear time', () => {
    const fragments = Array.from(
      { length: 60 },
      (_, index) =>
        `fragment F${index} on Book { a: author { books { ...F${index + 1} } } b: author { books { ...F${index + 1} } } }`,
    );
    const { tree } = compile(`{ book { ...F0 } } ${fragments.join(' ')} fragment F60 on Book { title }`, 2000);
    expect(tree).toBeDefined();
    expect(estimateCost(tree, { get: () => undefined }, { listSize: 2, operationWeight: 0 }).cost).toBe(
      Number.MAX_SAFE_INTEGER,
    );
  });

  it('is as dear as can be for an operation that takes too many steps to compile', () => {
    const { tree } = compile('{ book { title name } }', 2);
    expect(tree).toBeUndefined();
    expect(estimateCost(tree, { get: () => undefined }, { listSize: 1, operationWeight: 0 }).cost).toBe(
      Number.MAX_SAFE_INTEGER,
    );
    expect(compile('{ book { title name } }', 3).tree).toBeDefined();
  });
});

describe('actualCost()', () => {
  const actual = (query: string, data: unknown, variables = {}) => {
    const { tree, operation } = compile(query);
    return tree && actualCost(tree, data, { variables: sentVariables(operation, variables), operationWeight: 0 });
  };

  it.each([
    [
      'items that there are',
      '{ books { author { name } } }',
      { books: [{ author: { name: 'a' } }, { author: null }] },
      2 + 5,
    ],
    ['no items', '{ books { title } }', { books: [] }, 0],
    ['null', '{ book { title } }', { book: null }, 0],
    ['arguments of what is null', '{ search(text: "a") { __typename } }', { search: null }, 2],
    ['names in the answer', '{ a: book { title } b: heavy }', { a: { title: '' }, b: 1 }, 26],
    [
      'a type that the answer names',
      '{ found { __typename ... on Book { title } } }',
      { found: { __typename: 'Book', title: '' } },
      1,
    ],
    ['the dearest of the types it may be', '{ found { ... on Book { title } } }', { found: { title: '' } }, 5],
    ['lists in lists', '{ matrix { title } }', { matrix: [[{ title: '' }], [], null, [{ title: '' }, null]] }, 2],
    ['weights of scalars', '{ scored }', { scored: { any: 'thing' } }, 6],
    ['data that is null as nothing', '{ heavy }', null, 0],
  ])('counts %s', (_what, query, data, cost) => {
    expect(actual(query, data)).toBe(cost);
  });

  it('is never over the estimate when lists are no longer than it was taken', () => {
    const query = '{ paged(first: 2) { edges { node { author { name } } } } books { title } }';
    const book = { title: 't', author: { name: 'n' } };
    const data = { paged: { edges: [{ node: book }, { node: book }] }, books: Array.from({ length: 10 }, () => book) };
    expect(actual(query, data)).toBe(estimate(query).cost);
  });
});

describe('readCostDirectives()', () => {
  const read = (text: string) => readCostDirectives({ document: parse(text), directives: new Map() });

  it('reads weights as whole numbers, fractions and texts', () => {
    const costs = read('type A @cost(weight: 2) { b(c: Int @cost(weight: "1.5")): Int @cost(weight: 0.5) }');
    expect([costs.weightOf('A'), costs.weightOf('A.b'), costs.weightOf('A.b(c:)'), costs.weightOf('B')]).toEqual([
      2,
      0.5,
      1.5,
      undefined,
    ]);
  });

  it.each(['weight: "heavy"', 'weight: ""', 'weight: true', 'wait: 1'])('refuses @cost(%s)', (argument) => {
    expect(() => read(`type A { b: Int @cost(${argument}) }`)).toThrow(SyntaxError);
  });
});
