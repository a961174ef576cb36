import {
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql';

/** A query or mutation of one field. */
export interface WrittenOperation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Values of arguments and input fields by name, where one of the type would not do. */
export type KnownValues = Readonly<Record<string, unknown>>;

const scalars: Readonly<Record<string, unknown>> = {
  Int: 1,
  Float: 1.5,
  Boolean: true,
  ID: '1',
  String: 'text',
  Long: 1,
  Decimal: '1.50',
  Date: '2031-12-24',
  DateTime: '2031-12-24T18:00:00Z',
  Time: '18:00:00',
  Duration: 'P1D',
  Base64: 'AAEC',
  JSON: {},
};

/**
 * Writes an operation that calls one field and selects everything of it.
 *
 * @param coordinate `Query.pet`.
 */
export function writeOperation(schema: GraphQLSchema, coordinate: string, known: KnownValues = {}): WrittenOperation {
  const [root = '', name = ''] = coordinate.split('.');
  const type = root === 'Query' ? schema.getQueryType() : schema.getMutationType();
  const field = type?.getFields()[name];
  if (field === undefined) throw new Error(`There is no ${coordinate}`);
  const given = field.args.filter((argument) => isNonNullType(argument.type) || Object.hasOwn(known, argument.name));
  const variables = Object.fromEntries(given.map(({ name: key, type: of }) => [key, inputValue(key, of, known)]));
  const declared = given.map(({ name: key, type: of }) => `$${key}: ${String(of)}`).join(', ');
  const passed = given.map(({ name: key }) => `${key}: $${key}`).join(', ');
  const keyword = root === 'Query' ? 'query' : 'mutation';
  const head = `${keyword} Call${given.length > 0 ? `(${declared})` : ''}`;
  return {
    query: `${head} { ${name}${given.length > 0 ? `(${passed})` : ''}${selectionOf(field.type)} }`,
    variables,
  };
}

function inputValue(name: string, type: GraphQLInputType, known: KnownValues): unknown {
  if (Object.hasOwn(known, name)) return known[name];
  if (isNonNullType(type)) return inputValue(name, type.ofType, known);
  if (isListType(type)) return [inputValue(name, type.ofType, known)];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (!isInputObjectType(type)) return scalars[type.name];
  const fields = Object.values(type.getFields()).filter(
    (field) => isNonNullType(field.type) || Object.hasOwn(known, field.name),
  );
  return Object.fromEntries(fields.map((field) => [field.name, inputValue(field.name, field.type, known)]));
}

function selectionOf(type: GraphQLOutputType): string {
  const named = getNamedType(type);
  if (isUnionType(named)) {
    // Fields of one name may differ in whether they are null, so each type's have names of their own.
    const parts = named.getTypes().map((one) => `... on ${one.name} { ${fieldsOf(one, `${one.name}__`)} }`);
    return ` { ${parts.join(' ')} }`;
  }
  return isObjectType(named) ? ` { ${fieldsOf(named, '')} }` : '';
}

function fieldsOf(type: GraphQLObjectType, prefix: string): string {
  const fields = Object.values(type.getFields());
  return fields
    .map(({ name, type: of }) => `${prefix === '' ? '' : `${prefix + name}: `}${name}${selectionOf(of)}`)
    .join(' ');
}
