import { expect, it } from 'vitest';
import { createCriticalOperations } from '../client-graph/critical-operations.js';
import { createPersistedOperations } from '../client-graph/persisted-operations.js';
import { isCritical } from './is-critical.js';
import type { Visit } from './visit.js';

const operation = (name: string) => ({
  id: `id-of-${name}`,
  name,
  type: 'query' as const,
  body: `query ${name} { a }`,
});
const manifest = {
  format: 'apollo-persisted-query-manifest',
  version: 1,
  operations: ['Checkout', 'Browse'].map(operation),
} as const;
const persisted = createPersistedOperations([{ file: 'app/1.json', manifest }]);
const critical = createCriticalOperations(new Set(['Checkout', 'Gone']), () => persisted);

function judge(visit: Partial<Visit>, body?: unknown): boolean {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body && Buffer.from(JSON.stringify(body));
  const graph = { critical } as Visit['graph'];
  return isCritical({ graph, method: 'POST', headers: new Map(), search: '', ...visit } as Visit, bytes);
}

const checkout = { documentId: 'id-of-Checkout' };
const hashOf = (sha256Hash: string) => ({ persistedQuery: { version: 1, sha256Hash } });

it.each<[string, Partial<Visit>, unknown]>([
  ['documentId', {}, checkout],
  ['documentId with a prefix', {}, { documentId: 'sha256:id-of-Checkout' }],
  ['id', {}, { id: 'id-of-Checkout' }],
  ['extensions.persistedQuery', {}, { extensions: hashOf('id-of-Checkout') }],
  ['each of a batch', {}, [checkout, checkout]],
  ['a GET', { method: 'GET', search: 'documentId=id-of-Checkout&variables=%7B%7D' }, undefined],
])('a request is critical whose operation is, by %s', (_, visit, body) => {
  expect(judge(visit, body)).toBe(true);
});

it.each<[string, Partial<Visit>, unknown]>([
  ['names another operation', {}, { documentId: 'id-of-Browse' }],
  ['names one that is in no manifest', {}, { documentId: 'id-of-Gone' }],
  ['calls its own text so', {}, { query: 'query Checkout { a }', operationName: 'Checkout' }],
  ['has a text beside the id', {}, { ...checkout, query: '{ a }' }],
  ['has a text beside the hash', {}, { query: '{ a }', extensions: hashOf('id-of-Checkout') }],
  ['names another beside it', {}, [checkout, { documentId: 'id-of-Browse' }]],
  ['is an empty batch', {}, []],
  ['is no JSON', {}, '{'],
  ['is JSON of another kind', {}, 'null'],
  ['is compressed', { headers: new Map([['content-encoding', 'gzip']]) }, checkout],
  ['is large', {}, { ...checkout, variables: { text: 'a'.repeat(16_384) } }],
  ['has no body', {}, undefined],
  [
    'has a query string that is no JSON',
    { method: 'GET', search: 'documentId=id-of-Checkout&extensions={' },
    undefined,
  ],
  ['asks a client graph without critical operations', { graph: {} as Visit['graph'] }, checkout],
  ['asks no client graph', { graph: undefined }, checkout],
])('a request is not critical that %s', (_, visit, body) => {
  expect(judge(visit, body)).toBe(false);
});

it('a request to the endpoint of a critical operation is critical, and no other', () => {
  const at = (name: string) => {
    const endpoint = { operation: operation(name) } as unknown as Extract<
      Visit['endpoint'],
      { kind: 'endpoint' }
    >['endpoint'];
    return judge({ method: 'GET', endpoint: { kind: 'endpoint', endpoint, pathValues: new Map() } });
  };
  expect([at('Checkout'), at('Browse')]).toEqual([true, false]);
  expect(judge({ method: 'GET', endpoint: { kind: 'none' }, search: 'documentId=id-of-Checkout' })).toBe(false);
});
