import { buildSubgraphSchema } from '@apollo/subgraph';
import type { PreparedFetch, Source, SourceOperation } from '@facet/gateway';
import {
  execute,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  Kind,
  parse,
  type SelectionSetNode,
  validate,
} from 'graphql';
import { makeValue, type Node, nodeOf } from '../world/datum.js';
import { parseFieldSet, projectJson, type TypeMatch } from '../world/field-set.js';
import { hash } from '../world/stable-json.js';
import { readSubgraphFacts, type SubgraphFacts } from '../world/subgraph-facts.js';
import type { World } from '../world/world.js';
import { inputsOf, type Monolith, noteMutation } from './monolith.js';
import { createReferences, type Representation } from './references.js';

/** What every subgraph links. */
export const federationLink =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@external", "@requires", "@provides", "@inaccessible", "@interfaceObject", "@override"])\n';

/** An object within one subgraph. */
interface Held {
  readonly node: Node;
  /** As it came in: the only place that `@requires` may read from. */
  readonly representation?: Representation;
  /** What a `@provides` lets this subgraph answer here although it is `@external`. */
  readonly provided?: SelectionSetNode;
}

/** What an operation leaves behind. */
export interface RunState {
  readonly journal: string[];
}

/** What every subgraph of a world shares. */
export interface SubgraphContext {
  readonly world: World;
  readonly monolith: Monolith;
  readonly matches: TypeMatch;
  /** Fields that other subgraphs took over, by subgraph: `Type.field`. */
  readonly overridden: ReadonlyMap<string, ReadonlySet<string>>;
  /** The state of the operation that a request belongs to. */
  readonly stateOf: (request: object) => RunState;
}

interface Subgraph extends SubgraphContext {
  readonly name: string;
  readonly facts: SubgraphFacts;
  readonly schema: GraphQLSchema;
}

type ResolveField = (
  held: Held,
  args: Readonly<Record<string, unknown>>,
  state: RunState,
  info: GraphQLResolveInfo,
) => unknown;

/**
 * A subgraph in process that trusts nobody: it refuses operations that are invalid, representations without a key,
 * `@requires` fields without what they require, and fields that another subgraph has to answer.
 */
export function createSubgraph(name: string, context: SubgraphContext): Source {
  const sdl = context.world.subgraphs[name] ?? '';
  const schema = buildSubgraphSchema(parse(federationLink + sdl, { noLocation: true }));
  const subgraph: Subgraph = { ...context, name, schema, facts: readSubgraphFacts(sdl) };
  setTypeResolvers(subgraph);
  setEntitiesResolver(subgraph);
  const resolveField = createFieldResolver(subgraph);
  return {
    name,
    kind: 'local',
    prepare: (operation) => prepare(operation, subgraph, resolveField),
    probe: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

/** An object whose type this subgraph does not know is one of its `@interfaceObject`s. */
function setTypeResolvers({ schema, facts, matches }: Subgraph): void {
  const typeHere = ({ node }: Held): string =>
    isObjectType(schema.getType(node.type))
      ? node.type
      : ([...facts.interfaceObjects].find((name) => matches(node.type, name)) ?? node.type);
  for (const type of Object.values(schema.getTypeMap())) {
    if (isAbstractType(type)) type.resolveType = typeHere;
  }
}

/** The library's own resolver would want a type name on every object. */
function setEntitiesResolver(subgraph: Subgraph): void {
  const field = subgraph.schema.getQueryType()?.getFields()['_entities'];
  if (field === undefined) return;
  const find = createReferences(subgraph);
  field.resolve = (_root, { representations }: { readonly representations: readonly Representation[] }) =>
    representations.map((representation) => {
      const node = find(representation);
      return node === null ? null : ({ node, representation } satisfies Held);
    });
}

function createFieldResolver(subgraph: Subgraph): ResolveField {
  const { facts, world } = subgraph;
  const overridden = subgraph.overridden.get(subgraph.name);
  return (held, args, state, info) => {
    const coordinate = `${info.parentType.name}.${info.fieldName}`;
    noteMutation(state.journal, args, info);
    if (overridden?.has(coordinate)) throw misuse(subgraph, `${coordinate} is overridden elsewhere`);
    const provided = providedField(held.provided, info.fieldName);
    if (facts.external.has(coordinate) && provided === undefined) {
      throw misuse(subgraph, `${coordinate} is external`);
    }
    const datum = held.node.facts[info.fieldName];
    if (datum === undefined) throw new Error(`No datum for ${coordinate}`);
    const value = makeValue(datum, world.entities, inputsOf(args, requiredOf(subgraph, held, coordinate)));
    if (!isCompositeType(getNamedType(info.returnType))) return value;
    const provides = facts.provides.get(coordinate);
    const below = provides === undefined ? provided?.selectionSet : parseFieldSet(provides);
    return hold(value, below);
  };
}

/** What the representation brought for a field's `@requires`. */
function requiredOf(subgraph: Subgraph, held: Held, coordinate: string): unknown {
  const fieldSet = subgraph.facts.requires.get(coordinate);
  if (fieldSet === undefined) return undefined;
  const projected = projectJson(parseFieldSet(fieldSet), held.representation ?? {}, subgraph.matches);
  if ('missing' in projected) throw misuse(subgraph, `${coordinate} was asked for without ${projected.missing}`);
  return projected.value;
}

function misuse({ name }: Subgraph, what: string): Error {
  return new Error(`MISUSE: subgraph ${name}: ${what}`);
}

function providedField(provided: SelectionSetNode | undefined, name: string) {
  return provided?.selections.find((selection) => selection.kind === Kind.FIELD && selection.name.value === name) as
    | { readonly selectionSet?: SelectionSetNode }
    | undefined;
}

function hold(value: unknown, provided: SelectionSetNode | undefined): unknown {
  if (value === null || value instanceof Error) return value;
  if (Array.isArray(value)) return value.map((item) => hold(item, provided));
  const held: Held = { node: value as Node };
  return provided === undefined ? held : { ...held, provided };
}

function prepare(operation: SourceOperation, subgraph: Subgraph, fieldResolver: ResolveField): PreparedFetch {
  const { schema, world, name } = subgraph;
  const document = parse(operation.text, { noLocation: true });
  const problems = validate(schema, document);
  if (problems.length > 0) throw misuse(subgraph, `${problems[0]?.message} in ${operation.text}`);
  const root = nodeOf(operation.kind === 'mutation' ? 'Mutation' : 'Query', world.entities);
  const ticks = hash(name + operation.text) % 4;
  return async ({ variables, representations, request }) => {
    // Sources answer in any order.
    for (let i = 0; i < ticks; i++) await new Promise((resolve) => setImmediate(resolve));
    const entities = representations === undefined ? {} : { representations: JSON.parse(representations.list()) };
    const { data, errors = [] } = await execute({
      schema,
      document,
      variableValues: { ...variables, ...entities },
      rootValue: { node: root } satisfies Held,
      contextValue: subgraph.stateOf(request),
      fieldResolver: fieldResolver as never,
    });
    return {
      // As it would come over the wire: the gateway may keep and change it.
      data: data === undefined ? undefined : JSON.parse(JSON.stringify(data)),
      errors: errors.map(({ message, path, extensions }) => ({ message, extensions, ...(path && { path }) })),
    };
  };
}
