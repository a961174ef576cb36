import {
  anonymous,
  createEngine,
  createLocalSource,
  type EngineOptions,
  type ExecutionError,
  type FetchInput,
  GatewayError,
  type Identity,
  type LocalResolvers,
  type Source,
  type SourceAnswer,
  type SourceOperation,
} from '@facet/gateway';
import { composeClientGraph } from '@facet/schema';
import { GraphQLError, getOperationAST, parse, validate } from 'graphql';

/** A subgraph of a test: resolvers run in process, or `answer` stands in for a source that misbehaves. */
export interface TestSubgraph {
  /** Without the `@link` of Federation 2, which is added. */
  readonly sdl: string;
  /** Default 2. A subgraph of Federation 1 links nothing. */
  readonly federation?: 1 | 2;
  readonly resolvers?: LocalResolvers;
  readonly answer?: (input: FetchInput, operation: SourceOperation) => Promise<SourceAnswer> | SourceAnswer;
}

/** The subgraphs of a graph, by name. */
export type TestSubgraphs = Readonly<Record<string, TestSubgraph>>;

/** One fetch that a source was asked for. */
export interface RecordedFetch {
  readonly source: string;
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Undefined for a fetch that starts at a root type. */
  readonly representations: readonly unknown[] | undefined;
}

/** A client's answer, as it would be read from JSON; `errors` only when there are some. */
export interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly AnswerError[];
}

/** One entry of `errors`: `code` where one is known. */
export interface AnswerError {
  readonly message: string;
  readonly path?: ReadonlyArray<string | number>;
  readonly code?: unknown;
}

/** What an operation came to. */
export interface Run {
  readonly answer: Answer;
  /** The answer's `data` as it was written; empty when there is none. */
  readonly text: string;
  readonly fetches: readonly RecordedFetch[];
}

/** What an operation is run with, beside its text. */
export interface RunOptions {
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
  /** The client's headers, names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Who asks. Default nobody in particular. */
  readonly identity?: Identity;
}

/** How the engine is started. */
export type FederationOptions = Pick<EngineOptions, 'overrides' | 'authorization'>;

/** A composed graph over in-process subgraphs. */
export interface Federation {
  readonly supergraphSdl: string;
  /** Validates and executes an operation. */
  run(query: string, options?: RunOptions): Promise<Run>;
}

const federation2 = `extend schema @link(
  url: "https://specs.apollo.dev/federation/v2.11"
  import: ["@key", "@shareable", "@external", "@requires", "@provides", "@extends", "@inaccessible", "@interfaceObject",
    "@override", "@tag", "@authenticated", "@requiresScopes", "@policy", "@context", "@fromContext", "@cost", "@listSize"]
)
`;

/**
 * Composes subgraphs and starts an engine over them.
 *
 * @throws {Error} With composition's words when the subgraphs do not fit together.
 */
export async function startFederation(subgraphs: TestSubgraphs, options: FederationOptions = {}): Promise<Federation> {
  const complete = new Map(
    Object.entries(subgraphs).map(([name, subgraph]) => [
      name,
      { ...subgraph, sdl: (subgraph.federation === 1 ? '' : federation2) + subgraph.sdl },
    ]),
  );
  return serve(await compose(complete), complete, options);
}

/** Starts an engine over a supergraph that is given as it is. */
export function serveSupergraph(
  supergraphSdl: string,
  subgraphs: TestSubgraphs,
  options: FederationOptions = {},
): Federation {
  return serve(supergraphSdl, new Map(Object.entries(subgraphs)), options);
}

async function compose(subgraphs: ReadonlyMap<string, TestSubgraph>): Promise<string> {
  const shared = [...subgraphs].map(([name, { sdl }]) => ({ name, url: `http://${name}.invalid`, file: name, sdl }));
  const contract = { include: [], exclude: [] };
  const { supergraph, problems } = await composeClientGraph({ name: 'test', shared, contract });
  if (supergraph === undefined) throw new Error(problems.map(({ message }) => message).join('\n'));
  return supergraph;
}

function serve(
  supergraphSdl: string,
  subgraphs: ReadonlyMap<string, TestSubgraph>,
  options: FederationOptions,
): Federation {
  const fetches: RecordedFetch[] = [];
  const engine = createEngine({
    ...options,
    supergraphSdl,
    createSource: ({ name }) => {
      const subgraph = subgraphs.get(name);
      if (subgraph === undefined) throw new Error(`There is no subgraph "${name}"`);
      const { sdl, resolvers = {} } = subgraph;
      return recording(createLocalSource({ name, sdl, resolvers }), subgraph, fetches);
    },
  });
  return {
    supergraphSdl,
    async run(query, { variables = {}, operationName, headers = {}, identity = anonymous } = {}) {
      fetches.length = 0;
      const document = parse(query);
      const operation = getOperationAST(document, operationName);
      const faults = validate(engine.apiSchema, document);
      if (faults.length > 0 || !operation) return { answer: { errors: faults.map(toError) }, text: '', fetches: [] };
      try {
        const outcome = await engine.execute({
          documentHash: query,
          document,
          operation,
          variables,
          request: {
            clientGraph: 'test',
            correlationId: 'test',
            headers: new Map(Object.entries(headers)),
            identity,
          },
          signal: new AbortController().signal,
        });
        if (outcome.kind === 'refused') return { answer: { errors: outcome.errors.map(toError) }, text: '', fetches };
        const data: unknown = JSON.parse(`${outcome.data}`);
        const errors = outcome.errors.map(fromExecution);
        return {
          answer: errors.length === 0 ? { data } : { data, errors },
          text: `${outcome.data}`,
          fetches: [...fetches],
        };
      } catch (error) {
        if (!(error instanceof GatewayError)) throw error;
        return { answer: { errors: [{ message: error.message, code: error.code }] }, text: '', fetches: [...fetches] };
      }
    },
  };
}

function toError({ message, path }: GraphQLError): AnswerError {
  return { message, ...(path === undefined ? {} : { path }) };
}

function fromExecution({ message, path, failure, extensions }: ExecutionError): AnswerError {
  const code = failure instanceof GatewayError ? failure.code : extensions?.['code'];
  return { message, ...(path === undefined ? {} : { path }), ...(code === undefined ? {} : { code }) };
}

/** An error that a resolver throws for its client to read. */
export function clientError(message: string, code: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}

function recording(source: Source, subgraph: TestSubgraph, fetches: RecordedFetch[]): Source {
  return {
    ...source,
    prepare(operation) {
      const prepared = source.prepare(operation);
      return async (input) => {
        fetches.push({
          source: source.name,
          text: operation.text,
          variables: { ...input.variables },
          representations: input.representations?.texts().map((text) => JSON.parse(text)),
        });
        return subgraph.answer === undefined ? prepared(input) : subgraph.answer(input, operation);
      };
    },
  };
}
