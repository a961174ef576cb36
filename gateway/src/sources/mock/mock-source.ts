import { setTimeout as sleep } from 'node:timers/promises';
import { type DocumentNode, execute, type GraphQLFieldResolver, type GraphQLSchema, parse, validate } from 'graphql';
import { GatewayError } from '../../errors/gateway-error.js';
import type { FetchInput, PreparedFetch, Source, SourceAnswer, SourceOperation } from '../../executor/source.js';
import type { Supergraph } from '../../supergraph/supergraph.js';
import { fieldSetLeaves } from '../connectors/field-set.js';
import { createMockEntities } from './mock-entities.js';
import { assertHintsFit, readMockHints } from './mock-hints.js';
import { createMockResolver, MockOverflow, type MockRun } from './mock-resolver.js';
import { defaultListSize, type MockSettings, maxAnswerValues } from './mock-settings.js';

/** Options of `createMockSource`. */
export interface MockSourceOptions {
  /** The subgraph's name, as in the supergraph's `join__Graph`. */
  readonly name: string;
  /** Name of its `join__Graph` value. */
  readonly enumValue: string;
  readonly supergraph: Supergraph;
  readonly settings: MockSettings;
  /** Deadline of one answer, in milliseconds: a longer `latencyMs` is SOURCE_TIMEOUT. */
  readonly timeoutMs: number;
}

/**
 * Creates the source of a service that is not there yet: it answers every fetch with data that fits the schema and looks
 * like what fields are called.
 *
 * Every value follows from the seed, the type and key of its entity (of other objects: where they stand), the field and
 * its arguments, so that an entity is the same whatever way it is reached and however often it is asked for. Keys do not
 * depend on the seed: sources that are mocked refer to each other's entities. Nothing is remembered: a mutation answers as
 * if it had changed something.
 *
 * @throws {GatewayError} SUPERGRAPH_INVALID when the supergraph has no such subgraph, or its `@mock` does not fit.
 */
export function createMockSource(options: MockSourceOptions): Source {
  const { name, settings } = options;
  const { schema, keys } = readSubgraph(options);
  const hints = readMockHints(options.supergraph.directives.get('join__directive') ?? [], options.enumValue);
  assertHintsFit(hints, schema, name);
  const entities = createMockEntities(schema, keys);
  const seed = settings.seed ?? hints.seed ?? 1;
  const listSize = settings.listSize ?? hints.listSize ?? defaultListSize;
  const nullRate = settings.nullRate ?? 0;
  // Loaded at once, so that the first fetch does not wait for it, and only where something is mocked.
  const resolver = import('./believable-values.js').then(({ believableValue: makeValue }) =>
    createMockResolver({ schema, entities, hints, seed, listSize, nullRate, makeValue }),
  );
  // Whoever waits for it is told; until somebody does, it must not end the process.
  resolver.catch(() => undefined);
  return {
    name,
    kind: 'mock',
    callerHeaders: new Set(),
    prepare: (operation) => prepare(operation, { ...options, schema, resolver }),
    probe: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

interface MockedSubgraph {
  readonly schema: GraphQLSchema;
  readonly keys: ReadonlyMap<string, ReadonlyArray<ReadonlyArray<readonly string[]>>>;
}

function readSubgraph({ name, supergraph }: MockSourceOptions): MockedSubgraph {
  const subgraph = supergraph.model.subgraphs().get(name);
  if (subgraph === undefined) {
    throw new GatewayError('SUPERGRAPH_INVALID', `Cannot mock source "${name}": the supergraph has no such subgraph`, {
      source: name,
    });
  }
  const key = subgraph.metadata().keyDirective();
  const types = [...subgraph.schema.objectTypes(), ...subgraph.schema.interfaceTypes()];
  const keys = types.flatMap((type) => {
    const fieldSets = type.appliedDirectivesOf(key).map((applied) => String(applied.arguments().fields));
    return fieldSets.length === 0 ? [] : [[type.name, fieldSets.map(fieldSetLeaves)] as const];
  });
  return { schema: subgraph.schema.toGraphQLJSSchema(), keys: new Map(keys) };
}

interface Preparing extends MockSourceOptions {
  readonly schema: GraphQLSchema;
  readonly resolver: Promise<GraphQLFieldResolver<unknown, MockRun>>;
}

function prepare(operation: SourceOperation, preparing: Preparing): PreparedFetch {
  const document = parseOperation(operation, preparing);
  const { schema, resolver, name } = preparing;
  return async (input) => {
    const [fieldResolver] = await Promise.all([resolver, wait(input, preparing)]);
    const run: MockRun = { values: 0 };
    const { data, errors = [] } = await execute({
      schema,
      document,
      variableValues: variablesOf(input),
      contextValue: run,
      fieldResolver,
      typeResolver: (value) => (value as { readonly __typename: string }).__typename,
    });
    if (errors.some(({ originalError }) => originalError instanceof MockOverflow)) {
      const message = `Cannot mock an answer of source "${name}": it has over ${maxAnswerValues} values`;
      throw new GatewayError('SOURCE_ANSWER_TOO_LARGE', message, { source: name });
    }
    return {
      data,
      errors: errors.map(({ message, path }) => ({ message, ...(path && { path }) })),
      // Made-up data must outlive the mock in no cache.
      cacheControl: 'no-store',
    } satisfies SourceAnswer;
  };
}

function parseOperation({ text, kind }: SourceOperation, { name, schema }: Preparing): DocumentNode {
  const document = parse(text, { noLocation: true });
  const [error] =
    kind === 'subscription' ? [new Error('mocked sources have no subscriptions')] : validate(schema, document);
  if (error === undefined) return document;
  throw new GatewayError('INTERNAL_SERVER_ERROR', `Cannot prepare a fetch from source "${name}": ${error.message}`, {
    cause: error,
    source: name,
  });
}

async function wait({ signal }: FetchInput, { name, settings, timeoutMs }: Preparing): Promise<void> {
  const latencyMs = settings.latencyMs ?? 0;
  if (latencyMs > 0) await sleep(Math.min(latencyMs, timeoutMs), undefined, { signal });
  if (latencyMs <= timeoutMs) return;
  throw new GatewayError('SOURCE_TIMEOUT', `Cannot fetch from source "${name}": no answer in ${timeoutMs} ms`, {
    source: name,
  });
}

function variablesOf({ variables, representations }: FetchInput): Record<string, unknown> {
  if (representations === undefined) return { ...variables };
  return { ...variables, representations: JSON.parse(representations.list()) as unknown };
}
