import type { GraphQLDataSource } from '@apollo/gateway';
import { GraphQLError, parse } from 'graphql';
import { GatewayError } from '../errors/gateway-error.js';
import type { FetchInput, Source, SourceOperation } from '../executor/source.js';
import { readGraphQLResponse } from '../sources/http/read-graphql-answer.js';
import { messageOf } from './apollo-logger.js';
import { healthCheckQuery, type IncomingFetch, requestKinds } from './apollo-types.js';
import { incomingRequest } from './incoming-requests.js';

/** A subgraph that is reached through a data source of Apollo's. */
export interface DataSourceOptions {
  readonly name: string;
  readonly dataSource: GraphQLDataSource;
  /** Longest wait for `process()`, in milliseconds. Past it: SOURCE_TIMEOUT; the call itself cannot be ended. */
  readonly timeoutMs: number;
  /** Whether `process()` gets the fetch's parsed document too. */
  readonly exposeDocuments: boolean;
}

/** Shows a data source to the engine: each fetch is one `process()`, hooks and all. */
export function createDataSourceSource(options: DataSourceOptions): Source {
  const { name, dataSource } = options;
  return {
    name,
    kind: 'http',
    prepare(operation) {
      const document = options.exposeDocuments ? parse(operation.text, { noLocation: true }) : undefined;
      return async (input) => {
        const fetch = toIncomingFetch(operation, input);
        const call = document === undefined ? fetch : { ...fetch, document };
        const response = await answerOf(() => dataSource.process(call), { ...options, signal: input.signal });
        return readGraphQLResponse(response, 'a response of its data source', name);
      };
    },
    async probe(signal) {
      const call = { kind: requestKinds.healthCheck, request: { query: healthCheckQuery }, context: {} };
      await answerOf(() => dataSource.process(call), { ...options, signal });
    },
    // Whoever made the data source closes what it holds.
    close: () => Promise.resolve(),
  };
}

function toIncomingFetch({ text, name, variableNames, path }: SourceOperation, input: FetchInput): IncomingFetch {
  // `as`: @apollo/server and @apollo/gateway each bring types of this object, of which there is only one.
  const incoming = incomingRequest(input.request) as unknown as IncomingFetch['incomingRequestContext'];
  const variables: Record<string, unknown> = Object.create(null);
  for (const variable of variableNames) {
    if (input.variables[variable] !== undefined) {
      variables[variable] = input.variables[variable];
    }
  }
  if (input.representations !== undefined) {
    variables['representations'] = JSON.parse(input.representations.list());
  }
  return {
    kind: requestKinds.incomingOperation,
    request: { query: text, variables, ...(name === undefined ? {} : { operationName: name }) },
    incomingRequestContext: incoming,
    context: incoming.context,
    ...(path === undefined ? {} : { pathInIncomingRequest: [...path] }),
  };
}

interface CallLimits extends DataSourceOptions {
  readonly signal: AbortSignal;
}

/**
 * @throws {GatewayError} SOURCE_TIMEOUT; SOURCE_FAILED with what was thrown, which may name hosts.
 * @throws {GraphQLError} What the data source threw for the client to read.
 */
async function answerOf<T>(call: () => Promise<T>, { name, timeoutMs, signal }: CallLimits): Promise<T> {
  let stopWaiting = (): void => undefined;
  const limit = new Promise<never>((_, reject) => {
    const fail = (code: 'SOURCE_TIMEOUT' | 'SOURCE_UNREACHABLE', why: string): void =>
      reject(new GatewayError(code, `Cannot fetch from source "${name}": ${why}`, { source: name }));
    const timer = setTimeout(() => fail('SOURCE_TIMEOUT', `no answer in ${timeoutMs} ms`), timeoutMs);
    const onAbort = (): void => fail('SOURCE_UNREACHABLE', 'nobody waits for the answer any more');
    signal.addEventListener('abort', onAbort, { once: true });
    stopWaiting = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    };
  });
  try {
    return await Promise.race([call(), limit]);
  } catch (thrown) {
    if (thrown instanceof GraphQLError || thrown instanceof GatewayError) {
      throw thrown;
    }
    const message = `Cannot fetch from source "${name}": ${messageOf(thrown)}`;
    throw new GatewayError('SOURCE_FAILED', message, { source: name, cause: thrown });
  } finally {
    stopWaiting();
  }
}
