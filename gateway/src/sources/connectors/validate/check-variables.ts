import {
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLType,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isLeafType,
  isObjectType,
} from 'graphql';
import { isRootType } from '../compile-connectors.js';
import type { ConnectorDefinition, ConnectorProblem, ConnectorSource, ConnectorText } from '../connector.js';
import { fieldSetLeaves, type KeyPath } from '../field-set.js';
import { didYouMean } from '../mapping/suggest.js';
import type { VariableUse } from '../mapping/variables-used.js';
import { problemAt, type ValidationContext } from './reporter.js';

const requestNames = ['$config', '$env', '$request'];
const answerNames = ['$status', '$response'];

/**
 * Checks that a text reads only variables that are there, and of `$args`, `$this` and `$batch` only what the schema has.
 */
export function checkVariables(
  place: ConnectorDefinition | ConnectorSource,
  text: ConnectorText,
  uses: readonly VariableUse[],
  context: ValidationContext,
): ConnectorProblem[] {
  const names = [...requestNames, ...(text.phase === 'answer' ? answerNames : []), ...entityNames(place, context)];
  return uses.flatMap((use) => {
    const report = (code: string, message: string): ConnectorProblem[] => [
      problemAt(place, { code, message }, { argument: text.argument, text: text.text, offset: use.range.start }),
    ];
    if (!names.includes(use.name)) {
      const where = answerNames.includes(use.name) ? 'is known only in the answer' : 'is not there';
      return report(text.code, `Variable "${use.name}" ${where}${didYouMean(use.name, names)}`);
    }
    if (!('coordinate' in place)) return [];
    if (text.form === 'template' && use.isPlain) {
      const type = typeOf(place, use, context);
      if (type !== undefined && !isLeafType(getNullableType(type))) {
        return report(
          'UNSUPPORTED_VARIABLE_TYPE',
          `"${[use.name, ...use.path].join('.')}" is a "${String(type)}", which has no text`,
        );
      }
    }
    const fault =
      use.name === '$args'
        ? faultOfArgument(place, use.path, context)
        : use.name === '$this' || use.name === '$batch'
          ? faultOfField(place, use.path, context)
          : undefined;
    return fault === undefined ? [] : report(use.name === '$args' ? 'UNDEFINED_ARGUMENT' : 'UNDEFINED_FIELD', fault);
  });
}

function entityNames(place: ConnectorDefinition | ConnectorSource, { schema }: ValidationContext): string[] {
  if (!('coordinate' in place)) return [];
  return [
    ...(place.fieldName === undefined ? [] : ['$args']),
    ...(isRootType(schema, place.typeName) ? [] : ['$this', '$batch']),
  ];
}

/** The type of what a variable is read for, where the schema says it; through lists it is one. */
function typeOf(
  { typeName, fieldName = '' }: ConnectorDefinition,
  { name, path }: VariableUse,
  { schema }: ValidationContext,
): GraphQLType | undefined {
  const [first, ...rest] = path;
  const fields = objectType(schema.getType(typeName))?.getFields();
  if (first === undefined || fields === undefined) return undefined;
  let type: GraphQLType | undefined =
    name === '$args'
      ? fields[fieldName]?.args.find((argument) => argument.name === first)?.type
      : name === '$this'
        ? fields[first]?.type
        : undefined;
  for (const key of rest) {
    const inner: GraphQLType | undefined = type && getNullableType(type);
    type = isInputObjectType(inner) || isObjectType(inner) ? inner.getFields()[key]?.type : undefined;
  }
  return type;
}

function faultOfArgument(
  { typeName, fieldName = '' }: ConnectorDefinition,
  path: KeyPath,
  { schema }: ValidationContext,
): string | undefined {
  const field = objectType(schema.getType(typeName))?.getFields()[fieldName];
  const [name, ...rest] = path;
  if (field === undefined || name === undefined) return undefined;
  const argument = field.args.find((candidate) => candidate.name === name);
  if (argument === undefined) {
    const known = field.args.map((candidate) => candidate.name);
    return `"${typeName}.${fieldName}" has no argument "${name}"${didYouMean(name, known)}`;
  }
  return faultOfInput(argument.type, rest);
}

function faultOfInput(type: GraphQLInputType, [name, ...rest]: KeyPath): string | undefined {
  const named = getNamedType(type);
  if (name === undefined || !isInputObjectType(named)) return undefined;
  const field = named.getFields()[name];
  if (field !== undefined) return faultOfInput(field.type, rest);
  return `Input "${named.name}" has no field "${name}"${didYouMean(name, Object.keys(named.getFields()))}`;
}

function faultOfField(
  { typeName, fieldName }: ConnectorDefinition,
  [name]: KeyPath,
  context: ValidationContext,
): string | undefined {
  const type = objectType(context.schema.getType(typeName));
  if (type === undefined || name === undefined) return undefined;
  const known = Object.keys(type.getFields());
  if (!known.includes(name)) return `"${typeName}" has no field "${name}"${didYouMean(name, known)}`;
  if (isAlwaysKnown(type, fieldName, { name, context })) return undefined;
  return `"${typeName}.${name}" is not known where this is called: it is in no ${
    fieldName === undefined ? 'resolvable key' : 'key or "requires", and no connector of the type gives it'
  }`;
}

/**
 * A connector on a type is called with one of its keys. One on a field is called with whichever key the planner has at
 * hand, with what the field requires, and with what connectors of the type can fetch first. Objects without a key are
 * only ever seen as some connector mapped them, so any of their fields may be there.
 */
function isAlwaysKnown(
  type: GraphQLObjectType,
  fieldName: string | undefined,
  { name, context }: { readonly name: string; readonly context: ValidationContext },
): boolean {
  const { extracted, readable } = context;
  const keys = extracted.keys.get(type.name) ?? [];
  const has = (fieldSet: string): boolean => fieldSetLeaves(fieldSet).some(([first]) => first === name);
  if (fieldName === undefined) return keys.some(has);
  if (keys.length === 0 || keys.every(has)) return true;
  if (has(extracted.requires.get(`${type.name}.${fieldName}`) ?? '__typename')) return true;
  return [...readable].some(([definition, { outputKeys }]) => {
    const isOfType = definition.typeName === type.name && definition.fieldName === undefined;
    const isEntity = definition.args['entity'] === true && returnTypeName(definition, context) === type.name;
    return (isOfType || isEntity) && (outputKeys === undefined || outputKeys.has(name));
  });
}

/** The name of the type that a connector's field returns; undefined for connectors on types. */
export function returnTypeName(
  { typeName, fieldName }: ConnectorDefinition,
  { schema }: ValidationContext,
): string | undefined {
  if (fieldName === undefined) return undefined;
  const field = objectType(schema.getType(typeName))?.getFields()[fieldName];
  return field === undefined ? undefined : getNamedType(field.type).name;
}

function objectType(type: GraphQLNamedType | undefined): GraphQLObjectType | undefined {
  return isObjectType(type) ? type : undefined;
}
