import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { get, importOf, json, lines, type Node, post, ref } from './import-openapi.test-kit.js';

const text = { type: 'string' };
const keys = [
  '__proto__',
  'constructor',
  'true',
  '1st',
  'a b',
  'a-b',
  '用户',
  'a"b',
  '->map(@)',
  '',
  'k'.repeat(10_000),
];
/** An object of an own property for each key, `__proto__` included. */
const odd = JSON.parse(
  `{"type":"object","properties":{${keys.map((key) => `${JSON.stringify(key)}:{"type":"string"}`).join(',')}}}`,
) as Node;

describe('importOpenApi() on documents that mean no good', () => {
  it('writes no SDL that a document has in its texts and names', async () => {
    const evil = '""" }\ntype Evil { a: Int } #';
    const { sdl } = await importOf(
      {
        '/__proto__': get(ref('Odd'), {
          operationId: '__proto__',
          description: evil,
          tags: ['__proto__', 'constructor', ' '],
          parameters: keys.map((name) => ({ name, in: 'query', schema: { ...text, default: evil } })),
        }),
        '/x': get(ref('Query'), { operationId: evil }),
        '/y': post(ref('Odd'), { operationId: 'k'.repeat(10_000) }),
      },
      {
        schemas: { Odd: { ...odd, description: evil }, Query: { type: 'object', properties: { a: text } } },
        root: { info: { title: `Pets\n} ${evil}`, version: '1' } },
      },
    );
    const names = parse(sdl).definitions.flatMap((one) =>
      'name' in one && one.name !== undefined ? one.name.value : [],
    );
    expect(names).toEqual(['Query', 'Mutation', 'Odd', 'TypeEvilAIntResult', 'OddInput']);
    expect(sdl).toContain('proto: __proto__?');
    expect(sdl).not.toContain('k'.repeat(10_001));
  });

  it('does not take an address with braces, which would be a mapping', async () => {
    const servers = [{ url: 'https://{tenant}.example', variables: { tenant: { default: 'a}b{$config.secret' } } }];
    const { sdl, notes } = await importOf({ '/a': get(text) }, { root: { servers } });
    expect(sdl).toContain('baseURL: "http://localhost"');
    expect(notes.map(({ subject }) => subject)).toEqual(['servers']);
  });

  const circles: ReadonlyArray<readonly [string, Node]> = [
    ['allOf', { allOf: [ref('A'), { type: 'object', properties: { x: text } }] }],
    ['oneOf', { oneOf: [ref('A'), text] }],
    ['items', { type: 'array', items: ref('A') }],
    ['a property', { type: 'object', properties: { a: ref('A'), x: text } }],
  ];
  it.each(circles)('ends on a schema that leads back to itself by %s, sent and answered', async (_case, A) => {
    const { counts } = await importOf({ '/a': { ...get(ref('A')), ...post(ref('A')) } }, { schemas: { A } });
    expect(counts.imported).toBe(2);
  });

  /** Schemas that lead from one to the next, by properties of these names. */
  const chain = (length: number, names: readonly string[]): Node =>
    Object.fromEntries(
      Array.from({ length }, (_, index) => {
        const next = index + 1 < length ? ref(`S${index + 1}`) : text;
        return [`S${index}`, { type: 'object', properties: Object.fromEntries(names.map((name) => [name, next])) }];
      }),
    );

  it.each([
    ['answered', { '/a': get(ref('S0')) }],
    ['sent', { '/a': post(ref('S0')) }],
  ])('refuses schemas without an end in sight that are %s', async (_case, paths) => {
    const schemas = chain(20_000, ['the-next']);
    await expect(importOf(paths, { schemas })).rejects.toMatchObject({ code: 'IMPORT_TOO_LARGE' });
  });

  it.each([
    [40, ['n'], 'a: S0'],
    [41, ['n'], 'a: JSON'],
    [60, ['l', 'r'], 'a: JSON'],
  ])('answers JSON where no selection can name it all: %i levels of %j', async (length, names, field) => {
    const { sdl } = await importOf({ '/a': get(ref('S0'), { operationId: 'a' }) }, { schemas: chain(length, names) });
    expect(lines(sdl)).toContain(field);
  });

  it('keeps the names of what is sent and too large to translate, and of all within it', async () => {
    const { sdl, counts } = await importOf({ '/a': post(ref('S0')) }, { schemas: chain(20, ['l_x', 'r_x']) });
    expect(counts.imported).toBe(1);
    expect(sdl).toContain('body: "$args.input?"');
    expect(sdl.match(/l_x: S\d+Input/g)).toHaveLength(19);
  });

  it('leaves out what is sent, too large to translate and has names that are none', async () => {
    const { notes, counts } = await importOf(
      { '/a': post(ref('S0')), '/b': get(text) },
      { schemas: chain(20, ['l-x', 'r-x']) },
    );
    expect(counts).toMatchObject({ imported: 1, notExpressible: 1 });
    expect(notes[0]?.reason).toContain('its body is too large to translate');
  });

  it.each([
    [1_000, 'a: AResult'],
    [1_001, 'a: String'],
  ])('has enums of at most 1000 values: %i', async (count, field) => {
    const values = Array.from({ length: count }, (_, index) => `V${index}`);
    const { sdl } = await importOf({ '/a': get({ ...text, enum: values }, { operationId: 'a' }) });
    expect(lines(sdl)).toContain(field);
  });

  it.each([
    [500, 2],
    [501, 1],
  ])('has operations of at most 500 parameters: %i', async (count, imported) => {
    const parameters = Array.from({ length: count }, (_, index) => ({ name: `p${index}`, in: 'query', schema: text }));
    const { counts } = await importOf({ '/a': get(json(text), { parameters }), '/b': get(text) });
    expect(counts.imported).toBe(imported);
  });
});
