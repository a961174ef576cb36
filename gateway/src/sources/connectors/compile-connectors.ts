import {
  type GraphQLArgument,
  type GraphQLField,
  GraphQLList,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type { ConnectorCall, ConnectorCallOptions, ConnectorDefinition, ConnectorProtocol } from './connector.js';
import { type ConnectorInputs, readInputs } from './connector-inputs.js';
import { fieldSetLeaves, type KeyPath, samePath } from './field-set.js';
import { isJsonObject } from './json.js';
import type { ConnectorsSubgraph } from './read-connectors.js';
import type { SubgraphSchema } from './subgraph-schema.js';

/** A connector ready to be called. */
export interface CompiledConnector {
  readonly definition: ConnectorDefinition;
  readonly inputs: ConnectorInputs;
  readonly call: ConnectorCall;
  /** Most entities of one call; undefined is no bound. Of interest to batch connectors only. */
  readonly maxBatchSize: number | undefined;
  /** What the items of a batch's answer are matched with the entities by. */
  readonly alignPaths: readonly KeyPath[];
  /** The types of the objects that its answer can bring, at any depth. */
  readonly leadsTo: ReadonlySet<string>;
  /** Whose calls count together, and the most of them in one operation; undefined for one that calls nobody. */
  readonly limit: { readonly source: string; readonly maxRequests: number } | undefined;
  /** What the debugger must not show: what its texts can read of `$config` and `$env`. */
  readonly secrets: readonly string[];
}

/** A connector that can fetch an entity of some type by what is known of it. */
export interface EntityConnector extends CompiledConnector {
  /** Set for an `entity: true` connector of a Query field: the field's arguments, filled from the entity. */
  readonly args: readonly GraphQLArgument[] | undefined;
}

/** The connectors of a subgraph by where they apply. */
export interface CompiledConnectors {
  /** By `Type.field`. The first of several. */
  readonly ofFields: ReadonlyMap<string, CompiledConnector>;
  /** By type, in the order they are tried: those on the type, then `entity: true` ones. */
  readonly ofEntities: ReadonlyMap<string, readonly EntityConnector[]>;
  /** The first names of what connectors of a type, and on its fields, read of its objects; `all`: one reads them whole. */
  readonly readKeys: ReadonlyMap<string, ReadonlySet<string> | 'all'>;
}

/** What compiling depends on besides the subgraph. */
export interface CompileOptions {
  readonly protocols: readonly ConnectorProtocol[];
  readonly schema: SubgraphSchema;
  /** The options of calls that build on a source; undefined is no source. */
  readonly callOptions: (sourceName: string | undefined) => ConnectorCallOptions;
}

/**
 * Compiles every connector of a subgraph.
 *
 * @throws {MappingSyntaxError} when a text does not parse; validate first.
 */
export function compileConnectors(subgraph: ConnectorsSubgraph, options: CompileOptions): CompiledConnectors {
  const ofFields = new Map<string, CompiledConnector>();
  const onTypes = new Map<string, EntityConnector[]>();
  const entityFields = new Map<string, EntityConnector[]>();
  for (const definition of subgraph.connectors) {
    const connector = compileConnector(definition, subgraph, options);
    const { typeName, fieldName } = definition;
    if (fieldName === undefined) {
      push(onTypes, typeName, { ...connector, args: undefined });
      continue;
    }
    const coordinate = `${typeName}.${fieldName}`;
    if (!ofFields.has(coordinate)) ofFields.set(coordinate, connector);
    if (definition.args['entity'] !== true) continue;
    const field = options.schema.schema.getQueryType()?.getFields()[fieldName];
    if (field === undefined) continue;
    const entity = getNamedType(field.type).name;
    // Where it fills in an entity that is there, it brings no other one.
    const filling = leadsTo({ typeName: entity, fieldName: undefined }, options.schema.schema);
    push(entityFields, entity, { ...connector, leadsTo: filling, args: field.args });
  }
  const types = new Set([...onTypes.keys(), ...entityFields.keys()]);
  const ofEntities = new Map(
    [...types].map((type) => [type, [...(onTypes.get(type) ?? []), ...(entityFields.get(type) ?? [])]] as const),
  );
  return { ofFields, ofEntities, readKeys: readKeys(ofFields, ofEntities) };
}

function readKeys(
  ofFields: CompiledConnectors['ofFields'],
  ofEntities: CompiledConnectors['ofEntities'],
): CompiledConnectors['readKeys'] {
  const found = new Map<string, Set<string> | 'all'>();
  const add = (typeName: string, paths: readonly KeyPath[]): void => {
    const known = found.get(typeName) ?? new Set<string>();
    if (known === 'all') return;
    found.set(typeName, paths.some((path) => path.length === 0) ? 'all' : known);
    for (const [first] of paths) if (first !== undefined) known.add(first);
  };
  const read = ({ inputs }: CompiledConnector): readonly KeyPath[] => [...inputs.parentPaths, ...inputs.batchPaths];
  for (const connector of ofFields.values()) add(connector.definition.typeName, read(connector));
  for (const [typeName, entityConnectors] of ofEntities) {
    for (const connector of entityConnectors) {
      add(typeName, connector.args === undefined ? read(connector) : connector.args.map(({ name }) => [name]));
    }
  }
  return found;
}

/** Whether an argument must have a value. */
export function isRequiredEntityArgument(argument: GraphQLArgument): boolean {
  return isNonNullType(argument.type) && argument.defaultValue === undefined;
}

function compileConnector(
  definition: ConnectorDefinition,
  subgraph: ConnectorsSubgraph,
  { protocols, schema, callOptions }: CompileOptions,
): CompiledConnector {
  const protocol = protocols.find(({ directive }) => directive === definition.directive);
  if (protocol === undefined) throw new TypeError(`No protocol for "@${definition.directive}"`);
  const source = subgraph.sources.find(
    ({ name, directive }) => name === definition.sourceName && directive === protocol.sourceDirective,
  );
  const inputs = readInputs(definition, source, protocol);
  const options = { ...callOptions(source?.name), result: resultOf(definition, inputs, schema.schema) };
  const maxSize = isJsonObject(definition.args['batch']) ? definition.args['batch']['maxSize'] : undefined;
  return {
    definition,
    inputs,
    call: protocol.compileCall(definition, source, options),
    maxBatchSize: typeof maxSize === 'number' ? maxSize : undefined,
    alignPaths: alignPathsOf(inputs.batchPaths, schema.keys.get(definition.typeName) ?? []),
    leadsTo: leadsTo(definition, schema.schema),
    limit: protocol.makesCall(definition)
      ? {
          source: `${definition.subgraph} ${source?.name ?? ''}`,
          maxRequests: options.settings.maxRequestsPerOperation ?? defaultMaxRequests,
        }
      : undefined,
    secrets: secretsOf(inputs, options),
  };
}

/** Most calls of one operation to one source, where the configuration says nothing. */
const defaultMaxRequests = 500;

/**
 * What a connector's mapping gives: for one on a field that field's type; for one on a type that type; for a batch, of
 * either, a list of the type it stands on.
 */
export function mappedType(
  { typeName, fieldName }: ConnectorDefinition,
  { isBatch }: ConnectorInputs,
  schema: GraphQLSchema,
): GraphQLOutputType | undefined {
  const type = schema.getType(typeName);
  if (!isObjectType(type)) return undefined;
  if (isBatch) return new GraphQLList(type);
  return fieldName === undefined ? type : type.getFields()[fieldName]?.type;
}

function resultOf(
  definition: ConnectorDefinition,
  inputs: ConnectorInputs,
  schema: GraphQLSchema,
): ConnectorCallOptions['result'] {
  const type = mappedType(definition, inputs, schema);
  return type === undefined ? undefined : { type, schema };
}

function secretsOf({ environmentNames }: ConnectorInputs, options: ConnectorCallOptions): readonly string[] {
  const configured = Object.values(options.settings.config ?? {});
  const read = environmentNames.map((name) => options.environment[name]);
  return [...configured, ...read].filter((value) => value !== undefined).map(String);
}

/** A connector on a type fills in objects that are there already; one on a field brings the first itself. */
function leadsTo(
  { typeName, fieldName }: Pick<ConnectorDefinition, 'typeName' | 'fieldName'>,
  schema: GraphQLSchema,
): ReadonlySet<string> {
  const fieldsOf = (name: string): GraphQLField<unknown, unknown>[] => {
    const type = schema.getType(name);
    return isObjectType(type) ? Object.values(type.getFields()) : [];
  };
  const found = new Set<string>();
  const open = fieldsOf(typeName).filter(({ name }) => fieldName === undefined || name === fieldName);
  for (let field = open.pop(); field !== undefined; field = open.pop()) {
    const { name } = getNamedType(field.type);
    if (found.has(name)) continue;
    found.add(name);
    open.push(...fieldsOf(name));
  }
  return found;
}

/**
 * A batch's answer is matched by the first key whose every field the request sends, for that much the service surely
 * knows; without such a key, by everything it is sent.
 */
export function alignPathsOf(batchPaths: readonly KeyPath[], keys: readonly string[]): readonly KeyPath[] {
  const usesAll = batchPaths.some((path) => path.length === 0);
  const sent = keys
    .map(fieldSetLeaves)
    .find((leaves) => usesAll || leaves.every((leaf) => batchPaths.some((path) => samePath(path, leaf))));
  return sent ?? batchPaths.filter((path) => path.length > 0);
}

/** Root types have connectors on fields only. */
export function isRootType(schema: GraphQLSchema, typeName: string): boolean {
  return [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].some(
    (type) => type?.name === typeName,
  );
}

function push<Item>(map: Map<string, Item[]>, key: string, item: Item): void {
  const items = map.get(key);
  if (items === undefined) map.set(key, [item]);
  else items.push(item);
}
