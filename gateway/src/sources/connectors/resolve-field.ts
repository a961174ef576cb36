import {
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type { SourceObject } from '../../executor/source.js';
import type { CallsInFlight } from './calls-in-flight.js';
import {
  type CompiledConnector,
  type CompiledConnectors,
  type EntityConnector,
  isRequiredEntityArgument,
} from './compile-connectors.js';
import { badAnswer, type ConnectorFailure, toConnectorFailure } from './connector-failure.js';
import { valueAt } from './field-set.js';
import { createObject, describeKind, isJsonObject, ownValue } from './json.js';
import type { OperationCalls } from './operation-calls.js';
import type { PlanShapes } from './plan-shapes.js';
import { selectedFields } from './selected-fields.js';

/** What resolving depends on besides the field: one object for each fetch. */
export interface ResolveContext {
  readonly calls: OperationCalls;
  readonly inFlight: CallsInFlight;
  readonly signal: AbortSignal;
  /** What is asked of connectors; undefined where the plan is not known: then mappings are evaluated whole. */
  readonly shapes: Pick<PlanShapes, 'of'> | undefined;
}

type ResolveInput = { readonly context: ResolveContext; readonly info: GraphQLResolveInfo };

/**
 * Creates the one resolver that every field of a connectors subgraph has.
 *
 * A field's value is what its connector maps, else what is known of its parent. Whatever object comes out of that may be
 * a mere reference, `{ id }`: when more is selected of it than is known, it is completed by a connector of its type.
 *
 * @param subgraph Its name, for errors.
 */
export function createFieldResolver(
  connectors: CompiledConnectors,
  subgraph: string,
): GraphQLFieldResolver<unknown, ResolveContext> {
  return (source, args, context, info) => {
    const input: ResolveInput = { context, info };
    const parent = isJsonObject(source) ? source : undefined;
    const connector = connectors.ofFields.get(`${info.parentType.name}.${info.fieldName}`);
    if (connector !== undefined) {
      const { signal, inFlight, shapes } = context;
      const wanted = { args, parent, signal, inFlight, shape: shapes?.of(connector) };
      const isMutation = info.parentType === info.schema.getMutationType();
      const value = isMutation ? context.calls.change(connector, wanted) : context.calls.load(connector, wanted);
      return value.then((loaded) => complete(info.returnType, loaded, input));
    }
    const isEntities = info.fieldName === '_entities' && parent === undefined;
    const known = isEntities ? args['representations'] : parent && ownValue(parent, info.fieldName);
    return complete(info.returnType, known, input);
  };

  /** Follows lists down to objects. An `Error` in place of a value becomes an error at that place (graphql-js). */
  function complete(type: GraphQLOutputType, value: unknown, input: ResolveInput): unknown {
    if (value === null || value === undefined || value instanceof Error) return value;
    if (isNonNullType(type)) return complete(type.ofType, value, input);
    if (isListType(type)) {
      if (!Array.isArray(value)) return wrongKind('a list', value, input.info);
      return value.map((item) => complete(type.ofType, item, input));
    }
    if (isLeafType(type)) return value;
    if (!isJsonObject(value)) return wrongKind('an object', value, input.info);
    const typeName = isObjectType(type) ? type.name : ownValue(value, '__typename');
    if (typeof typeName !== 'string') return wrongKind('an object with "__typename"', value, input.info);
    return completeObject(typeName, value, input);
  }

  function wrongKind(expected: string, value: unknown, { parentType, fieldName }: GraphQLResolveInfo): Error {
    return badAnswer(
      `Expected ${expected} for "${parentType.name}.${fieldName}": got ${describeKind(value)}`,
      subgraph,
    );
  }

  /** The object itself when all that is selected of it is known, else a promise of it with the rest fetched. */
  function completeObject(typeName: string, object: Readonly<SourceObject>, input: ResolveInput): unknown {
    const entityConnectors = connectors.ofEntities.get(typeName);
    if (entityConnectors === undefined) return object;
    const lacking = lackingKeys(typeName, object, input.info);
    if (lacking.size === 0) return object;
    const chosen = chooseConnectors(entityConnectors, object, lacking);
    return chosen.length === 0 ? object : fetchRest({ typeName, object, lacking, chosen }, input);
  }

  /** Keys that the selected fields need of an object and that are not there. */
  function lackingKeys(typeName: string, object: Readonly<SourceObject>, info: GraphQLResolveInfo): Set<string> {
    const lacking = new Set<string>();
    for (const field of selectedFields(info, typeName)) {
      for (const key of neededKeys(typeName, field)) if (!Object.hasOwn(object, key)) lacking.add(key);
    }
    return lacking;
  }

  /** A field is needed itself, unless a connector answers it: then what that one reads of its parent is. */
  function neededKeys(typeName: string, field: string): readonly string[] {
    const connector = connectors.ofFields.get(`${typeName}.${field}`);
    if (connector === undefined) return [field];
    return [...connector.inputs.parentPaths, ...connector.inputs.batchPaths].flatMap((path) => path.slice(0, 1));
  }

  async function fetchRest(
    { typeName, object, lacking, chosen }: PartialObject,
    { context, info }: ResolveInput,
  ): Promise<unknown> {
    const load = (connector: EntityConnector): Promise<unknown> =>
      context.calls.load(connector, {
        args: entityArguments(connector, object),
        parent: connector.args === undefined ? object : undefined,
        signal: context.signal,
        inFlight: context.inFlight,
        shape: context.shapes?.of(connector),
      });
    // Batches come last: the first object's must see the calls that those of other objects will wait for.
    const ordered = chosen.toSorted((one, other) => Number(one.inputs.isBatch) - Number(other.inputs.isBatch));
    const loads = new Map(ordered.map((connector) => [connector, load(connector)]));
    const settled = await Promise.allSettled(chosen.map((connector) => loads.get(connector)));
    const values = settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    const failed = settled.find((result) => result.status === 'rejected');
    if (failed !== undefined) {
      const failure = toConnectorFailure(failed.reason, subgraph);
      if (!hasIndependentField(typeName, object, info)) throw failure;
      return mergeObject(typeName, object, [...values, failureFor(lacking, failure)]);
    }
    // No connector knows it: the entity does not exist.
    if (values.every((value) => value === null || value === undefined)) return null;
    return mergeObject(typeName, object, values);
  }

  /** Whether a selected field has a connector that needs nothing but what is known, so that a failure beside it is partial. */
  function hasIndependentField(typeName: string, object: Readonly<SourceObject>, info: GraphQLResolveInfo): boolean {
    return [...selectedFields(info, typeName)].some(
      (field) =>
        connectors.ofFields.has(`${typeName}.${field}`) &&
        neededKeys(typeName, field).every((key) => Object.hasOwn(object, key)),
    );
  }
}

interface PartialObject {
  readonly typeName: string;
  readonly object: Readonly<SourceObject>;
  readonly lacking: ReadonlySet<string>;
  readonly chosen: readonly EntityConnector[];
}

/** What is known stays as it is; of the rest, what was asked for first wins. */
function mergeObject(typeName: string, object: Readonly<SourceObject>, values: readonly unknown[]): SourceObject {
  const merged = createObject();
  for (const value of [...[...values].reverse(), object, { __typename: typeName }]) {
    if (isJsonObject(value)) Object.assign(merged, value);
  }
  return merged;
}

function failureFor(lacking: ReadonlySet<string>, failure: ConnectorFailure): SourceObject {
  const failures = createObject();
  for (const key of lacking) failures[key] = failure;
  return failures;
}

/** The fewest of the usable connectors, in their order, that give the lacking keys. */
function chooseConnectors(
  candidates: readonly EntityConnector[],
  object: Readonly<SourceObject>,
  lacking: ReadonlySet<string>,
): EntityConnector[] {
  const open = new Set(lacking);
  return candidates.filter((connector) => {
    if (open.size === 0 || !canFetch(connector, object)) return false;
    const { outputKeys } = connector.inputs;
    const given = outputKeys === undefined ? [...open] : [...open].filter((key) => outputKeys.has(key));
    for (const key of given) open.delete(key);
    return given.length > 0;
  });
}

/** Whether all that a connector reads of the entity is known of it. */
function canFetch(connector: EntityConnector, object: Readonly<SourceObject>): boolean {
  if (connector.args !== undefined) {
    return connector.args.filter(isRequiredEntityArgument).every(({ name }) => isKnown(object, [name]));
  }
  return readPaths(connector).every((path) => isKnown(object, path));
}

function readPaths({ inputs }: CompiledConnector): ReadonlyArray<readonly string[]> {
  return [...inputs.parentPaths, ...inputs.batchPaths];
}

function isKnown(object: Readonly<SourceObject>, path: readonly string[]): boolean {
  const value = valueAt(object, path);
  return value !== undefined && value !== null;
}

function entityArguments(connector: EntityConnector, object: Readonly<SourceObject>): Record<string, unknown> {
  const args = createObject();
  for (const { name, defaultValue } of connector.args ?? []) {
    const value = ownValue(object, name) ?? defaultValue;
    if (value !== undefined) args[name] = value;
  }
  return args;
}
