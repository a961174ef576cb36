import { createHash } from 'node:crypto';
import { getIntrospectionQuery, parse } from 'graphql';
import { afterEach, describe, expect, it } from 'vitest';
import { buildManifest } from './client-graph/build-manifest.js';
import { createPersistedOperations } from './client-graph/persisted-operations.js';
import { get, post, type RuledGraphOptions, startRuledGraph } from './operation-rules.test-kit.js';

type RuledGraph = Awaited<ReturnType<typeof startRuledGraph>>;
let graph: RuledGraph | undefined;
afterEach(() => graph?.stop());

const text = 'query Leaf($n: Int) { a(n: $n) { ...F } } fragment F on Query { leaf }';
const manifest = buildManifest([
  { file: 'a.graphql', text },
  { file: 'b.graphql', text: 'mutation Set { set(n: 1) }' },
]);
const id = manifest.operations.find(({ name }) => name === 'Leaf')?.id ?? '';
const mutationId = manifest.operations.find(({ name }) => name === 'Set')?.id ?? '';
const hashed = (sha256Hash: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } });
const answer = { status: 200, body: { data: { a: { leaf: 1 } } } };

async function start(require: 'any' | 'persisted' | 'id', options: RuledGraphOptions = {}): Promise<RuledGraph> {
  const persisted = createPersistedOperations([{ file: 'app/1.json', manifest }]);
  graph = await startRuledGraph({ persisted, ...options, operations: { require, ...options.operations } });
  return graph;
}

const refused = (status: number, code: string, message: string) => ({
  status,
  body: { errors: [{ message: expect.stringContaining(message), extensions: { code } }] },
});

describe.each(['any', 'persisted', 'id'] as const)('persisted operations with require: %s', (require) => {
  it.each([
    ['documentId', { documentId: id }],
    ['documentId with a prefix', { documentId: `sha256:${id}` }],
    ['id', { id }],
    ['extensions.persistedQuery', hashed(id)],
    ['extensions.persistedQuery beside others', { extensions: { ...hashed(id).extensions, trace: true } }],
  ])('are run by %s, with variables and an operation name', async (_, named) => {
    const { endpoint } = await start(require);
    expect(await post(endpoint, { ...named, variables: { n: 1 }, operationName: 'Leaf' })).toEqual(answer);
    expect(await post(endpoint, [named, named])).toEqual({ status: 200, body: [answer.body, answer.body] });
  });

  it.each([
    ['documentId', { documentId: id }],
    ['id', { id }],
    ['extensions', { extensions: JSON.stringify(hashed(id).extensions) }],
  ])('are run by GET with %s', async (_, named) => {
    const { endpoint } = await start(require);
    expect(await get(endpoint, { ...named, variables: '{"n":1}' })).toEqual({ status: 200, ...answer.body });
  });

  it('run no mutation by GET', async () => {
    const { endpoint } = await start(require);
    expect(await get(endpoint, { documentId: mutationId })).toMatchObject({ status: 405 });
    expect(await post(endpoint, { documentId: mutationId })).toEqual({ status: 200, body: { data: { set: 1 } } });
  });

  it('report an id that is in no manifest with the version of the app', async () => {
    const { endpoint, blocked, lines } = await start(require, { client: { name: 'phone', version: '2.0.0' } });
    const unknown = refused(
      404,
      'PERSISTED_QUERY_NOT_IN_LIST',
      'The persisted operation "abc" of client app "phone" version "2.0.0" is not in any manifest',
    );
    expect(await post(endpoint, { documentId: 'abc' })).toEqual(unknown);
    expect(lines).toMatchObject([
      { clientGraph: 'shop', clientName: 'phone', clientVersion: '2.0.0', code: 'PERSISTED_QUERY_NOT_IN_LIST' },
    ]);
    expect(await get(endpoint, { documentId: 'abc' })).toEqual({ status: 404, ...unknown.body });
    expect(await post(endpoint, [{ documentId: 'abc' }, { documentId: id }])).toEqual({
      status: 200,
      body: [unknown.body, answer.body],
    });
    expect(blocked).toMatchObject(
      [1, 2, 3].map(() => ({ gate: 'operations', code: 'PERSISTED_QUERY_NOT_IN_LIST', warnOnly: false })),
    );
  });

  it('echo no more of an unknown id, or of what an app calls itself, than is of use', async () => {
    const { endpoint } = await start(require, { client: { name: 'n'.repeat(5000), version: undefined } });
    const { body } = await post(endpoint, { documentId: 'x'.repeat(5000) });
    expect(JSON.stringify(body).length).toBeLessThan(700);
  });

  it('refuse an id together with a text', async () => {
    const { endpoint } = await start(require);
    const both = refused(400, 'CANNOT_SEND_PQ_ID_AND_BODY', 'send one of them');
    expect(await post(endpoint, { documentId: id, query: text })).toEqual(both);
    expect(await get(endpoint, { documentId: id, query: text })).toEqual({ status: 400, ...both.body });
    expect(await post(endpoint, [{ documentId: id, query: text }, { documentId: id }])).toEqual({
      status: 200,
      body: [both.body, answer.body],
    });
  });

  it('take no id for a property of all objects', async () => {
    const { endpoint } = await start(require);
    for (const name of ['__proto__', 'constructor', 'toString']) {
      expect((await post(endpoint, { documentId: name })).status).toBe(404);
      expect((await post(endpoint, [{ documentId: name }])).body).toMatchObject([
        { errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_IN_LIST' } }] },
      ]);
    }
  });
});

describe('require: persisted', () => {
  it('runs a text of a manifest in whatever layout and order, and refuses every other', async () => {
    const { endpoint, blocked, fetches } = await start('persisted');
    expect(await post(endpoint, { query: text })).toEqual(answer);
    const same = '# app\nfragment F on Query {leaf}, query Leaf($n:Int){\n  a(n: $n) { ...F }\n}';
    expect(await post(endpoint, { query: same })).toEqual(answer);
    expect(await get(endpoint, { query: same })).toEqual({ status: 200, ...answer.body });
    expect(blocked).toEqual([]);
    const ran = fetches.length;
    for (const query of [text.replace('leaf', 'l: leaf'), text.replace('Leaf', 'Other'), '{ leaf }']) {
      const no = refused(403, 'QUERY_NOT_IN_SAFELIST', 'answers persisted operations only');
      expect(await post(endpoint, { query })).toEqual(no);
      expect(await get(endpoint, { query })).toEqual({ status: 403, ...no.body });
      expect(await post(endpoint, [{ query }])).toEqual({ status: 200, body: [no.body] });
    }
    expect(fetches).toHaveLength(ran);
    expect(blocked).toHaveLength(9);
    expect(blocked[0]).toMatchObject({ gate: 'operations', rule: 'operations.require' });
  });

  it('registers no texts', async () => {
    const { endpoint } = await start('persisted');
    const query = '{ leaf }';
    const registration = { query, ...hashed(createHash('sha256').update(query).digest('hex')) };
    expect((await post(endpoint, registration)).status).toBe(400);
    expect((await post(endpoint, [registration, registration])).body).toMatchObject(
      [1, 2].map(() => ({ errors: [{ extensions: { code: 'CANNOT_SEND_PQ_ID_AND_BODY' } }] })),
    );
    expect((await post(endpoint, { query })).status).toBe(403);
  });

  it('lets those introspect who may, and nobody smuggle a field along', async () => {
    const { endpoint } = await start('persisted');
    expect(await post(endpoint, { query: getIntrospectionQuery() })).toMatchObject({
      status: 200,
      body: { data: { __schema: expect.anything() } },
    });
    expect((await post(endpoint, { query: '{ __typename leaf }' })).status).toBe(403);
    expect((await post(endpoint, { query: '{ __typename ...F } fragment F on Query { leaf }' })).status).toBe(403);
    await graph?.stop();
    const closed = await start('persisted', { introspection: { allowed: false, scope: undefined } });
    expect((await post(closed.endpoint, { query: getIntrospectionQuery() })).status).toBe(403);
    expect((await post(closed.endpoint, [{ query: getIntrospectionQuery() }])).body).toMatchObject([
      { errors: [{ extensions: { code: 'INTROSPECTION_DISABLED' } }] },
    ]);
  });

  it('answers what does not parse with the refusal, not with a parser’s words', async () => {
    const { endpoint } = await start('persisted');
    expect((await post(endpoint, { query: '{ leaf' })).status).toBe(403);
  });
});

describe('require: id', () => {
  it('refuses every text', async () => {
    const { endpoint } = await start('id');
    const no = refused(400, 'PERSISTED_QUERY_ID_REQUIRED', 'by their id alone');
    expect(await post(endpoint, { query: text })).toEqual(no);
    expect(await get(endpoint, { query: text })).toEqual({ status: 400, ...no.body });
    expect(await post(endpoint, [{ query: text }, { id }])).toEqual({ status: 200, body: [no.body, answer.body] });
  });
});

describe.each([
  ['persisted', 'QUERY_NOT_IN_SAFELIST'],
  ['id', 'PERSISTED_QUERY_ID_REQUIRED'],
] as const)('require: %s with warnOnly', (require, code) => {
  it('answers every text on every way in, and tells of those that it would refuse', async () => {
    const { endpoint, blocked, lines } = await start(require, {
      client: { name: 'phone', version: '2.0.0' },
      operations: { warnOnly: true },
    });
    const query = '{ leaf }';
    const leaf = { data: { leaf: 1 } };
    const told = (times: number) =>
      Array.from({ length: times }, () => expect.objectContaining({ gate: 'operations', code, warnOnly: true }));
    expect(await post(endpoint, { query })).toEqual({ status: 200, body: leaf });
    expect(await get(endpoint, { query })).toEqual({ status: 200, ...leaf });
    expect((await post(endpoint, [{ query }, { documentId: id }])).body).toEqual([leaf, answer.body]);
    expect(blocked).toEqual(told(3));
    expect(lines).toEqual(
      [1, 2, 3].map(() => expect.objectContaining({ clientName: 'phone', clientVersion: '2.0.0', code })),
    );
    const named = hashed(createHash('sha256').update(query).digest('hex'));
    expect((await post(endpoint, named)).body).toMatchObject({ errors: [{ message: 'PersistedQueryNotFound' }] });
    expect((await post(endpoint, { query, ...named })).body).toEqual(leaf);
    expect((await post(endpoint, named)).body).toEqual(leaf);
    expect(blocked).toEqual(told(4));
  });

  it('refuses ids that are in no manifest, and what is over a limit, as ever', async () => {
    const { endpoint, blocked } = await start(require, { limits: { maxAliases: 0 }, operations: { warnOnly: true } });
    expect((await post(endpoint, { documentId: 'abc' })).status).toBe(404);
    expect((await post(endpoint, { query: '{ x: leaf }' })).status).toBe(400);
    expect(blocked.map(({ warnOnly }) => warnOnly)).toEqual([false, false]);
  });
});

describe('automatic persisted queries', () => {
  const query = '{ leaf }';
  const named = hashed(createHash('sha256').update(query).digest('hex'));

  it('are kept under their hash where any operation is answered', async () => {
    const { endpoint } = await start('any');
    expect(await post(endpoint, named)).toMatchObject({
      status: 200,
      body: { errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }] },
    });
    expect((await post(endpoint, { query, ...named })).body).toEqual({ data: { leaf: 1 } });
    expect((await post(endpoint, named)).body).toEqual({ data: { leaf: 1 } });
    expect(await get(endpoint, { extensions: JSON.stringify(named.extensions) })).toEqual({
      status: 200,
      data: { leaf: 1 },
    });
  });

  it('are known, registered and unknown in a batch as they are alone', async () => {
    const { endpoint } = await start('any');
    const notFound = { errors: [expect.objectContaining({ message: 'PersistedQueryNotFound' })] };
    expect((await post(endpoint, [named, named])).body).toEqual([notFound, notFound]);
    expect((await post(endpoint, [{ query, ...named }])).body).toEqual([{ data: { leaf: 1 } }]);
    expect((await post(endpoint, [named, hashed('0'.repeat(64))])).body).toEqual([{ data: { leaf: 1 } }, notFound]);
  });

  it('are never kept in a batch when the text has another hash, or is over a limit', async () => {
    const { endpoint, blocked } = await start('any', { limits: { maxAliases: 0 } });
    const aliased = '{ x: leaf }';
    const other = hashed(createHash('sha256').update(aliased).digest('hex'));
    const { body } = await post(endpoint, [
      { query: '{ __typename }', ...named },
      { query: aliased, ...other },
    ]);
    expect(body).toMatchObject([{ errors: [{}] }, { errors: [{ extensions: { code: 'OPERATION_OVER_LIMIT' } }] }]);
    expect(blocked).toMatchObject([{ gate: 'limits', rule: 'maxAliases' }]);
    const notFound = { errors: [{ message: 'PersistedQueryNotFound' }] };
    expect((await post(endpoint, [named, other])).body).toMatchObject([notFound, notFound]);
  });

  it('are never kept when the text has another hash, or is over a limit', async () => {
    const { endpoint } = await start('any', { limits: { maxAliases: 0 } });
    expect((await post(endpoint, { query: '{ __typename }', ...named })).status).toBe(400);
    const aliased = '{ x: leaf }';
    const other = hashed(createHash('sha256').update(aliased).digest('hex'));
    expect((await post(endpoint, { query: aliased, ...other })).status).toBe(400);
    expect((await post(endpoint, other)).body).toMatchObject({ errors: [{ message: 'PersistedQueryNotFound' }] });
  });

  it('can be switched off: texts are answered, hashes are not', async () => {
    const { endpoint } = await start('any', { operations: { apq: false } });
    expect((await post(endpoint, named)).body).toMatchObject({
      errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_IN_LIST' } }],
    });
    expect((await post(endpoint, [named])).body).toMatchObject([
      { errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_IN_LIST' } }] },
    ]);
    expect((await post(endpoint, { query })).body).toEqual({ data: { leaf: 1 } });
    expect((await post(endpoint, hashed(id))).body).toEqual(answer.body);
  });
});

describe('buildManifest()', () => {
  it('hashes the normal form: operations first, fragments by name, as graphql-js prints', () => {
    const { operations } = buildManifest([
      { file: 'z.graphql', text: 'fragment B on Query { leaf } query Zoo { ...A }' },
      { file: 'a.graphql', text: 'fragment A on Query { ...B } query Ant { leaf } subscription S { x }' },
    ]);
    expect(operations.map(({ name, type }) => `${name} ${type}`)).toEqual(['Ant query', 'S subscription', 'Zoo query']);
    const body = 'query Zoo {\n  ...A\n}\n\nfragment A on Query {\n  ...B\n}\n\nfragment B on Query {\n  leaf\n}';
    expect(operations[2]).toEqual({
      // printf '%s' "$body" | sha256sum
      id: createHash('sha256').update(body).digest('hex'),
      name: 'Zoo',
      type: 'query',
      body,
    });
    expect(parse(operations[0]?.body ?? '').definitions).toHaveLength(1);
  });

  it('refuses operations without a name and names that stand for two', () => {
    expect(() => buildManifest([{ file: 'a', text: '{ a }' }])).toThrow('An operation has no name');
    expect(() => buildManifest([{ file: 'a', text: 'query A { a } query A { b }' }])).toThrow(
      'There is more than one operation "A"',
    );
  });
});

describe('createPersistedOperations()', () => {
  it('refuses an id that stands for two texts, and lets versions share operations', () => {
    const other = { ...manifest, operations: manifest.operations.map((one) => ({ ...one, body: '{ b }' })) };
    const named = [
      { file: 'app/1.json', manifest },
      { file: 'app/2.json', manifest },
    ];
    expect(createPersistedOperations(named).operations).toHaveLength(2);
    expect(() => createPersistedOperations([...named, { file: 'app/3.json', manifest: other }])).toThrow(
      /stands for one text in "app\/1\.json" and another in "app\/3\.json"/,
    );
  });
});
