import {
  type GraphQLEnumType,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLLeafType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  isScalarType,
} from 'graphql';
import { type DescribedSecurity, describeSecurity, type EndpointCallers } from './describe-security.js';
import {
  type Endpoint,
  errorsMember,
  isJsonInQuery,
  repeatedType,
  requestElement,
  responseElement,
  type ServedEndpoints,
} from './endpoint.js';
import { partialErrorsSchema, problemSchema } from './problem-schema.js';
import type { ObjectShape, ResultShape } from './result-shape.js';

/** What an OpenAPI document describes. */
export interface DescribedEndpoints {
  /** The client graph's name. */
  readonly name: string;
  /** URL path below which the endpoints are. */
  readonly path: string;
  readonly all: readonly Endpoint[];
  readonly callers: EndpointCallers;
  readonly csrf: ServedEndpoints['csrf'];
}

type Json = Readonly<Record<string, unknown>>;

/**
 * Describes the endpoints. One schema stands for JSON and for XML: lists are wrapped, and their items are called `item`.
 *
 * Spec: OpenAPI 3.1, whose schemas are JSON Schema 2020-12; "XML Object".
 */
export function openApiDocument({ name, path, all, callers, csrf }: DescribedEndpoints): Json {
  const named: NamedTypes = new Map();
  const { securitySchemes, ...security } = describeSecurity(callers);
  const shared: SharedParts = { security, headers: csrf === 'preflight' ? [preflightHeader] : [] };
  const byPath = new Map<string, Json>();
  for (const endpoint of all) {
    byPath.set(endpoint.path, pathItem(endpoint, named, shared));
  }
  const schemas = new Map<string, Json>([['graphql-problem', problemSchema]]);
  // Describing a type may name others: the map grows while it is walked, and its iteration takes that in.
  for (const type of named.values()) {
    schemas.set(type.name, namedSchema(type, named));
  }
  return {
    openapi: '3.1.0',
    info: { title: name, version: '1', description: `The persisted operations of the client graph "${name}".` },
    servers: [{ url: path }],
    paths: Object.fromEntries(byPath),
    components: {
      schemas: Object.fromEntries(schemas),
      responses: { problem: problemResponse },
      ...(securitySchemes && { securitySchemes }),
    },
  };
}

/** Types that are described once: enums, and input objects, which may contain themselves. */
type NamedTypes = Map<string, GraphQLEnumType | GraphQLInputObjectType>;

const problemResponse: Json = {
  description: 'Why there is no answer (RFC 9457).',
  content: Object.fromEntries(
    ['application/problem+json', 'application/problem+xml'].map((type) => [
      type,
      { schema: { $ref: '#/components/schemas/graphql-problem' } },
    ]),
  ),
};

/** What is the same for all operations. */
interface SharedParts {
  readonly security: Pick<DescribedSecurity, 'security'>;
  /** Of each GET. */
  readonly headers: readonly Json[];
}

/** See `endpoints.csrf`. */
const preflightHeader: Json = {
  name: 'GraphQL-Require-Preflight',
  in: 'header',
  required: true,
  schema: { type: 'string', enum: ['true'] },
};

/** A query answers GET, and POST for variables that fit into no URL; a mutation answers POST alone. */
function pathItem(endpoint: Endpoint, named: NamedTypes, { security, headers }: SharedParts): Json {
  const { operation, variables } = endpoint;
  const parameters = [...variables].map(([name, { type, required, inPath, defaultValue }]) => ({
    name,
    in: inPath ? 'path' : 'query',
    required: required || inPath,
    ...parameterSchema(type, defaultValue, named),
  }));
  const responses = {
    200: { description: 'The data.', content: bothFormats(answerSchema(endpoint, named)) },
    default: { $ref: '#/components/responses/problem' },
  };
  const inBody = [...variables].filter(([, { inPath }]) => !inPath);
  const post = {
    operationId: operation.type === 'query' ? `${operation.name}ByPost` : operation.name,
    parameters: parameters.filter((parameter) => parameter.in === 'path'),
    requestBody: {
      required: inBody.some(([, { required }]) => required),
      content: bothFormats({
        ...object(
          inBody.map(([name, { type, required, defaultValue }]) => {
            return [name, { ...inputSchema(type, named), ...defaulted(defaultValue) }, required];
          }),
        ),
        additionalProperties: false,
        xml: { name: requestElement(endpoint) },
      }),
    },
    responses,
    ...security,
  };
  const get = { operationId: operation.name, parameters: [...parameters, ...headers], responses, ...security };
  return operation.type === 'query' ? { get, post } : { post };
}

function bothFormats(schema: Json): Json {
  return { 'application/json': { schema }, 'application/xml': { schema } };
}

function parameterSchema(type: GraphQLInputType, defaultValue: unknown, named: NamedTypes): Json {
  if (!isJsonInQuery(type)) {
    return { schema: { ...inputSchema(type, named), ...defaulted(defaultValue) } };
  }
  // Repeated values (`?sku=a&sku=b`), of which each is JSON where it is no scalar.
  const item = repeatedType(type);
  return item === type || isJsonInQuery(item)
    ? { content: { 'application/json': { schema: inputSchema(type, named) } } }
    : { style: 'form', explode: true, schema: { ...inputSchema(type, named), ...defaulted(defaultValue) } };
}

function defaulted(value: unknown): Json {
  return value === undefined ? {} : { default: value };
}

function answerSchema(endpoint: Endpoint, named: NamedTypes): Json {
  const schema = objectSchema(endpoint.result, named);
  const errors = endpoint.partialData === 'allow' ? { [errorsMember]: partialErrorsSchema } : {};
  return {
    ...schema,
    properties: { ...(schema['properties'] as Json), ...errors },
    xml: { name: responseElement(endpoint) },
  };
}

function objectSchema({ fields }: ObjectShape, named: NamedTypes): Json {
  return object(
    [...fields].map(([name, { shape, required, description, deprecated }]) => {
      const about = { ...(description && { description }), ...(deprecated !== undefined && { deprecated: true }) };
      return [name, { ...resultSchema(shape, named), ...about }, required];
    }),
  );
}

function object(members: readonly (readonly [name: string, schema: Json, required: boolean])[]): Json {
  const required = members.flatMap(([name, , isRequired]) => (isRequired ? [name] : []));
  return {
    type: 'object',
    properties: Object.fromEntries(members.map(([name, schema]) => [name, schema])),
    ...(required.length > 0 && { required }),
  };
}

function resultSchema(shape: ResultShape, named: NamedTypes): Json {
  switch (shape.kind) {
    case 'leaf':
      return orNull(leafSchema(shape.type, named), shape.nullable);
    case 'list':
      return orNull(listSchema(resultSchema(shape.of, named)), shape.nullable);
    case 'object':
      return orNull(objectSchema(shape, named), shape.nullable);
    default:
      return shape satisfies never;
  }
}

function inputSchema(type: GraphQLInputType, named: NamedTypes): Json {
  const nullable = getNullableType(type);
  const orNothing = !isNonNullType(type);
  if (isListType(nullable)) {
    return orNull(listSchema(inputSchema(nullable.ofType, named)), orNothing);
  }
  if (isInputObjectType(nullable)) {
    named.set(nullable.name, nullable);
    return orNull({ $ref: `#/components/schemas/${nullable.name}` }, orNothing);
  }
  return orNull(leafSchema(nullable as GraphQLLeafType, named), orNothing);
}

function listSchema(items: Json): Json {
  return { type: 'array', items: { ...items, xml: { name: 'item' } }, xml: { wrapped: true } };
}

function orNull(schema: Json, nullable: boolean): Json {
  if (!nullable) {
    return schema;
  }
  const { type } = schema;
  if (typeof type === 'string') {
    return { ...schema, type: [type, 'null'] };
  }
  return '$ref' in schema ? { anyOf: [schema, { type: 'null' }] } : schema;
}

const scalarSchemas: ReadonlyMap<string, Json> = new Map<string, Json>([
  ['Int', { type: 'integer', format: 'int32' }],
  ['Float', { type: 'number', format: 'double' }],
  ['Boolean', { type: 'boolean' }],
  ['String', { type: 'string' }],
  ['ID', { type: 'string' }],
]);

/** Of a scalar of the schema's own nothing is known but what its description says. */
function leafSchema(type: GraphQLLeafType, named: NamedTypes): Json {
  if (isEnumType(type)) {
    named.set(type.name, type);
    return { $ref: `#/components/schemas/${type.name}` };
  }
  const url = isScalarType(type) ? type.specifiedByURL : undefined;
  return (
    scalarSchemas.get(type.name) ?? {
      title: type.name,
      ...(type.description && { description: type.description }),
      ...(url && { externalDocs: { url } }),
    }
  );
}

function namedSchema(type: GraphQLEnumType | GraphQLInputObjectType, named: NamedTypes): Json {
  const about = type.description ? { description: type.description } : {};
  if (isEnumType(type)) {
    return { type: 'string', enum: type.getValues().map(({ name }) => name), ...about };
  }
  const members = Object.values(type.getFields()).map((field) => {
    const fieldAbout = field.description ? { description: field.description } : {};
    return [field.name, { ...inputSchema(field.type, named), ...fieldAbout }, isRequiredInputField(field)] as const;
  });
  return { ...object(members), additionalProperties: false, ...about };
}
