import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { anonymous, type Identity } from '../auth/identity.js';
import { createLocalSource, type LocalResolvers } from '../sources/local/local-source.js';
import { createEngine, type Engine, type EngineOptions } from './engine.js';
import type { FetchInput, Source, SourceAnswer, SourceOperation } from './source.js';

/** A subgraph of a test: resolvers run in process, or `answer` stands in for a source that misbehaves. */
export interface TestSubgraph {
  /** Linked to Federation 2.8 where it links nothing itself. */
  readonly sdl: string;
  readonly resolvers?: LocalResolvers;
  readonly answer?: (input: FetchInput, operation: SourceOperation) => Promise<SourceAnswer> | SourceAnswer;
  /** See `Source.maxBatchSize`. */
  readonly maxBatchSize?: number;
}

/** One fetch that a source was asked for. */
export interface RecordedFetch {
  readonly source: string;
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly representations: readonly unknown[] | undefined;
}

/** An engine over in-process subgraphs that records every fetch. */
export interface TestEngine {
  readonly engine: Engine;
  readonly fetches: RecordedFetch[];
  /** Parses, executes and reads the answer's text back. */
  run(
    query: string,
    variables?: Record<string, unknown>,
    headers?: ReadonlyMap<string, string>,
    identity?: Identity,
  ): Promise<{
    readonly data: unknown;
    readonly errors: ReadonlyArray<Record<string, unknown>>;
    readonly text: string;
  }>;
}

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.8", import: ["@key", "@shareable", "@external", "@requires", "@provides", "@inaccessible", "@interfaceObject", "@override", "@tag", "@context", "@fromContext", "@authenticated", "@requiresScopes", "@policy", "@composeDirective"])\n';

/** Composes subgraphs and starts an engine over them. */
export function startTestEngine(
  subgraphs: Readonly<Record<string, TestSubgraph>>,
  options: Pick<EngineOptions, 'authorization' | 'overrides' | 'shareInFlight' | 'keepAnswers'> = {},
): TestEngine {
  const entries = Object.entries(subgraphs).map(([name, subgraph]) => ({
    name,
    ...subgraph,
    sdl: subgraph.sdl.includes('specs.apollo.dev/federation') ? subgraph.sdl : link + subgraph.sdl,
  }));
  const composed = composeServices(
    entries.map(({ name, sdl }) => ({ name, url: `http://${name}.invalid`, typeDefs: parse(sdl) })),
  );
  if (composed.supergraphSdl === undefined) {
    throw new Error(composed.errors?.map((error) => error.message).join('\n'));
  }
  const fetches: RecordedFetch[] = [];
  const engine = createEngine({
    ...options,
    supergraphSdl: composed.supergraphSdl,
    createSource: ({ name }) => {
      const entry = entries.find((candidate) => candidate.name === name);
      if (entry === undefined) {
        throw new Error(`No subgraph ${name}`);
      }
      return recording(createLocalSource({ name, sdl: entry.sdl, resolvers: entry.resolvers ?? {} }), entry, fetches);
    },
  });
  return {
    engine,
    fetches,
    async run(query, variables = {}, headers = new Map(), identity = anonymous) {
      const document = parse(query);
      const operation = document.definitions.find((definition) => definition.kind === 'OperationDefinition');
      if (operation === undefined) {
        throw new Error('No operation');
      }
      const outcome = await engine.execute({
        documentHash: query,
        document,
        operation,
        variables,
        request: { clientGraph: 'test', correlationId: 'test', headers, identity },
        signal: new AbortController().signal,
      });
      return outcome.kind === 'refused'
        ? { data: undefined, errors: outcome.errors.map((error) => ({ message: error.message })), text: '' }
        : {
            data: JSON.parse(`${outcome.data}`),
            text: `${outcome.data}`,
            errors: outcome.errors.map(({ message, path }) => ({ message, ...(path === undefined ? {} : { path }) })),
          };
    },
  };
}

function recording(source: Source, subgraph: TestSubgraph, fetches: RecordedFetch[]): Source {
  return {
    ...source,
    ...(subgraph.maxBatchSize !== undefined && { maxBatchSize: subgraph.maxBatchSize }),
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
