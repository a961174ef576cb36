import {
  type DirectiveNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isLeafType,
  isObjectType,
  valueFromASTUntyped,
} from 'graphql';
import { GatewayError } from '../../errors/gateway-error.js';
import type { LiftedDirective } from '../../supergraph/lift-directives.js';
import { maxListSize } from './mock-settings.js';

/** What the schema of a subgraph says of mocking it, by `@mock`. */
export interface MockHints {
  /** Of `@mock` on the schema. */
  readonly seed: number | undefined;
  readonly listSize: number | undefined;
  /** By `Type.field`. */
  readonly fields: ReadonlyMap<string, FieldHint>;
}

/** What `@mock` on a field says. */
export interface FieldHint {
  /** One of these is the value; for a list, of each item. Undefined: any. */
  readonly values: readonly unknown[] | undefined;
  readonly listSize: number | undefined;
}

/**
 * Reads the `@mock` directives of one subgraph out of what was lifted out of its supergraph.
 *
 * Spec: https://specs.facet.example/mock/v0.1, docs/mocking.md.
 *
 * @param graph Name of the subgraph's `join__Graph` value.
 */
export function readMockHints(lifted: readonly LiftedDirective[], graph: string): MockHints {
  let seed: number | undefined;
  let listSize: number | undefined;
  const fields = new Map<string, FieldHint>();
  for (const { coordinate, node } of lifted) {
    const { graphs, name, args } = joinedDirective(node);
    if (name !== 'mock' || !graphs.includes(graph)) continue;
    const size = sizeOf(args['listSize']);
    if (coordinate === 'schema') {
      if (typeof args['seed'] === 'number') seed = args['seed'];
      listSize = size ?? listSize;
    } else {
      const { values } = args;
      fields.set(coordinate, {
        values: values === undefined ? undefined : Array.isArray(values) ? values : [values],
        listSize: size,
      });
    }
  }
  return { seed, listSize, fields };
}

function sizeOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) ? Math.min(Math.max(value, 0), maxListSize) : undefined;
}

interface JoinedDirective {
  readonly graphs: readonly unknown[];
  readonly name: unknown;
  readonly args: Readonly<Record<string, unknown>>;
}

/** The arguments of a `@join__directive`. */
function joinedDirective(node: DirectiveNode): JoinedDirective {
  const read = new Map(
    (node.arguments ?? []).map(({ name, value }) => [name.value, valueFromASTUntyped(value)] as const),
  );
  const graphs = read.get('graphs');
  const args = read.get('args');
  return {
    graphs: Array.isArray(graphs) ? graphs : [graphs],
    name: read.get('name'),
    args: typeof args === 'object' && args !== null ? (args as Readonly<Record<string, unknown>>) : {},
  };
}

/**
 * Checks that the values of `@mock` are ones that their fields can have, before anything is served with them.
 *
 * @throws {GatewayError} SUPERGRAPH_INVALID, naming the first that is not.
 */
export function assertHintsFit({ fields }: MockHints, schema: GraphQLSchema, source: string): void {
  for (const [coordinate, { values }] of fields) {
    const [typeName = '', fieldName = ''] = coordinate.split('.');
    const type = schema.getType(typeName);
    const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
    if (field === undefined || values === undefined) continue;
    const fault = faultOf(values, getNamedType(field.type));
    if (fault === undefined) continue;
    const message = `Cannot mock source "${source}": @mock on "${coordinate}" has ${fault}`;
    throw new GatewayError('SUPERGRAPH_INVALID', message, { source });
  }
}

function faultOf(values: readonly unknown[], type: GraphQLNamedType): string | undefined {
  if (!isLeafType(type)) return `values, but "${type.name}" is no scalar and no enum`;
  if (values.length === 0) return 'no value in "values"';
  try {
    for (const value of values) type.serialize(value);
    return undefined;
  } catch (error) {
    return `a value that is no "${type.name}": ${error instanceof Error ? error.message : String(error)}`;
  }
}
