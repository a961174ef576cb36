import { createHash } from 'node:crypto';
import { getIntrospectionQuery } from 'graphql';
import { afterEach, describe, expect, it } from 'vitest';
import {
  post,
  type RuledGraphOptions,
  type Sent,
  startRuledGraph,
  type WayIn,
  waysIn,
} from './operation-rules.test-kit.js';
import type { OperationLimitName } from './traffic/operation-limits.js';

type RuledGraph = Awaited<ReturnType<typeof startRuledGraph>>;
let graph: RuledGraph | undefined;
afterEach(() => graph?.stop());

async function start(options: RuledGraphOptions): Promise<RuledGraph> {
  graph = await startRuledGraph(options);
  return graph;
}

interface LimitCase {
  readonly limit: OperationLimitName;
  readonly allowed: number;
  /** One that is exactly at the limit, and one that is just over it. */
  readonly at: Sent;
  readonly over: Sent;
  /** What the message says after "it has". */
  readonly says: string;
}

const nested = (levels: number): unknown => (levels === 1 ? { tags: [] } : { inner: nested(levels - 1) });

const cases: readonly LimitCase[] = [
  {
    limit: 'maxCharacters',
    allowed: 100,
    at: { query: '{ leaf }'.padEnd(100) },
    over: { query: '{ leaf }'.padEnd(101) },
    says: '101 characters',
  },
  {
    limit: 'maxTokens',
    allowed: 12,
    at: { query: '{ b { leaf } leaf x: leaf # 12\n}' },
    over: { query: '{ b { leaf } leaf x: leaf, b { leaf } }' },
    says: 'at least 13 tokens',
  },
  {
    limit: 'maxDepth',
    allowed: 2,
    at: { query: '{ b { leaf } }' },
    over: { query: 'query Q { ...F } fragment F on Query { b { b { leaf } } }' },
    says: '3 levels of fields',
  },
  {
    limit: 'maxHeight',
    allowed: 3,
    at: { query: '{ b { leaf } b { leaf x: leaf } }' },
    over: { query: '{ b { leaf ...F } } fragment F on Query { x: leaf y: leaf }' },
    says: '4 different fields',
  },
  {
    limit: 'maxFields',
    allowed: 4,
    at: { query: '{ ...F ...F } fragment F on Query { b { leaf } }' },
    over: { query: '{ leaf ...F ...F } fragment F on Query { b { leaf } }' },
    says: '5 fields',
  },
  {
    limit: 'maxAliases',
    allowed: 2,
    at: { query: '{ x: leaf y: leaf leaf }' },
    over: { query: '{ x: leaf b { ...F } } fragment F on Query { y: leaf z: leaf }' },
    says: '3 aliases',
  },
  {
    limit: 'maxRootFields',
    allowed: 2,
    at: { query: '{ leaf leaf ...F } fragment F on Query { b { leaf x: leaf } }' },
    over: { query: '{ leaf ...F } fragment F on Query { b { leaf } __typename }' },
    says: '3 root fields',
  },
  {
    limit: 'maxDirectives',
    allowed: 2,
    at: { query: '{ leaf @skip(if: false) b @include(if: true) { leaf } }' },
    over: { query: '{ leaf @skip(if: false) ...F ...F } fragment F on Query { b @include(if: true) { leaf } }' },
    says: '3 directives',
  },
  {
    limit: 'maxVariables',
    allowed: 1,
    at: { query: 'query ($n: Int) { a(n: $n) { leaf } }', variables: { n: 1 } },
    over: { query: 'query ($n: Int, $m: Int) { a(n: $n) { leaf } b: a(n: $m) { leaf } }' },
    says: '2 variables',
  },
  {
    limit: 'maxListItems',
    allowed: 3,
    at: { query: '{ a(l: [1, 2, 3]) { leaf } }' },
    over: { query: '{ a(f: { tags: ["1", "2", "3", "4"] }) { leaf } }' },
    says: '4 items in a list',
  },
  {
    limit: 'maxInputDepth',
    allowed: 3,
    at: { query: '{ a(f: { inner: { tags: [] } }) { leaf } }' },
    over: { query: '{ a(f: { inner: { inner: { tags: [] } } }) { leaf } }' },
    says: '4 levels of input',
  },
];

const variableCases: readonly LimitCase[] = [
  {
    limit: 'maxVariables',
    allowed: 1,
    at: { query: '{ leaf }', variables: { n: 1 } },
    over: { query: '{ leaf }', variables: { n: 1, m: 2 } },
    says: '2 variables',
  },
  {
    limit: 'maxListItems',
    allowed: 2,
    at: { query: 'query ($l: [Int]) { a(l: $l) { leaf } }', variables: { l: [1, 2] } },
    over: { query: 'query ($l: [Int]) { a(l: $l) { leaf } }', variables: { l: [1, 2, 3] } },
    says: '3 items in a list',
  },
  {
    limit: 'maxInputDepth',
    allowed: 3,
    at: { query: 'query ($f: Filter) { a(f: $f) { leaf } }', variables: { f: nested(2) } },
    over: { query: 'query ($f: Filter) { a(f: $f) { leaf } }', variables: { f: nested(3) } },
    says: '4 levels of input',
  },
];

const everyCase = [...cases, ...variableCases].flatMap((one) => waysIn.map((way) => [one.limit, way, one] as const));

describe('operation limits', () => {
  it.each(everyCase)('%s by %s: accept what is at the limit and refuse what is over', async (limit, way, one) => {
    const { send, blocked, fetches } = await start({ limits: { [limit]: one.allowed } });
    expect(await send(way, one.at)).toEqual({ status: 200, data: expect.anything() });
    const before = fetches.length;
    const { status, errors, data } = await send(way, one.over);
    expect(data).toBeUndefined();
    expect(status).toBe(way === 'batch' ? 200 : 400);
    const measured = Number(/\d+/.exec(one.says)?.[0]);
    expect(errors).toEqual([
      expect.objectContaining({
        message: expect.stringContaining(`it has ${one.says}, at most ${one.allowed} are allowed`),
        extensions: {
          code: limit === 'maxDepth' ? 'OPERATION_TOO_DEEP' : 'OPERATION_OVER_LIMIT',
          limit,
          measured,
          allowed: one.allowed,
        },
      }),
    ]);
    expect(blocked).toMatchObject([{ gate: 'limits', rule: limit, warnOnly: false }]);
    // The batch's other operation is answered all the same.
    expect(fetches.length - before).toBe(way === 'batch' ? 1 : 0);
  });

  it.each(everyCase)('%s by %s: with warnOnly, run what is over and tell of it each time', async (limit, way, one) => {
    const { send, blocked } = await start({ limits: { [limit]: one.allowed, warnOnly: [limit] } });
    for (const _ of [1, 2]) {
      expect(await send(way, one.over)).toEqual({ status: 200, data: expect.anything() });
    }
    expect(blocked).toMatchObject([
      { gate: 'limits', rule: limit, warnOnly: true },
      { gate: 'limits', rule: limit, warnOnly: true },
    ]);
  });

  it('hold for a text that was registered under its hash, when only its hash is sent', async () => {
    const { endpoint, blocked } = await start({ limits: { maxAliases: 1, warnOnly: ['maxAliases'] } });
    const query = '{ x: leaf y: leaf }';
    const extensions = { persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(query).digest('hex') } };
    expect((await post(endpoint, { query, extensions })).body).toEqual({ data: { x: 1, y: 1 } });
    expect((await post(endpoint, { extensions })).body).toEqual({ data: { x: 1, y: 1 } });
    expect(blocked).toHaveLength(2);
  });

  it('count an operation that stands in a document beside the one that is run', async () => {
    const { endpoint } = await start({ limits: { maxAliases: 1 } });
    const query = 'query Small { leaf } query Large { x: leaf y: leaf }';
    expect((await post(endpoint, { query, operationName: 'Small' })).body).toMatchObject({
      errors: [{ message: 'The operation "Large" is over a limit: it has 2 aliases, at most 1 are allowed' }],
    });
  });
});

describe('introspection', () => {
  const query = getIntrospectionQuery();
  const refused = (way: WayIn) => ({
    status: way === 'batch' ? 200 : 403,
    errors: [
      {
        message: 'Introspection is not allowed for this caller: the document selects "__schema"',
        extensions: { code: 'INTROSPECTION_DISABLED' },
      },
    ],
  });

  it.each(waysIn)('is refused by %s where nobody may, and told of', async (way) => {
    const { send, blocked } = await start({ introspection: { allowed: false, scope: undefined }, scopes: ['schema'] });
    expect(await send(way, { query })).toEqual(refused(way));
    expect(
      await send(way, { query: '{ leaf ...F } fragment F on Query { t: __type(name: "Query") { name } }' }),
    ).toEqual(
      expect.objectContaining({ errors: [expect.objectContaining({ message: expect.stringContaining('"__type"') })] }),
    );
    expect(blocked).toMatchObject([{ gate: 'introspection' }, { gate: 'introspection' }]);
    expect(await send(way, { query: '{ __typename }' })).toMatchObject({ status: 200, data: { __typename: 'Query' } });
  });

  it.each(waysIn)('is answered by %s to bearers of the scope, and to no others', async (way) => {
    const introspection = { allowed: false, scope: 'schema' };
    const bearer = await startRuledGraph({ introspection, scopes: ['schema'] });
    try {
      expect(await bearer.send(way, { query })).toMatchObject({ status: 200, data: { __schema: expect.anything() } });
    } finally {
      await bearer.stop();
    }
    const { send } = await start({ introspection, scopes: ['other'] });
    expect(await send(way, { query })).toEqual(refused(way));
  });

  it.each(waysIn)('is answered by %s with warnOnly, and told of where it would not be', async (way) => {
    const introspection = { allowed: false, scope: 'schema', warnOnly: true };
    const { send, blocked } = await start({ introspection });
    expect(await send(way, { query })).toMatchObject({ status: 200, data: { __schema: expect.anything() } });
    expect((await send(way, { query: '{ leav }' })).errors?.[0].message).toContain('Did you mean "leaf"?');
    expect(blocked).toMatchObject([{ gate: 'introspection', code: 'INTROSPECTION_DISABLED', warnOnly: true }]);
    expect(blocked).toHaveLength(1);
    const bearer = await startRuledGraph({ introspection, scopes: ['schema'] });
    try {
      expect(await bearer.send(way, { query })).toMatchObject({ status: 200 });
      expect(bearer.blocked).toEqual([]);
    } finally {
      await bearer.stop();
    }
  });

  it.each(waysIn)('decides by %s whether errors suggest names', async (way) => {
    const unknown = { query: '{ leav }' };
    const wrongVariable = { query: 'query ($f: Filter) { a(f: $f) { leaf } }', variables: { f: { tagz: [] } } };
    const told = await startRuledGraph({ introspection: { allowed: true, scope: undefined } });
    try {
      expect((await told.send(way, unknown)).errors?.[0].message).toContain('Did you mean "leaf"?');
      expect((await told.send(way, wrongVariable)).errors?.[0].message).toContain('Did you mean "tags"?');
    } finally {
      await told.stop();
    }
    const { send } = await start({ introspection: { allowed: false, scope: undefined } });
    expect((await send(way, unknown)).errors?.[0].message).toBe('Cannot query field "leav" on type "Query".');
    expect((await send(way, wrongVariable)).errors?.[0].message).not.toContain('tags');
  });
});

describe('limits.maxErrors', () => {
  const query = 'query ($n: Int) { items(n: $n) { broken } }';

  it.each(waysIn)('caps the errors of an answer by %s, and says how many there were', async (way) => {
    const { send } = await start({ limits: { maxErrors: 3 } });
    expect((await send(way, { query, variables: { n: 3 } })).errors).toHaveLength(3);
    const { errors, data } = await send(way, { query, variables: { n: 7 } });
    expect(data).toEqual({ items: Array.from({ length: 7 }, () => ({ broken: null })) });
    expect(errors).toHaveLength(4);
    expect(errors?.[3]).toEqual({
      message: 'The first 3 of 7 errors are reported',
      extensions: { code: 'ERRORS_OMITTED', total: 7 },
    });
  });

  it('ends validation with as many', async () => {
    const { send } = await start({ limits: { maxErrors: 3 } });
    const { errors } = await send('POST', { query: '{ q w e r t z }' });
    expect(errors?.length).toBeLessThanOrEqual(4);
  });
});
