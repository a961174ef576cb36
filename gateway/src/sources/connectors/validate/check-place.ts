import { getNamedType, isListType, isNonNullType, isObjectType } from 'graphql';
import { alignPathsOf, isRequiredEntityArgument, isRootType } from '../compile-connectors.js';
import type { ConnectorDefinition, ConnectorProblem } from '../connector.js';
import type { ConnectorInputs } from '../connector-inputs.js';
import { fieldSetLeaves } from '../field-set.js';
import { problemAt, type ValidationContext } from './reporter.js';

/** Checks that a connector fits where it stands: on a root field, a field, a type, as an entity's, as a batch. */
export function checkPlace(
  definition: ConnectorDefinition,
  inputs: ConnectorInputs,
  context: ValidationContext,
): ConnectorProblem[] {
  const faults = [
    ...faultsOfType(definition, context),
    ...faultsOfEntity(definition, context),
    ...faultsOfBatch(definition, inputs, context),
  ];
  return faults.map(([code, message]) => problemAt(definition, { code, message }));
}

type Fault = readonly [code: string, message: string];

function faultsOfType(
  { typeName, fieldName, args }: ConnectorDefinition,
  { schema, extracted }: ValidationContext,
): Fault[] {
  if (fieldName !== undefined) return [];
  if (isRootType(schema, typeName)) {
    return [['CONNECT_ON_ROOT', `"${typeName}" is a root type: connectors go on its fields`]];
  }
  if (args['entity'] === false) {
    return [
      ['CONNECT_ON_TYPE_MUST_BE_ENTITY', 'A connector on a type fetches its entities: "entity: false" has no meaning'],
    ];
  }
  if (extracted.keys.has(typeName)) return [];
  return [['CONNECT_ON_TYPE_MUST_BE_ENTITY', `"${typeName}" has a connector but no resolvable key to call it with`]];
}

function faultsOfEntity(definition: ConnectorDefinition, { schema, extracted }: ValidationContext): Fault[] {
  const { typeName, fieldName, args } = definition;
  // On a type it says what is so anyway.
  if (args['entity'] !== true || fieldName === undefined) return [];
  const query = schema.getQueryType();
  const field = query?.getFields()[fieldName];
  if (query?.name !== typeName || field === undefined) {
    return [['ENTITY_NOT_ON_ROOT_QUERY', '"entity: true" is for fields of Query only']];
  }
  if (isNonNullType(field.type) || isListType(field.type) || !isObjectType(field.type)) {
    return [['ENTITY_TYPE_INVALID', `"entity: true" needs a nullable object: got "${String(field.type)}"`]];
  }
  const names = field.args.map((argument) => argument.name);
  const required = field.args.filter(isRequiredEntityArgument).map((argument) => argument.name);
  const keys = (extracted.keys.get(field.type.name) ?? []).map((key) =>
    fieldSetLeaves(key).map(([first = '']) => first),
  );
  const fits = keys.some(
    (key) => key.every((name) => names.includes(name)) && required.every((name) => key.includes(name)),
  );
  if (fits) return [];
  return [
    ['ENTITY_RESOLVER_ARGUMENT_MISMATCH', `The arguments of "Query.${fieldName}" are no key of "${field.type.name}"`],
  ];
}

function faultsOfBatch(
  { typeName, fieldName, args }: ConnectorDefinition,
  inputs: ConnectorInputs,
  { extracted }: ValidationContext,
): Fault[] {
  const maxSize = (args['batch'] as { readonly maxSize?: unknown } | undefined)?.maxSize;
  const faults: Fault[] = [];
  if (maxSize !== undefined && maxSize !== null && !(Number.isInteger(maxSize) && Number(maxSize) > 0)) {
    faults.push(['INVALID_BATCH', '"batch.maxSize" must be a whole number of at least 1']);
  }
  if (!inputs.isBatch) return faults;
  if (inputs.parentPaths.length > 0) faults.push(['CONNECT_BATCH_AND_THIS', '"$batch" and "$this" exclude each other']);
  const aligned = alignPathsOf(inputs.batchPaths, extracted.keys.get(typeName) ?? []);
  const wanted = [...aligned.map(([first = '']) => first), ...(fieldName === undefined ? [] : [fieldName])];
  const lacking = wanted.filter((key) => inputs.outputKeys !== undefined && !inputs.outputKeys.has(key));
  if (aligned.length === 0) faults.push(['CONNECTORS_CANNOT_RESOLVE_KEY', '"$batch" is read, but no field of it']);
  if (lacking.length > 0) {
    const message = `"selection" lacks ${lacking.map((key) => `"${key}"`).join(', ')}: a batch's items need the key, and the field when on one`;
    faults.push(['CONNECTORS_BATCH_KEY_NOT_IN_SELECTION', message]);
  }
  return faults;
}

/** The keys of an entity for which no connector can fetch what is neither a key nor has a connector of its own. */
export function checkEntities(context: ValidationContext): ConnectorProblem[] {
  const { schema, extracted, subgraph, readable } = context;
  return [...extracted.keys].flatMap(([typeName, keys]) => {
    const type = schema.getType(typeName);
    if (!isObjectType(type)) return [];
    const keyFields = new Set(keys.flatMap(fieldSetLeaves).map(([first]) => first));
    const own = new Set(subgraph.connectors.filter((one) => one.typeName === typeName).map((one) => one.fieldName));
    const required = new Set(
      [...extracted.requires]
        .flatMap(([at, set]) => (at.startsWith(`${typeName}.`) ? fieldSetLeaves(set) : []))
        .map(([first]) => first),
    );
    const open = Object.keys(type.getFields()).filter(
      (name) => !keyFields.has(name) && !own.has(name) && !required.has(name),
    );
    if (open.length === 0) return [];
    const resolvers = [...readable].filter(([definition]) => isEntityConnector(definition, typeName, context));
    return keys
      .filter((key) => !resolvers.some(([definition, inputs]) => canResolve(key, { definition, inputs }, context)))
      .map((key) => {
        const code = resolvers.length === 0 ? 'MISSING_ENTITY_CONNECTOR' : 'CONNECTORS_CANNOT_RESOLVE_KEY';
        const message = `No connector fetches "${typeName}" by its key "${key}", as "${open.join('", "')}" need`;
        return { code, message, subgraph: subgraph.name, coordinate: `${subgraph.name}:${typeName}` };
      });
  });
}

function isEntityConnector(definition: ConnectorDefinition, typeName: string, { schema }: ValidationContext): boolean {
  if (definition.fieldName === undefined) return definition.typeName === typeName;
  const field = schema.getQueryType()?.getFields()[definition.fieldName];
  return definition.args['entity'] === true && field !== undefined && getNamedType(field.type).name === typeName;
}

function canResolve(
  key: string,
  { definition, inputs }: { readonly definition: ConnectorDefinition; readonly inputs: ConnectorInputs },
  { schema }: ValidationContext,
): boolean {
  const names = fieldSetLeaves(key).map(([first]) => first);
  if (definition.fieldName === undefined) {
    return [...inputs.parentPaths, ...inputs.batchPaths].every(
      ([first]) => first === undefined || names.includes(first),
    );
  }
  const args = schema.getQueryType()?.getFields()[definition.fieldName]?.args ?? [];
  return args.filter(isRequiredEntityArgument).every(({ name }) => names.includes(name));
}
