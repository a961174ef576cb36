import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { composeSupergraph } from '../graphs/compose.mjs';
import { createMonolith } from '../graphs/monolith.mjs';
import { findWorkload, workloads } from './workloads.mjs';

/** @param {import('./workload.mjs').Workload} workload */
async function firstAnswer({ graphs, request }) {
  const { graph, query, variables } = request(0);
  return createMonolith(graphs[graph] ?? [])(query, variables);
}

/** @param {import('./workload.mjs').Workload} workload */
function fetchesOf({ graphs, request }) {
  const { graph, query } = request(0);
  const supergraph = Supergraph.build(composeSupergraph(graphs[graph] ?? [], () => 'http://127.0.0.1/'));
  const plan = new QueryPlanner(supergraph).buildQueryPlan(operationFromDocument(supergraph.apiSchema(), parse(query)));
  return JSON.stringify(plan).match(/"kind":"Fetch"/g)?.length;
}

/** @param {string} name */
const bytesOf = async (name) => JSON.stringify({ data: await firstAnswer(findWorkload(name)) }).length;

test.each(workloads)('the query of workload $name is answered by the monolith without an error', async (workload) => {
  expect(await firstAnswer(workload)).toBeTypeOf('object');
});

test.each([
  ['heavy', 16],
  ['one-field', 1],
  ['list-1000', 3],
  ['chain', 10],
  ['wide', 20],
])('workload %s has %i fetches in the plan of Apollo', (name, fetches) => {
  expect(fetchesOf(findWorkload(name))).toBe(fetches);
});

test('the answers of heavy and large-answer have the sizes that their titles say', async () => {
  expect(await bytesOf('heavy')).toBeCloseTo(87_000, -3);
  expect(await bytesOf('large-answer')).toBeCloseTo(5_000_000, -5.5);
});

test('cold-plans sends no operation twice, and what it expects is what the monolith says', async () => {
  const { graphs, request, expected } = findWorkload('cold-plans');
  const queries = new Set(Array.from({ length: 10_000 }, (_, index) => request(index).query));
  expect(queries.size).toBe(10_000);
  const monolith = createMonolith(graphs['catalogue'] ?? []);
  const answer = (/** @type {import('./workload.mjs').WorkloadRequest} */ { query }) => monolith(query);
  for (const index of [0, 62, 63, 5_000]) {
    expect(await expected?.(index, answer)).toEqual(JSON.parse(JSON.stringify(await monolith(request(index).query))));
  }
});
