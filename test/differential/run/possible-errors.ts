import {
  buildASTSchema,
  type DocumentNode,
  type ExecutionArgs,
  execute,
  GraphQLError,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  parse,
  responsePathAsArray,
  type TypeNode,
  visit,
} from 'graphql';
import type { Node } from '../world/datum.js';
import { stableJson } from '../world/stable-json.js';
import type { ClientOperation, World } from '../world/world.js';
import type { HiddenError, PossibleErrors } from './answers.js';
import { type Monolith, rootOf } from './monolith.js';
import { pathKey } from './paths.js';

/** Finds every error that an operation can bring. */
export type FindPossibleErrors = (document: DocumentNode, operation: ClientOperation) => Promise<PossibleErrors>;

/**
 * Executes operations over the same schema with every field and list item nullable. Nothing is cut short then: each
 * resolver runs, and each error stays at the place where it came up. A null where the real schema allows none counts as
 * one too.
 */
export function createPossibleErrors(world: World, monolith: Monolith): FindPossibleErrors {
  const schema = buildSchema(nullableFields(world));
  const lenientSchema = buildSchema(nullableArguments(nullableFields(world)));
  return async (document, operation) => {
    const hidden: HiddenError[] = [];
    const plainFields = new Map<string, string>();
    const run = (asked: Pick<ExecutionArgs, 'schema' | 'document'>) =>
      execute({
        ...asked,
        operationName: operation.operationName ?? null,
        variableValues: operation.variables,
        rootValue: rootOf(document, operation, world),
        fieldResolver: (node: Node, args: Record<string, unknown>, _context, info) => {
          if (stableJson(args) === '{}') plainFields.set(pathKey(responsePathAsArray(info.path)), info.fieldName);
          hidden.push(...hiddenErrors(monolith, node, info));
          const coordinate = `${info.parentType.name}.${info.fieldName}`;
          return withViolations(monolith.resolve(node, args, info), realType(monolith.apiSchema, info), coordinate);
        },
        typeResolver: (node: Node) => node.type,
      });
    const result = await run({ schema, document });
    // A field whose arguments turn out to be invalid is not resolved, but what it requires may have been fetched before.
    const refused = new Set<unknown>(result.errors?.flatMap(({ nodes }) => nodes ?? []));
    const resolvable = withoutArguments(document, refused);
    if (resolvable !== document) await run({ schema: lenientSchema, document: resolvable });
    const errors = (result.errors ?? []).map(({ message, path }) => ({ message, path: path ?? [] }));
    return { errors, hidden, plainFields };
  };
}

/** The document without the arguments of fields that have one of these values. */
function withoutArguments(document: DocumentNode, values: ReadonlySet<unknown>): DocumentNode {
  return visit(document, {
    Field: (field) =>
      field.arguments?.some(({ value }) => values.has(value)) === true ? { ...field, arguments: [] } : undefined,
  });
}

function hiddenErrors(monolith: Monolith, node: Node, info: GraphQLResolveInfo): readonly HiddenError[] {
  const fieldSet = monolith.requirements.get(`${node.type}.${info.fieldName}`);
  if (fieldSet === undefined) return [];
  const object = responsePathAsArray(info.path.prev);
  const { faults, hidden } = monolith.project(node, fieldSet);
  return [...faults, ...hidden].map(({ message, path }) => ({ message, object, below: path }));
}

function realType(schema: GraphQLSchema, info: GraphQLResolveInfo): GraphQLOutputType {
  const type = schema.getType(info.parentType.name);
  const field = isObjectType(type) ? type.getFields()[info.fieldName] : undefined;
  if (field === undefined) throw new Error(`There is no field "${info.parentType.name}.${info.fieldName}"`);
  return field.type;
}

/** The value with an error in place of each null that its type forbids. */
function withViolations(value: unknown, type: GraphQLOutputType, coordinate: string): unknown {
  if (isNonNullType(type)) {
    return value === null
      ? new GraphQLError(`Cannot return null for non-nullable field ${coordinate}.`)
      : withViolations(value, type.ofType, coordinate);
  }
  return isListType(type) && Array.isArray(value)
    ? value.map((item) => withViolations(item, type.ofType, coordinate))
    : value;
}

function buildSchema(document: DocumentNode): GraphQLSchema {
  return buildASTSchema(document, { assumeValid: true, assumeValidSDL: true });
}

function nullableFields(world: World): DocumentNode {
  return visit(parse(world.monolith, { noLocation: true }), {
    FieldDefinition: (field) => ({ ...field, type: nullable(field.type) }),
  });
}

function nullableArguments(document: DocumentNode): DocumentNode {
  return visit(document, { InputValueDefinition: (input) => ({ ...input, type: nullable(input.type) }) });
}

function nullable(type: TypeNode): TypeNode {
  switch (type.kind) {
    case Kind.NON_NULL_TYPE:
      return nullable(type.type);
    case Kind.LIST_TYPE:
      return { ...type, type: nullable(type.type) };
    case Kind.NAMED_TYPE:
      return type;
  }
}
