import { composeServices } from '@apollo/composition';
import { parse, printSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createLocator } from '../subgraph/locate-coordinate.js';
import { parseSubgraph } from '../subgraph/subgraph-file.js';
import { applyContract } from './apply-contract.js';
import type { Contract } from './contract.js';

const federation = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.11",
  import: ["@external", "@inaccessible", "@interfaceObject", "@key", "@override", "@requires", "@shareable", "@tag"])`;

type Subgraphs = Readonly<Record<string, string>>;

function supergraphOf(subgraphs: Subgraphs): string {
  const services = Object.entries(subgraphs).map(([name, sdl]) => {
    return { name, url: `http://${name}`, typeDefs: parse(`${federation}\n${sdl}`) };
  });
  const { supergraphSdl, errors } = composeServices(services);
  if (supergraphSdl === undefined) throw new Error(errors?.map(String).join('\n'));
  return supergraphSdl;
}

/** The API schema after a contract; "own" is the client graph's own subgraph. */
function shown(subgraphs: Subgraphs, contract: Partial<Contract>): string {
  const result = applyContract(supergraphOf(subgraphs), { include: [], exclude: [], ...contract }, { own: 'own' });
  expect(result.problems.filter(({ severity }) => severity !== 'warning')).toEqual([]);
  if (result.apiSchema === undefined) throw new Error('There is no API schema');
  return printSchema(result.apiSchema).replace(/\s+/g, ' ');
}

function problemsOf(sdl: string, contract: Partial<Contract>) {
  const file = { name: 'a', url: 'http://a', file: 'a.graphql', sdl: `${federation}\n${sdl}` };
  const parsed = parseSubgraph(file);
  if ('code' in parsed) throw new Error(parsed.message);
  const result = applyContract(
    supergraphOf({ a: sdl }),
    { include: [], exclude: [], ...contract },
    { locate: createLocator([parsed]) },
  );
  return { ...result, problems: result.problems.map(({ hint: _, ...problem }) => problem) };
}

const web = { include: ['web'] };
const noSecrets = { exclude: ['secret'] };

describe('applyContract() with included tags', () => {
  it('hides fields without one of them and shows a type when one of its fields is shown', () => {
    const sdl = `type Query { a: T @tag(name: "web") b: Int }
      type T { x: Int @tag(name: "web") y: Int @tag(name: "phone") z: Int }`;

    expect(shown({ a: sdl }, web)).toBe('type Query { a: T } type T { x: Int }');
    expect(shown({ a: sdl }, { include: ['web', 'phone'] })).toBe('type Query { a: T } type T { x: Int y: Int }');
  });

  it("takes a type's tags for its fields'", () => {
    const sdl = 'type Query { a: T @tag(name: "web") } type T @tag(name: "web") { x: Int y: Int }';

    expect(shown({ a: sdl }, web)).toBe('type Query { a: T } type T { x: Int y: Int }');
  });

  it('asks for no tag on arguments, input fields, enum values and scalars', () => {
    const sdl = 'type Query { a(i: I, e: E): S @tag(name: "web") } input I { x: Int } enum E { V } scalar S';

    expect(shown({ a: sdl }, web)).toBe('enum E { V } input I { x: Int } type Query { a(i: I, e: E): S } scalar S');
  });

  it('asks for a tag on a union', () => {
    const sdl = `type Query { a: T @tag(name: "web") u: U @tag(name: "web") }
      union U @tag(name: "web") = T | V union W = T
      type T @tag(name: "web") { x: Int w: W @tag(name: "phone") } type V { x: Int }`;

    // V has nothing to show, so that it is no member any more
    expect(shown({ a: sdl.replace('w: W @tag(name: "phone")', '') }, web)).toBe(
      'type Query { a: T u: U } type T { x: Int } union U = T',
    );
    expect(problemsOf(sdl, web).problems.map(({ code, message }) => [code, message])).toEqual([
      ['CONTRACT_SHOWS_HIDDEN_TYPE', 'The contract shows "T.w" but hides its type "W"'],
    ]);
  });

  it('hides types that only hidden fields lead to: objects, interfaces, unions, inputs, enums, scalars', () => {
    const sdl = `type Query { a: Int @tag(name: "web") hidden(i: I): N u: U }
      interface N @tag(name: "web") { x: S } type T implements N @tag(name: "web") { x: S e: E }
      union U @tag(name: "web") = T input I { j: J } input J { e: E } enum E { V } scalar S`;

    expect(shown({ a: sdl }, web)).toBe('type Query { a: Int }');
  });

  it('shows the types behind an interface or union that a shown field returns, and the interfaces of a type', () => {
    const sdl = `type Query { n: N @tag(name: "web") t: T @tag(name: "web") }
      interface N @tag(name: "web") { x: Int } type A implements N @tag(name: "web") { x: Int } type B implements N { x: Int @tag(name: "web") }
      interface M @tag(name: "web") { y: Int } type T implements M @tag(name: "web") { y: Int } type Other implements M @tag(name: "web") { y: Int }`;

    // Other cannot be met: no field returns an M
    expect(shown({ a: sdl }, web)).toBe(
      'type A implements N { x: Int } type B implements N { x: Int } interface M { y: Int } interface N { x: Int } type Query { n: N t: T } type T implements M { y: Int }',
    );
  });

  it('hides a root type with nothing to show', () => {
    const sdl = 'type Query { a: Int @tag(name: "web") } type Mutation { b: Int }';

    expect(shown({ a: sdl }, web)).toBe('type Query { a: Int }');
  });

  it('goes round in circles without getting lost', () => {
    const sdl = `type Query { a: A @tag(name: "web") } input I { i: I }
      type A @tag(name: "web") { b(i: I): B } type B @tag(name: "web") { a: A b: [B] }`;

    expect(shown({ a: sdl }, web)).toBe(
      'type A { b(i: I): B } type B { a: A b: [B] } input I { i: I } type Query { a: A }',
    );
  });
});

describe('applyContract() with excluded tags', () => {
  it.each([
    ['a field', 'type Query { a: Int b: Int @ }', 'type Query { a: Int }'],
    ['a type and its fields', 'type Query { a: Int } type T @ { x: Int }', 'type Query { a: Int }'],
    ['an argument', 'type Query { a(x: Int @, y: Int): Int }', 'type Query { a(y: Int): Int }'],
    [
      'an input field',
      'type Query { a(i: I): Int } input I { x: Int @ y: Int }',
      'input I { y: Int } type Query { a(i: I): Int }',
    ],
    ['an enum value', 'type Query { e: E } enum E { A B @ }', 'enum E { A } type Query { e: E }'],
    [
      'a member of a union',
      'type Query { u: U } union U = A | B type A { x: Int } type B @ { x: Int }',
      'type A { x: Int } type Query { u: U } union U = A',
    ],
  ])('hides %s', (_, sdl, expected) => {
    expect(shown({ a: sdl.replace('@', '@tag(name: "secret")') }, noSecrets)).toBe(expected);
  });

  it('lets an excluded tag win over an included one', () => {
    const sdl = `type Query { a: Int @tag(name: "web") b: Int @tag(name: "web") @tag(name: "secret") t: Int @tag(name: "web") }
      type T @tag(name: "secret") { x: Int @tag(name: "web") }`;

    expect(shown({ a: sdl }, { ...web, ...noSecrets })).toBe('type Query { a: Int t: Int }');
  });

  it('keeps what is inaccessible already', () => {
    const sdl = 'type Query { a: Int b: Int @inaccessible c: Int @tag(name: "secret") }';

    expect(shown({ a: sdl }, noSecrets)).toBe('type Query { a: Int }');
  });

  it('warns of an excluded tag that nothing has', () => {
    const { problems, supergraph } = problemsOf('type Query { a: Int @tag(name: "secret") b: Int }', {
      exclude: ['secret', 'sceret'],
    });

    expect(supergraph).toContain('@inaccessible');
    expect(problems).toEqual([
      {
        code: 'CONTRACT_TAG_UNKNOWN',
        message: 'The contract excludes the tag "sceret", which nothing has',
        severity: 'warning',
      },
    ]);
  });
});

describe("applyContract() with the client graph's own subgraph", () => {
  const shared = `type Query { t: T @tag(name: "web") }
    type T @key(fields: "id") { id: ID! x: Int y: Int @tag(name: "web") s: Int @tag(name: "secret") }`;

  it('shows what only it declares, and hides keys and @external fields that have no tag', () => {
    const own = `type Query { screen: Screen } type Screen { t: T } union U = Screen
      type T @key(fields: "id") { id: ID! x: Int @external label: String @requires(fields: "x") more: U }`;

    expect(shown({ shared, own }, web)).toBe(
      'type Query { screen: Screen t: T } type Screen { t: T } type T { label: String more: U y: Int } union U = Screen',
    );
  });

  it('shows nothing more of a shareable field that others resolve as well', () => {
    const sharing = shared.replace('x: Int', 'x: Int @shareable');
    const own = 'type T @key(fields: "id") { id: ID! x: Int @shareable label: String }';

    expect(shown({ shared: sharing, own }, web)).toBe('type Query { t: T } type T { label: String y: Int }');
  });

  it('shows a field that it has taken over', () => {
    const own = 'type T @key(fields: "id") { id: ID! x: Int @override(from: "shared") }';

    expect(shown({ shared, own }, web)).toBe('type Query { t: T } type T { x: Int y: Int }');
  });

  it('shows what it adds to all types of an interface by @interfaceObject', () => {
    const nodes = `type Query { n: N @tag(name: "web") }
      interface N @key(fields: "id") { id: ID! @tag(name: "web") } type T implements N @key(fields: "id") { id: ID! @tag(name: "web") }`;
    const own = 'type N @interfaceObject @key(fields: "id") { id: ID! label: String }';

    expect(shown({ nodes, own }, web)).toBe(
      'interface N { id: ID! label: String } type Query { n: N } type T implements N { id: ID! label: String }',
    );
  });

  it('hides what it excludes itself', () => {
    const own = 'type Query { a: Int b: Int @tag(name: "secret") }';

    expect(shown({ shared, own }, { ...web, ...noSecrets })).toBe('type Query { a: Int t: T } type T { y: Int }');
  });

  it('hides what other subgraphs declare when there is no such subgraph', () => {
    expect(shown({ shared }, web)).toBe('type Query { t: T } type T { y: Int }');
  });
});

describe('applyContract()', () => {
  it('hides nothing by an empty contract and adds no link', () => {
    const supergraph = supergraphOf({ a: 'type Query { a: Int @tag(name: "web") } type Lonely { x: Int }' });

    const result = applyContract(supergraph, { include: [], exclude: [] });
    expect(result.supergraph).toBe(supergraph);
  });

  it('leaves the planner everything: the same supergraph but for @inaccessible and its link', () => {
    const supergraph = supergraphOf({ a: 'type Query { a: Int @tag(name: "web") b: T } type T { x: Int }' });

    const { supergraph: hidden = '' } = applyContract(supergraph, { include: ['web'], exclude: [] });
    const added = hidden.split('\n').filter((line) => !supergraph.split('\n').includes(line));
    expect(added.filter((line) => line !== '')).toEqual([
      '  @link(url: "https://specs.apollo.dev/inaccessible/v0.2", for: SECURITY)',
      expect.stringMatching(/^directive @inaccessible on /),
      '  b: T @inaccessible',
      '  @inaccessible',
    ]);
  });

  it('uses the name under which the supergraph has @inaccessible and @tag', () => {
    const renamed = federation
      .replace('"@tag"', '{ name: "@tag", as: "@label" }')
      .replace('"@inaccessible"', '{ name: "@inaccessible", as: "@private" }');
    const sdl = `${renamed}\ntype Query { a: Int b: Int @label(name: "secret") c: Int @private }`;
    const { supergraphSdl = '' } = composeServices([{ name: 'a', url: 'http://a', typeDefs: parse(sdl) }]);

    const { supergraph, apiSchema } = applyContract(supergraphSdl, { include: [], exclude: ['secret'] });
    expect(supergraph).toContain('b: Int @label(name: "secret") @private');
    expect(apiSchema && printSchema(apiSchema)).toBe('type Query {\n  a: Int\n}');
  });

  it('keeps types that arguments of directives need which subgraphs compose', () => {
    const sdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.11", import: ["@composeDirective", "@tag"])
      @link(url: "https://specs.example.com/mood/v1.0", import: ["@mood"]) @composeDirective(name: "@mood")
      directive @mood(is: Mood) on FIELD_DEFINITION
      enum Mood { GOOD } type Query { a: Int @mood(is: GOOD) @tag(name: "web") }`;
    const { supergraphSdl = '' } = composeServices([{ name: 'a', url: 'http://a', typeDefs: parse(sdl) }]);

    expect(applyContract(supergraphSdl, { include: ['web'], exclude: [] }).problems).toEqual([]);
  });

  it('keeps types that arguments of executable directives need', () => {
    const { supergraphSdl = '' } = composeServices(
      ['a', 'b'].map((name) => ({
        name,
        url: `http://${name}`,
        typeDefs: parse(
          `${federation}\ndirective @only(on: Day) on FIELD\nenum Day { MON }\ntype Query { ${name}: Int @tag(name: "web") }`,
        ),
      })),
    );

    const { apiSchema, problems } = applyContract(supergraphSdl, { include: ['web'], exclude: [] });
    expect(problems).toEqual([]);
    expect(apiSchema?.getDirective('only')?.args.map(({ type }) => String(type))).toEqual(['Day']);
  });
});

describe('applyContract() reports', () => {
  it('a tag that is included and excluded', () => {
    expect(problemsOf('type Query { a: Int }', { include: ['x', 'y'], exclude: ['y'] }).problems).toEqual([
      { code: 'CONTRACT_CONTRADICTS_ITSELF', message: 'The contract includes and excludes the tag "y"' },
    ]);
  });

  it('a contract that hides everything', () => {
    const { problems, supergraph } = problemsOf('type Query { a: Int @tag(name: "phone") }', web);

    expect(supergraph).toBeUndefined();
    expect(problems).toEqual([
      {
        code: 'CONTRACT_HIDES_EVERYTHING',
        message: 'The contract hides every field of Query: include [web], exclude []',
      },
    ]);
  });

  it.each([
    [
      'a shown field of a hidden type',
      'type Query { a: Int\n  t: T }\ntype T @ { x: Int }',
      'CONTRACT_SHOWS_HIDDEN_TYPE',
      'The contract shows "Query.t" but hides its type "T"',
      4,
    ],
    [
      'a shown argument of a hidden type',
      'type Query { a(\n  i: I): Int }\ninput I @ { x: Int }',
      'CONTRACT_SHOWS_HIDDEN_TYPE',
      'The contract shows "Query.a(i:)" but hides its type "I"',
      4,
    ],
    [
      'a required argument that is hidden',
      'type Query {\n  a(x: Int! @): Int }',
      'CONTRACT_HIDES_REQUIRED',
      'The contract hides "Query.a(x:)", which is required: no client could use what it belongs to',
      4,
    ],
    [
      'a required input field that is hidden',
      'type Query { a(i: I): Int }\ninput I { y: Int\n  x: Int! @ }',
      'CONTRACT_HIDES_REQUIRED',
      'The contract hides "I.x", which is required: no client could use what it belongs to',
      5,
    ],
    [
      'a hidden field that implements a shown one',
      'type Query { n: N }\ninterface N {\n  x: Int }\ntype T implements N { y: Int x: Int @ }',
      'CONTRACT_HIDES_IMPLEMENTATION',
      'The contract shows "N.x" of an interface but hides "T.x", which implements it',
      5,
    ],
    [
      'a hidden enum value that a default value uses',
      'type Query { a(\n  e: E = B): Int }\nenum E { A B @ }',
      'CONTRACT_HIDES_DEFAULT',
      expect.stringContaining('which the default value of "Query.a(e:)" uses'),
      4,
    ],
  ])('%s, with its place', (_, sdl, code, message, line) => {
    const { problems, supergraph } = problemsOf(sdl.replace(' @', ' @tag(name: "secret")'), noSecrets);

    expect(supergraph).toBeUndefined();
    expect(problems).toEqual([{ code, message, file: 'a.graphql', line, column: expect.any(Number) }]);
  });
});
