import {
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  getVariableValues,
  type OperationDefinitionNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { createPlanner } from '../planner/planner.js';
import { readSupergraph, type SubgraphDefinition, type Supergraph } from '../supergraph/supergraph.js';
import { compileProgram, type Program } from './compile-program.js';
import { type ExecutionError, ExecutionErrors } from './execution-errors.js';
import type { Source, SourceRequest } from './source.js';
import { createTypeTest } from './type-test.js';

/** Executes operations over one supergraph. */
export interface Engine {
  /** What clients see. */
  readonly apiSchema: GraphQLSchema;
  readonly supergraph: Supergraph;
  /** One for each subgraph of the supergraph. */
  readonly sources: readonly Source[];
  /**
   * Executes an operation that is valid against `apiSchema`.
   *
   * @throws {GatewayError} OPERATION_NOT_PLANNABLE; INTERNAL_SERVER_ERROR when planning fails.
   */
  execute(operation: EngineOperation): Promise<ExecutionOutcome>;
  /** Closes the sources. */
  close(): Promise<void>;
}

/** An operation to execute. */
export interface EngineOperation {
  /** Identifies the document's text; programs are cached under it and the operation's name. */
  readonly documentHash: string;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** As the client sent them. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly request: SourceRequest;
  readonly signal: AbortSignal;
}

/** `executed`: there is an answer, perhaps partial. `refused`: the variables do not fit; nothing was fetched. */
export type ExecutionOutcome =
  | { readonly kind: 'executed'; readonly data: string; readonly errors: readonly ExecutionError[] }
  | { readonly kind: 'refused'; readonly errors: readonly GraphQLError[] };

/** A source to create: the subgraph as the supergraph names it, and the supergraph itself. */
export interface SourceDefinition extends SubgraphDefinition {
  readonly supergraph: Supergraph;
}

/** Options of `createEngine`. */
export interface EngineOptions {
  readonly supergraphSdl: string;
  /** Where the SDL came from, for messages. */
  readonly file?: string;
  readonly createSource: (definition: SourceDefinition) => Source;
  /** Cap on the memory that cached programs take, estimated, in bytes. Default 64 MiB. */
  readonly maxProgramBytes?: number;
}

/** Most errors one variables object may bring. */
const maxVariableErrors = 50;

/**
 * Creates an engine.
 *
 * @throws {GatewayError} SUPERGRAPH_INVALID.
 */
export function createEngine(options: EngineOptions): Engine {
  const supergraph = readSupergraph(options.supergraphSdl, options.file === undefined ? {} : { file: options.file });
  const planner = createPlanner(supergraph);
  const sources = new Map(
    supergraph.subgraphs.map((subgraph) => [subgraph.name, options.createSource({ ...subgraph, supergraph })]),
  );
  const isOfType = createTypeTest(supergraph.fullSchema);
  const programs = new LRUCache<string, Program>({
    maxSize: options.maxProgramBytes ?? 64 * 1024 * 1024,
    sizeCalculation: programBytes,
  });
  const { apiSchema: schema } = supergraph;

  const programOf = ({ documentHash, document, operation }: EngineOperation): Program => {
    const key = `${documentHash}:${operation.name?.value ?? ''}`;
    let program = programs.get(key);
    if (program === undefined) {
      const plan = planner.plan(document, operation);
      program = compileProgram({ schema, document, operation, plan, sources, isOfType });
      programs.set(key, program);
    }
    return program;
  };

  return {
    apiSchema: schema,
    supergraph,
    sources: [...sources.values()],
    async execute(operation) {
      const coerced = coerceVariables(schema, operation);
      if (coerced.kind === 'refused') {
        return coerced;
      }
      const { variables } = coerced;
      const { request, signal } = operation;
      const program = programOf(operation);
      const data = Object.create(null);
      const errors = new ExecutionErrors();
      await program.step?.({ data, errors, variables, request, signal });
      const text = program.completionFor(variables)(data, errors, variables);
      return { kind: 'executed', data: text, errors: errors.list };
    },
    async close() {
      await Promise.all([...sources.values()].map((source) => source.close()));
    },
  };
}

/** Spec: GraphQL specification, section "Coercing Variable Values". */
function coerceVariables(
  schema: GraphQLSchema,
  { operation, variables }: EngineOperation,
):
  | { readonly kind: 'coerced'; readonly variables: Readonly<Record<string, unknown>> }
  | { readonly kind: 'refused'; readonly errors: readonly GraphQLError[] } {
  const definitions = operation.variableDefinitions ?? [];
  const result = getVariableValues(schema, definitions, variables, { maxErrors: maxVariableErrors });
  if (result.errors !== undefined) {
    return { kind: 'refused', errors: result.errors };
  }
  const coerced: Record<string, unknown> = Object.create(null);
  for (const { variable } of definitions) {
    const name = variable.name.value;
    if (Object.hasOwn(result.coerced, name)) {
      coerced[name] = result.coerced[name];
    }
  }
  return { kind: 'coerced', variables: coerced };
}

/** An estimate: closures take a few times the text they were compiled from. */
function programBytes(program: Program): number {
  return 4096 + 8 * JSON.stringify(program.plan.node ?? null).length;
}
