import {
  buildASTSchema,
  type DocumentNode,
  execute,
  executeSync,
  type GraphQLResolveInfo,
  GraphQLSchema,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  parse,
  responsePathAsArray,
  visit,
} from 'graphql';
import { type FieldInputs, makeValue, type Node, nodeOf } from '../world/datum.js';
import { readSubgraphFacts } from '../world/subgraph-facts.js';
import type { ClientOperation, World } from '../world/world.js';
import type { Answer } from './answers.js';
import type { PathElement } from './paths.js';

/** A world as one GraphQL service. */
export interface Monolith {
  /** What clients see. */
  readonly apiSchema: GraphQLSchema;
  /** With the fields that only subgraphs see. */
  readonly fullSchema: GraphQLSchema;
  /** `Type.field` -> the field set of its `@requires`, for every type that has it, through `@interfaceObject` too. */
  readonly requirements: ReadonlyMap<string, string>;
  /** The fields of a field set, as JSON, of one object. */
  project(node: Node, fieldSet: string): Projection;
  /** What a field holds, `@requires` and arguments considered. */
  resolve(node: Node, args: Readonly<Record<string, unknown>>, info: GraphQLResolveInfo): unknown;
}

/** Fields of one object as JSON, nulls propagated within it. */
export interface Projection {
  /** Null when a null has travelled up to the object itself. */
  readonly value: Readonly<Record<string, unknown>> | null;
  readonly faults: readonly ProjectionFault[];
  /** Of fields that fields on the way require in their turn. */
  readonly hidden: readonly ProjectionFault[];
}

/** What went wrong in a projection, below its object. */
export interface ProjectionFault {
  readonly message: string;
  readonly path: readonly PathElement[];
}

/** The value that every resolver gets as its context. */
export interface MonolithContext {
  readonly journal: string[];
}

const noFaults: Pick<Projection, 'faults' | 'hidden'> = { faults: [], hidden: [] };

/** Opens a world as one service. */
export function openMonolith(world: World): Monolith {
  const document = parse(world.monolith, { noLocation: true });
  const fullSchema = toSchema(document);
  const requirements = readRequirements(world, fullSchema);
  const projections = new WeakMap<Node, Map<string, Projection>>();
  const schemas = new Map<string, GraphQLSchema>();
  const monolith: Monolith = {
    apiSchema: toSchema(withoutHidden(document)),
    fullSchema,
    requirements,
    project(node, fieldSet) {
      const known = projections.get(node) ?? new Map<string, Projection>();
      projections.set(node, known);
      let projection = known.get(fieldSet);
      if (projection === undefined) {
        projection = projectNode(node, fieldSet, schemaOf(node.type));
        known.set(fieldSet, projection);
      }
      return projection;
    },
    resolve(node, args, info) {
      const datum = node.facts[info.fieldName];
      if (datum === undefined) throw new Error(`No datum for ${info.parentType.name}.${info.fieldName}`);
      const fieldSet = requirements.get(`${node.type}.${info.fieldName}`);
      const required = fieldSet === undefined ? undefined : monolith.project(node, fieldSet).value;
      return makeValue(datum, world.entities, inputsOf(args, required));
    },
  };
  const schemaOf = (type: string): GraphQLSchema => {
    const schema = schemas.get(type) ?? rootedAt(fullSchema, type);
    schemas.set(type, schema);
    return schema;
  };
  /** Executing the field set as a query gives what the specification makes of faults and nulls on the way. */
  const projectNode = (node: Node, fieldSet: string, schema: GraphQLSchema): Projection => {
    const hidden: ProjectionFault[] = [];
    const result = executeSync({
      schema,
      document: parse(`{${fieldSet}}`, { noLocation: true }),
      rootValue: node,
      fieldResolver: (parent: Node, args, _context, info) => {
        const required = requirements.get(`${parent.type}.${info.fieldName}`);
        const { faults, hidden: deeper } = required === undefined ? noFaults : monolith.project(parent, required);
        const at = responsePathAsArray(info.path.prev);
        hidden.push(...[...faults, ...deeper].map(({ message, path }) => ({ message, path: [...at, ...path] })));
        return monolith.resolve(parent, args, info);
      },
      typeResolver: (value: Node) => value.type,
    });
    const faults = (result.errors ?? []).map(({ message, path }) => ({ message, path: path ?? [] }));
    return { value: result.data ?? null, faults, hidden };
  };
  return monolith;
}

/** Arguments and required fields as inputs; undefined when there are neither. */
export function inputsOf(args: Readonly<Record<string, unknown>>, required: unknown): FieldInputs | undefined {
  const hasArguments = Object.keys(args).length > 0;
  if (!hasArguments && required === undefined) return undefined;
  return { ...(hasArguments ? { args } : {}), ...(required === undefined ? {} : { required }) };
}

/** Executes an operation with graphql-js. */
export async function executeMonolith(
  monolith: Monolith,
  world: World,
  run: { readonly document: DocumentNode; readonly operation: ClientOperation },
): Promise<Answer> {
  const journal: string[] = [];
  const result = await execute({
    schema: monolith.apiSchema,
    document: run.document,
    operationName: run.operation.operationName ?? null,
    variableValues: run.operation.variables,
    rootValue: rootOf(run.document, run.operation, world),
    contextValue: { journal } satisfies MonolithContext,
    fieldResolver: (node: Node, args, context: MonolithContext, info) => {
      noteMutation(context.journal, args, info);
      return monolith.resolve(node, args, info);
    },
    typeResolver: (node: Node) => node.type,
  });
  const errors = (result.errors ?? []).map(({ message, path, extensions }) => ({ message, path, extensions }));
  return result.data === undefined
    ? { kind: 'refused', messages: errors.map(({ message }) => message) }
    : { kind: 'executed', data: JSON.stringify(result.data), errors, journal };
}

/** Writes a mutation's root field down. */
export function noteMutation(journal: string[], args: object, info: GraphQLResolveInfo): void {
  if (info.path.prev === undefined && info.operation.operation === 'mutation') {
    journal.push(`${info.fieldName} ${JSON.stringify(args)}`);
  }
}

/** The object that an operation starts at. */
export function rootOf(document: DocumentNode, operation: ClientOperation, world: World): Node {
  const definition = document.definitions.find(
    (candidate): candidate is OperationDefinitionNode =>
      candidate.kind === Kind.OPERATION_DEFINITION &&
      (operation.operationName === undefined || candidate.name?.value === operation.operationName),
  );
  return nodeOf(definition?.operation === 'mutation' ? 'Mutation' : 'Query', world.entities);
}

function toSchema(document: DocumentNode): GraphQLSchema {
  return buildASTSchema(document, { assumeValid: true, assumeValidSDL: true });
}

function withoutHidden(document: DocumentNode): DocumentNode {
  return visit(document, {
    FieldDefinition: (field) =>
      field.directives?.some((directive) => directive.name.value === 'inaccessible') === true ? null : undefined,
  });
}

/** The same types with another query root. */
function rootedAt(schema: GraphQLSchema, typeName: string): GraphQLSchema {
  const query = schema.getType(typeName);
  if (!isObjectType(query)) throw new Error(`"${typeName}" is no object type`);
  return new GraphQLSchema({ ...schema.toConfig(), query, mutation: null, assumeValid: true });
}

function readRequirements(world: World, schema: GraphQLSchema): ReadonlyMap<string, string> {
  const requirements = new Map<string, string>();
  for (const sdl of Object.values(world.subgraphs)) {
    const { requires, interfaceObjects } = readSubgraphFacts(sdl);
    for (const [coordinate, fieldSet] of requires) {
      const [typeName = '', fieldName = ''] = coordinate.split('.');
      for (const name of interfaceObjects.has(typeName) ? implementorsOf(schema, typeName) : [typeName]) {
        requirements.set(`${name}.${fieldName}`, fieldSet);
      }
    }
  }
  return requirements;
}

/** Names of the object types that implement an interface. */
export function implementorsOf(schema: GraphQLSchema, interfaceName: string): readonly string[] {
  return Object.values(schema.getTypeMap()).flatMap((type) =>
    isObjectType(type) && type.getInterfaces().some(({ name }) => name === interfaceName) ? [type.name] : [],
  );
}
