import { buildSchema, parse } from 'graphql';
import { afterEach, describe, expect, it } from 'vitest';
import { anonymous } from '../auth/identity.js';
import { WrittenData } from '../executor/completion/written-data.js';
import type { Engine } from '../executor/engine.js';
import { createLogger } from '../telemetry/logger.js';
import type { ClientGraph } from './client-graph.js';
import { startClientGraph } from './start-client-graph.js';

let graph: ClientGraph;
afterEach(() => graph.stop());

async function start(execute: Engine['execute']) {
  const sdl = 'type Query { a: Int }';
  const apiSchema = buildSchema(sdl);
  const engine = { apiSchema, supergraph: { sdl, document: parse(sdl), apiSchema }, sources: [], execute };
  graph = await startClientGraph({
    name: 'shop',
    path: '/shop',
    corsOrigins: [],
    // The pipeline reads nothing else of an engine.
    engine: engine as unknown as Engine,
    validationRules: [],
    log: createLogger({ level: 'silent', format: 'json' }),
  });
}

async function ask(body: object): Promise<{ status: number; body: unknown }> {
  const headers = new Map([
    ['content-type', 'application/json'],
    ['accept', 'application/graphql-response+json'],
  ]);
  const answer = await graph.answer(
    { method: 'POST', headers, search: '', body },
    { correlationId: 'c-1', identity: anonymous, signal: new AbortController().signal },
  );
  return { status: answer.status, body: JSON.parse(String(answer.body)) };
}

describe('startClientGraph()', () => {
  it('answers what the engine answers', async () => {
    await start(async () => ({ kind: 'executed', data: WrittenData.ofText('{"a":1}'), errors: [] }));
    expect(await ask({ query: '{ a }' })).toEqual({ status: 200, body: { data: { a: 1 } } });
  });

  it('passes extensions.http of a source on, and answers with no status but its own', async () => {
    for (const http of [{ status: 422 }, { status: 999 }, { headers: {} }, 'down']) {
      await start(async () => ({
        kind: 'executed',
        data: WrittenData.ofText('{"a":null}'),
        errors: [
          {
            message: 'No',
            path: ['a'],
            extensions: { code: 'CONNECTOR_FETCH', http },
            failure: undefined,
            source: undefined,
          },
        ],
      }));
      expect(await ask({ query: '{ a }' })).toEqual({
        status: 200,
        body: {
          data: { a: null },
          errors: [{ message: 'No', path: ['a'], extensions: { code: 'CONNECTOR_FETCH', http } }],
        },
      });
      await graph.stop();
    }
  });

  it('answers 400 when no operation of the document has the name, or it is not clear which is meant', async () => {
    await start(() => Promise.reject(new Error('Nothing is to be executed')));
    const query = 'query A { a } query B { a }';
    const notFound = (message: string) => ({
      status: 400,
      body: { errors: [{ message, extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } }] },
    });
    expect(await ask({ query, operationName: 'C' })).toEqual(notFound('The document has no operation named "C"'));
    expect(await ask({ query })).toEqual(
      notFound('The document has several operations: name the one to run in "operationName"'),
    );
  });
});
