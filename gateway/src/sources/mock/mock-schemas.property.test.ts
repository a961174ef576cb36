import { composeServices } from '@apollo/composition';
import fc from 'fast-check';
import {
  type GraphQLNamedType,
  getNamedType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  isUnionType,
  parse,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { anonymous } from '../../auth/identity.js';
import { representationsOf } from '../../executor/representations.js';
import { readSupergraph } from '../../supergraph/supergraph.js';
import { createMockSource } from './mock-source.js';

const words = [
  'name',
  'email',
  'url',
  'price',
  'city',
  'createdAt',
  'uuid',
  'count',
  'description',
  'status',
  'authorId',
  'x1',
];
const scalars = [
  'ID',
  'String',
  'Int',
  'Float',
  'Boolean',
  'DateTime',
  'JSON',
  'Decimal',
  'UUID',
  'Whatever',
  'Colour',
  'Level',
];

interface FieldPlan {
  readonly name: string;
  readonly type: string;
  readonly wrap: (type: string) => string;
  readonly args: string;
}

interface TypePlan {
  readonly key: '' | ' @key(fields: "id")' | ' @key(fields: "id") @key(fields: "code level")';
  /** Types of `id` and `code`. */
  readonly id: string;
  readonly code: string;
  readonly fields: readonly FieldPlan[];
}

const wraps: ReadonlyArray<(type: string) => string> = [
  (type) => type,
  (type) => `${type}!`,
  (type) => `[${type}]`,
  (type) => `[${type}!]!`,
  (type) => `[[${type}!]!]`,
];

const field = fc.record<FieldPlan>({
  name: fc.constantFrom(...words),
  type: fc.constantFrom(...scalars, 'T0', 'T1', 'T2', 'Node', 'Any_'),
  wrap: fc.constantFrom(...wraps),
  args: fc.constantFrom('', '(first: Int)', '(id: ID!, level: Level)', '(filter: Filter)'),
});

const type = fc.record<TypePlan>({
  key: fc.constantFrom('', ' @key(fields: "id")', ' @key(fields: "id") @key(fields: "code level")'),
  id: fc.constantFrom('ID', 'String', 'Int', 'UUID', 'DateTime', 'Whatever'),
  code: fc.constantFrom('String', 'Int', 'Float', 'Day', 'Url', 'EmailAddress', 'BigInt', 'UUID'),
  fields: fc.uniqueArray(field, { maxLength: 6, selector: ({ name }) => name }),
});

const schemas = fc.tuple(
  type,
  type,
  type,
  fc.uniqueArray(field, { minLength: 1, maxLength: 5, selector: ({ name }) => name }),
);

function printFields(fields: readonly FieldPlan[]): string {
  return fields.map(({ name, type: named, wrap, args }) => `${name}${args}: ${wrap(named)}`).join('\n  ');
}

function sdlOf([a, b, c, root]: readonly [TypePlan, TypePlan, TypePlan, readonly FieldPlan[]]): string {
  const types = [a, b, c].map(
    ({ key, id, code, fields }, index) =>
      `type T${index}${id === 'ID' ? ' implements Node' : ''}${key} {\n  id: ${id}!\n  code: ${code}!\n  level: Level!\n  ${printFields(fields)}\n}`,
  );
  return `extend schema @link(url: "https://specs.apollo.dev/federation/v2.8", import: ["@key"])
    scalar DateTime scalar JSON scalar Decimal scalar UUID scalar Whatever scalar Day scalar Url scalar EmailAddress scalar BigInt
    enum Colour { RED GREEN } enum Level { LOW HIGH }
    input Filter { name: String id: ID level: Level }
    interface Node { id: ID! }
    type Lone implements Node { id: ID! }
    union Any_ = T0 | T1 | T2
    ${types.join('\n')}
    type Query {\n  all: [Any_!]!\n  ${printFields(root)}\n}`;
}

/** The fields of all keys of a type, under names of their own: their types differ from type to type. */
function selectKeys(name: string): string {
  return `... on ${name} { ${name}_id: id ${name}_code: code level }`;
}

/** The keys of a type; those of `Query` are none. */
function keyOf(plan: readonly unknown[], typeName: string): string {
  return (plan[Number(/^T(\d)$/.exec(typeName)?.[1] ?? -1)] as TypePlan | undefined)?.key ?? '';
}

/** Everything of a type, three levels down. */
function selectAll(
  named: GraphQLNamedType,
  possible: (type: GraphQLNamedType) => readonly GraphQLNamedType[],
  depth: number,
): string {
  if (isInterfaceType(named) || isUnionType(named)) {
    const each = possible(named).map((one) => `... on ${one.name} { ${selectAll(one, possible, depth)} }`);
    return `__typename ${each.join(' ')}`;
  }
  if (!isObjectType(named)) return '';
  const parts = Object.values(named.getFields()).flatMap(({ name, type: output, args }) => {
    if (name.startsWith('_')) return [];
    const inner = getNamedType(output);
    const required = args.some((one) => one.name === 'id') ? '(id: "x-1")' : '';
    const asked = `${named.name}_${name}: ${name}${required}`;
    if (isLeafType(inner)) return [asked];
    return depth === 0 ? [] : [`${asked} { ${selectAll(inner, possible, depth - 1)} }`];
  });
  return `__typename ${parts.join(' ')}`;
}

async function fetchFrom(
  sdl: string,
  text: (schema: ReturnType<typeof readSupergraph>['apiSchema']) => string,
  representations?: readonly object[],
) {
  const { supergraphSdl, errors } = composeServices([
    { name: 'shop', url: 'http://shop.invalid', typeDefs: parse(sdl) },
  ]);
  if (supergraphSdl === undefined) throw new Error(`${errors?.map(String).join('\n')}\n${sdl}`);
  const supergraph = readSupergraph(supergraphSdl);
  const source = createMockSource({
    name: 'shop',
    enumValue: 'SHOP',
    supergraph,
    settings: { listSize: 2 },
    timeoutMs: 1000,
  });
  const send = source.prepare({ kind: 'query', text: text(supergraph.apiSchema), name: undefined, variableNames: [] });
  return send({
    variables: {},
    ...(representations && { representations: representationsOf(representations.map((one) => JSON.stringify(one))) }),
    request: { clientGraph: 'test', correlationId: 'test', headers: new Map(), identity: anonymous },
    signal: new AbortController().signal,
  });
}

/** The objects of an answer that are entities, with the values that they were given. */
function objectsIn(value: unknown): ReadonlyArray<Readonly<Record<string, unknown>>> {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  if (typeof value !== 'object' || value === null) return [];
  return [value as Readonly<Record<string, unknown>>, ...Object.values(value).flatMap(objectsIn)];
}

describe('createMockSource() on any schema', () => {
  it('gives every field a value that its type can have, and every entity the same ones wherever it is', {
    timeout: 60_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(schemas, async (plan) => {
        const { data, errors } = await fetchFrom(sdlOf(plan), (schema) => {
          const query = schema.getQueryType();
          if (query === undefined || query === null) throw new Error('there is no Query');
          const possible = (one: GraphQLNamedType) =>
            isInterfaceType(one) || isUnionType(one) ? schema.getPossibleTypes(one) : [];
          return `{ ${selectAll(query, possible, 2)} }`;
        });
        expect(errors).toEqual([]);
        // Nothing is null unless it is asked for.
        expect(
          objectsIn(data)
            .flatMap((object) => Object.values(object))
            .flat(2),
        ).not.toContain(null);
        const seen = new Map<string, Readonly<Record<string, unknown>>>();
        for (const object of objectsIn(data)) {
          const name = String(object['__typename']);
          const key = `${name} ${String(object[`${name}_id`])}`;
          const known = seen.get(key);
          seen.set(key, { ...known, ...object });
          if (known === undefined || keyOf(plan, name) === '') continue;
          for (const [fieldName, value] of Object.entries(object)) {
            // Objects are asked for less the deeper they are.
            if (typeof value !== 'object' && fieldName in known)
              expect([key, fieldName, value]).toEqual([key, fieldName, known[fieldName]]);
          }
        }
      }),
      { numRuns: 25 },
    );
  });

  it('understands the keys that it has made itself, all of them', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(schemas, async (plan) => {
        const sdl = sdlOf(plan);
        const listed = await fetchFrom(
          sdl,
          () => `{ all { __typename ${['T0', 'T1', 'T2'].map(selectKeys).join(' ')} } }`,
        );
        const objects = (objectsIn(listed.data?.['all']) as ReadonlyArray<Readonly<Record<string, string>>>).filter(
          ({ __typename = '' }) => keyOf(plan, __typename) !== '',
        );
        const isCompound = ({ __typename = '' }) => keyOf(plan, __typename).includes('code');
        const asked = objects.flatMap((object) => [
          { __typename: object['__typename'], id: object[`${object['__typename']}_id`] },
          ...(isCompound(object)
            ? [
                {
                  __typename: object['__typename'],
                  code: object[`${object['__typename']}_code`],
                  level: object['level'],
                },
              ]
            : []),
        ]);
        if (asked.length === 0) return;
        const names = [...new Set(asked.map(({ __typename }) => String(__typename)))];
        const text = `query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename ${names.map(selectKeys).join(' ')} } }`;
        const { data, errors } = await fetchFrom(sdl, () => text, asked);
        expect(errors).toEqual([]);
        const wanted = objects.flatMap((object) => (isCompound(object) ? [object, object] : [object]));
        expect(JSON.parse(JSON.stringify(data?.['_entities']))).toEqual(JSON.parse(JSON.stringify(wanted)));
      }),
      { numRuns: 25 },
    );
  });
});
