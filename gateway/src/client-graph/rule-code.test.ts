import { buildSchema, GraphQLError, parse, type ValidationRule } from 'graphql';
import { expect, it } from 'vitest';
import { anonymous } from '../auth/identity.js';
import type { Engine } from '../executor/engine.js';
import { createLogger } from '../telemetry/logger.js';
import { startClientGraph } from './start-client-graph.js';

/** A rule that one has written oneself, and that has a code of its own. */
const noFieldB: ValidationRule = (context) => ({
  Field(node) {
    if (node.name.value === 'b') {
      context.reportError(new GraphQLError('No', { nodes: node, extensions: { code: 'OPERATION_TOO_DEEP' } }));
    }
  },
});

async function codesOf(query: string): Promise<unknown> {
  const sdl = 'type Query { a: Query b: Int }';
  const apiSchema = buildSchema(sdl);
  const engine = { apiSchema, supergraph: { sdl, document: parse(sdl), apiSchema }, sources: [] };
  const graph = await startClientGraph({
    name: 'shop',
    path: '/shop',
    corsOrigins: [],
    // Validation ends the request before anything else of the engine is read.
    engine: engine as unknown as Engine,
    validationRules: [noFieldB],
    log: createLogger({ level: 'silent', format: 'json' }),
  });
  try {
    const headers = new Map([['content-type', 'application/json']]);
    const answer = await graph.answer(
      { method: 'POST', headers, search: '', body: { query } },
      { correlationId: 'c-1', identity: anonymous, signal: new AbortController().signal },
    );
    const { errors } = JSON.parse(String(answer.body)) as { errors: { extensions: { code: string } }[] };
    return errors.map(({ extensions }) => extensions.code);
  } finally {
    await graph.stop();
  }
}

it('a client graph answers a broken rule of its own with that rule’s code', async () => {
  expect(await codesOf('{ a { a { b } } }')).toEqual(['OPERATION_TOO_DEEP']);
});

it('a client graph answers a rule of the specification with GRAPHQL_VALIDATION_FAILED', async () => {
  expect(await codesOf('{ c }')).toEqual(['GRAPHQL_VALIDATION_FAILED']);
});
