import { expect, test } from 'vitest';
import { createGraphClient, errorAt, type GraphDocument } from './graph-client.js';

const endpoint = 'http://127.0.0.1:4000/web/graphql';
const document: GraphDocument<{ name: string | null }, { sku: string }> = Object('query Name { name }');

/** A `fetch` that notes what it was asked for. */
function recorder(answer: () => Response | Promise<Response>) {
  const calls: { url: string; body: unknown }[] = [];
  const send: typeof fetch = async (url, init) => {
    calls.push({ url: String(url), body: JSON.parse(String(init?.body)) });
    return answer();
  };
  return { calls, send };
}

test('createGraphClient() posts the operation and gives data and errors back', async () => {
  const errors = [{ message: 'No stock', path: ['name'] }];
  const { calls, send } = recorder(() => Response.json({ data: { name: null }, errors }));
  const answer = await createGraphClient(endpoint, send).request(document, { sku: 'FX-1' });
  expect(answer).toEqual({ data: { name: null }, errors });
  expect(calls).toEqual([{ url: endpoint, body: { query: 'query Name { name }', variables: { sku: 'FX-1' } } }]);
});

test('createGraphClient() posts the id of an operation that has one, and not its text', async () => {
  const { calls, send } = recorder(() => Response.json({ data: { name: 'Tent' } }));
  const persisted = Object.assign(Object('query Name { name }'), { __meta__: { id: 'ab12' } }) as typeof document;
  await createGraphClient(endpoint, send).request(persisted, { sku: 'FX-1' });
  expect(calls).toEqual([{ url: endpoint, body: { documentId: 'sha256:ab12', variables: { sku: 'FX-1' } } }]);
});

test('createGraphClient() reads an answer without errors, and one without data', async () => {
  const bodies = [{ data: { name: 'Tent' } }, { errors: [{ message: 'Cannot parse' }] }];
  const client = createGraphClient(endpoint, recorder(() => Response.json(bodies.shift())).send);
  expect(await client.request(document, { sku: 'a' })).toEqual({ data: { name: 'Tent' }, errors: [] });
  expect(await client.request(document, { sku: 'a' })).toEqual({ data: null, errors: [{ message: 'Cannot parse' }] });
});

test.each([
  ['refuses the connection', () => Promise.reject(new TypeError('fetch failed'))],
  ['answers with a page', () => new Response('<h1>Bad gateway</h1>', { status: 502 })],
])('createGraphClient() says that the shop cannot be reached when the gateway %s', async (_what, answer) => {
  const { data, errors } = await createGraphClient(endpoint, recorder(answer).send).request(document, { sku: 'a' });
  expect(data).toBeNull();
  expect(errors).toMatchObject([
    { message: 'The shop cannot be reached. Please try again in a moment.', extensions: { code: 'UNREACHABLE' } },
  ]);
});

test('createGraphClient() rejects when the caller gives up', async () => {
  const { send } = recorder(() => Promise.reject(new TypeError('aborted')));
  const client = createGraphClient(endpoint, send);
  await expect(client.request(document, { sku: 'a' }, AbortSignal.abort())).rejects.toMatchObject({
    name: 'AbortError',
  });
});

test('errorAt() finds an error at or below a path, and no other', () => {
  const below = { message: 'below', path: ['product', 'reviews', 'edges', 0] };
  const errors = [{ message: 'whole' }, { message: 'beside', path: ['product', 'price'] }, below];
  expect(errorAt(errors, ['product', 'reviews'])).toBe(below);
  expect(errorAt(errors, ['product', 'rating'])).toBeUndefined();
});
