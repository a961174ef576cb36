import { describe, expect, it } from 'vitest';
import { anonymous } from '../auth/identity.js';
import { createEngine } from '../executor/engine.js';
import { startTestEngine } from '../executor/engine.test-kit.js';
import { createPlanner, planText } from '../planner/planner.js';
import type { AsyncPlanner } from '../planner/planner-pool.js';
import { createLogger } from '../telemetry/logger.js';
import { buildManifest } from './build-manifest.js';
import type { ClientGraph } from './client-graph.js';
import { startClientGraph } from './start-client-graph.js';
import { warmUp } from './warm-up.js';

const sdl = 'type Query { a(n: Int): Query leaf: Int }';
const operationsOf = (...texts: readonly string[]) =>
  buildManifest(texts.map((text) => ({ file: 'f', text }))).operations;

/** An engine whose planner counts, and waits as told. */
function startCounting(delay: () => Promise<void> = async () => {}) {
  const own = { sdl, resolvers: { Query: { a: () => ({}), leaf: () => 1 } } };
  const base = startTestEngine({ own }).engine;
  const inner = createPlanner(base.supergraph);
  const planned: string[] = [];
  const planner: AsyncPlanner = {
    async plan(text, options) {
      planned.push(options.operationName ?? '');
      await delay();
      return planText(inner, text, options);
    },
  };
  const [source] = base.sources;
  if (source === undefined) throw new TypeError('The test engine has a source');
  const engine = createEngine({ supergraphSdl: base.supergraph.sdl, createSource: () => source, planner });
  return { engine, planned };
}

function logged() {
  const lines: Record<string, unknown>[] = [];
  const log = createLogger(
    { level: 'info', format: 'json' },
    { write: (line: string) => void lines.push(JSON.parse(line)) },
  );
  return { log, lines };
}

async function ask(graph: ClientGraph, body: object): Promise<unknown> {
  const answer = await graph.answer(
    { method: 'POST', headers: new Map([['content-type', 'application/json']]), search: '', body },
    { correlationId: 'c', identity: anonymous, signal: new AbortController().signal },
  );
  return JSON.parse(String(answer.body));
}

describe('warmUp()', () => {
  it('plans every operation, so that its first request needs no planning whatever its conditions say', async () => {
    const { engine, planned } = startCounting();
    const { log, lines } = logged();
    const operations = operationsOf(
      'query A($x: Boolean!) { leaf @include(if: $x) a { leaf } }',
      'query B { leaf ...F } fragment F on Query { a { leaf } }',
    );
    await warmUp({ clientGraph: 'shop', engine, operations, warmUpMs: 5000, concurrency: 2, log });
    expect(planned.toSorted()).toEqual(['A', 'A', 'B']);
    expect(lines).toMatchObject([{ planned: 2, operations: 2 }]);
    const graph = await startClientGraph({
      name: 'shop',
      path: '/shop',
      corsOrigins: [],
      engine,
      validationRules: [],
      persisted: () => ({
        operations,
        byId: (id) => operations.find((one) => one.id === id),
        ofManifest: () => undefined,
        hasNormalForm: () => false,
      }),
      log,
    });
    try {
      const [a, b] = operations;
      expect(await ask(graph, { documentId: a?.id, variables: { x: true } })).toEqual({
        data: { leaf: 1, a: { leaf: 1 } },
      });
      expect(await ask(graph, { documentId: a?.id, variables: { x: false } })).toEqual({ data: { a: { leaf: 1 } } });
      expect(await ask(graph, { documentId: b?.id })).toEqual({ data: { leaf: 1, a: { leaf: 1 } } });
      expect(planned).toHaveLength(3);
    } finally {
      await graph.stop();
    }
  });

  it('warns of an operation that is not valid any more, by name, and plans the others', async () => {
    const { engine, planned } = startCounting();
    const { log, lines } = logged();
    const operations = operationsOf('query Gone { gone }', 'query Here { leaf }');
    await warmUp({ clientGraph: 'shop', engine, operations, warmUpMs: 5000, concurrency: 1, log });
    expect(planned).toEqual(['Here']);
    expect(lines).toMatchObject([
      { operationName: 'Gone', reason: 'Cannot query field "gone" on type "Query".' },
      { planned: 1, operations: 2 },
    ]);
  });

  it('lets nobody wait longer than it may, and begins nothing after', async () => {
    let release = () => {};
    const waiting = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { engine, planned } = startCounting(() => waiting);
    const { log, lines } = logged();
    const operations = operationsOf('query A { leaf }', 'query B { leaf }');
    await warmUp({ clientGraph: 'shop', engine, operations, warmUpMs: 20, concurrency: 1, log });
    expect(lines).toMatchObject([{ planned: 0, operations: 2 }]);
    release();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(planned).toEqual(['A']);
  });

  it('plans once what a request wants to run meanwhile', async () => {
    let release = () => {};
    const { engine, planned } = startCounting(
      () =>
        new Promise<void>((resolve) => {
          release = resolve;
        }),
    );
    const operations = operationsOf('query A { leaf }');
    const { log } = logged();
    const warming = warmUp({ clientGraph: 'shop', engine, operations, warmUpMs: 5000, concurrency: 1, log });
    const graph = await startClientGraph({
      name: 'shop',
      path: '/shop',
      corsOrigins: [],
      engine,
      validationRules: [],
      log,
    });
    try {
      const answer = ask(graph, { query: operations[0]?.body });
      await new Promise((resolve) => setTimeout(resolve, 50));
      release();
      expect(await answer).toEqual({ data: { leaf: 1 } });
      await warming;
      expect(planned).toEqual(['A']);
    } finally {
      await graph.stop();
    }
  });

  it('does nothing when it has no time', async () => {
    const { engine, planned } = startCounting();
    const { log } = logged();
    const operations = operationsOf('query A { leaf }');
    await warmUp({ clientGraph: 'shop', engine, operations, warmUpMs: 0, concurrency: 1, log });
    expect(planned).toEqual([]);
  });
});
