import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  getOperationAST,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  type OperationDefinitionNode,
  parse,
  typeFromAST,
  type VariableDefinitionNode,
  validate,
  valueFromASTUntyped,
} from 'graphql';
import type { ManifestOperation } from '../operation-manifest.js';
import type { Endpoint, EndpointVariable, PartialData } from './endpoint.js';
import { defaultPath, type PathTemplate, parsePathTemplate, pathShape, pathVariables } from './endpoint-path.js';
import { resultShape } from './result-shape.js';

/** Where single operations are, and what they do otherwise. */
export interface EndpointRoute {
  readonly path?: string | undefined;
  readonly partialData?: PartialData | undefined;
}

/** What decides which operations become endpoints. */
export interface CompileEndpointsOptions {
  readonly schema: GraphQLSchema;
  /** Those of one manifest. */
  readonly operations: readonly ManifestOperation[];
  readonly expose: 'all' | 'routes';
  /** By the operation's name. */
  readonly routes: ReadonlyMap<string, EndpointRoute>;
  readonly partialData: PartialData;
  /** Paths that are taken. */
  readonly reserved: readonly string[];
}

/** An endpoint with its path in parts. */
export interface PlacedEndpoint {
  readonly endpoint: Endpoint;
  readonly template: PathTemplate;
}

/** The endpoints, and what is wrong with others. */
export interface CompiledEndpoints {
  readonly placed: readonly PlacedEndpoint[];
  /** What is wrong with the configuration. */
  readonly problems: readonly string[];
  /** Operations that the schema does not allow any more. They are no endpoints. */
  readonly invalid: readonly string[];
}

/** Makes endpoints of the operations of a manifest. Subscriptions are left out: they have no single answer. */
export function compileEndpoints(options: CompileEndpointsOptions): CompiledEndpoints {
  const { operations, routes, expose } = options;
  const problems = [...routes.keys()]
    .filter((name) => !operations.some((operation) => operation.name === name))
    .map((name) => `"${name}" of endpoints.routes is no operation of the manifest`);
  const placed: PlacedEndpoint[] = [];
  const invalid: string[] = [];
  const taken = new Map(options.reserved.map((path) => [path, 'a document of the endpoints']));
  for (const operation of operations) {
    if (operation.type === 'subscription' || (expose === 'routes' && !routes.has(operation.name))) {
      continue;
    }
    const document = parse(operation.body, { noLocation: true });
    const [fault] = validate(options.schema, document, undefined, { maxErrors: 1 });
    if (fault !== undefined) {
      invalid.push(`The operation "${operation.name}" cannot be an endpoint: ${fault.message}`);
      continue;
    }
    try {
      const one = place(operation, document, options);
      const shape = pathShape(one.template);
      const other = taken.get(shape);
      if (other !== undefined) {
        throw new TypeError(`its path "${one.endpoint.path}" is that of ${other}`);
      }
      taken.set(shape, `"${operation.name}"`);
      placed.push(one);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      problems.push(`The operation "${operation.name}" cannot be an endpoint: ${reason}`);
    }
  }
  return { placed, problems, invalid };
}

function place(
  { id, name, type }: ManifestOperation,
  document: DocumentNode,
  options: CompileEndpointsOptions,
): PlacedEndpoint {
  const operation = getOperationAST(document, name);
  if (!operation || operation.operation !== type || type === 'subscription') {
    throw new TypeError('its text has no such operation');
  }
  const route = options.routes.get(name);
  const template = parsePathTemplate(route?.path ?? defaultPath(name));
  const endpoint: Endpoint = {
    operation: { id, name, type },
    path: template.text,
    variables: readVariables(operation, pathVariables(template), options.schema),
    result: resultShape(operation, fragmentsOf(document), options.schema),
    partialData: route?.partialData ?? options.partialData,
  };
  return { endpoint, template };
}

function fragmentsOf({ definitions }: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  return new Map(
    definitions.flatMap((definition) =>
      definition.kind === 'FragmentDefinition' ? [[definition.name.value, definition] as const] : [],
    ),
  );
}

function readVariables(
  { variableDefinitions = [] }: OperationDefinitionNode,
  inPath: readonly string[],
  schema: GraphQLSchema,
): ReadonlyMap<string, EndpointVariable> {
  const variables = new Map(variableDefinitions.map((definition) => readVariable(definition, inPath, schema)));
  for (const [index, name] of inPath.entries()) {
    const type = variables.get(name)?.type;
    if (type === undefined) {
      throw new TypeError(`its path has "{${name}}", and it has no variable $${name}`);
    }
    const nullable = isNonNullType(type) ? type.ofType : type;
    if (inPath.indexOf(name) !== index || isListType(nullable) || isInputObjectType(nullable)) {
      throw new TypeError(`"{${name}}" cannot be in its path: only one scalar or enum value can stand there, once`);
    }
  }
  return variables;
}

function readVariable(
  { variable, type: typeNode, defaultValue }: VariableDefinitionNode,
  inPath: readonly string[],
  schema: GraphQLSchema,
): readonly [string, EndpointVariable] {
  const name = variable.name.value;
  const type = typeFromAST(schema, typeNode);
  if (!isInputType(type)) {
    throw new TypeError(`its variable $${name} has no type for input`);
  }
  return [
    name,
    {
      type,
      required: isNonNullType(type) && defaultValue === undefined,
      defaultValue: defaultValue && valueFromASTUntyped(defaultValue),
      inPath: inPath.includes(name),
    },
  ];
}
