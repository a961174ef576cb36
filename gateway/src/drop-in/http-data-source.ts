import type { GraphQLDataSource } from '@apollo/gateway';
import { readGraphQLAnswer } from '../sources/http/read-graphql-answer.js';
import type { HttpClient } from '../upstream/http-client.js';

/** A subgraph that a supergraph manager asks for its schema. */
export interface HttpDataSourceOptions {
  readonly name: string;
  readonly url: string;
  /** Deadline of one call, in milliseconds. */
  readonly timeoutMs: number;
  /** Cap on one answer, in bytes. */
  readonly maxAnswerBytes: number;
  readonly client: HttpClient;
}

/** What supergraph managers get for a subgraph when there is no `buildService`. */
export function createHttpDataSource(options: HttpDataSourceOptions): GraphQLDataSource {
  const { name, client, timeoutMs, maxAnswerBytes } = options;
  return {
    async process({ request: { http, ...body } }) {
      const answer = await client.request({
        method: 'POST',
        url: options.url,
        headers: {
          ...Object.fromEntries(http?.headers ?? []),
          'content-type': 'application/json',
          accept: 'application/graphql-response+json, application/json;q=0.9',
        },
        body: JSON.stringify(body),
        timeoutMs,
        maxAnswerBytes,
        signal: new AbortController().signal,
        source: name,
      });
      const { data, errors } = readGraphQLAnswer(answer, name);
      return { ...(data === undefined ? {} : { data }), ...(errors.length === 0 ? {} : { errors }) };
    },
  };
}
