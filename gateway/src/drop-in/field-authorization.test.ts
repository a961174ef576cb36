import { composeServices } from '@apollo/composition';
import { LocalGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { GraphQLError, parse } from 'graphql';
import { afterEach, describe, expect, it } from 'vitest';
import { FacetGateway } from './facet-gateway.js';
import type { FacetGatewayOptions } from './facet-gateway-options.js';

const typeDefs = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@authenticated", "@requiresScopes", "@policy"])
  type Query {
    open: String
    mine: String @authenticated
    orders: String @requiresScopes(scopes: [["orders"]])
    audit: String @policy(policies: [["auditor"]])
  }
`);
const resolvers = { Query: { open: () => 'open', mine: () => 'mine', orders: () => 'orders', audit: () => 'audit' } };
const query = '{ open mine orders audit }';

interface Context {
  readonly user?: string;
  readonly scopes?: readonly string[];
}

const servers: ApolloServer<Context>[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    await server.stop();
  }
});

type Options = Pick<FacetGatewayOptions, 'authorization' | 'identity'>;

async function start(options: Options = {}) {
  const { supergraphSdl = '' } = composeServices([{ name: 'shop', url: 'http://shop.invalid', typeDefs }]);
  const lines: string[] = [];
  const write = (message?: unknown): void => void lines.push(String(message));
  const gateway = new FacetGateway({
    supergraphSdl,
    buildService: () => new LocalGraphQLDataSource(buildSubgraphSchema({ typeDefs, resolvers })),
    logger: { debug: () => undefined, info: () => undefined, warn: write, error: write },
    ...options,
  });
  const server = new ApolloServer<Context>({ gateway, stopOnTerminationSignals: false });
  servers.push(server);
  await server.start();
  const ask = async (contextValue: Context = {}) => {
    const { body, http } = await server.executeOperation({ query }, { contextValue });
    const result = body.kind === 'single' ? body.singleResult : undefined;
    const errors = result?.errors?.map(({ message, path, extensions }) => [
      path?.join(),
      message,
      extensions?.['code'],
    ]);
    return { status: http.status, data: result?.data && { ...result.data }, errors };
  };
  return { ask, lines };
}

const identity = ({ user, scopes }: Context) => (user === undefined ? undefined : { subject: user, scopes });
const denied = (path: string) => [path, 'Unauthorized field or type', 'UNAUTHORIZED_FIELD_OR_TYPE'];

describe('FacetGateway over a supergraph with protected fields', () => {
  it('takes every caller for anonymous without "identity", and says so', async () => {
    const { ask, lines } = await start();
    expect(await ask({ user: 'ann', scopes: ['orders'] })).toMatchObject({
      data: { open: 'open', mine: null, orders: null, audit: null },
      errors: [denied('mine'), denied('orders'), denied('audit')],
    });
    expect(lines).toEqual([
      'The supergraph protects fields, and without the option "identity" every caller is anonymous',
      'Policies that nobody decides do not hold: auditor',
    ]);
  });

  it('answers what the caller that the context names may see', async () => {
    const functions = {
      auditor: ({ identity }: { identity: { subject: string | undefined } }) => identity.subject === 'bob',
    };
    const { ask, lines } = await start({ identity, authorization: { policies: { functions } } });
    expect(await ask()).toMatchObject({ data: { open: 'open', mine: null, orders: null, audit: null } });
    expect(await ask({ user: 'ann' })).toMatchObject({
      data: { open: 'open', mine: 'mine', orders: null, audit: null },
    });
    expect(await ask({ user: 'bob', scopes: ['orders'] })).toEqual({
      status: undefined,
      data: { open: 'open', mine: 'mine', orders: 'orders', audit: 'audit' },
      errors: undefined,
    });
    expect(lines).toEqual([]);
  });

  it('rejects the operation when it is told to', async () => {
    const { ask, lines } = await start({ identity, authorization: { onDenied: 'reject' } });
    expect(await ask({ user: 'ann', scopes: ['orders'] })).toEqual({
      status: 403,
      data: undefined,
      errors: [[undefined, 'Not authorized for "Query.audit"', 'UNAUTHORIZED_OPERATION']],
    });
    expect(lines.at(-1)).toBe(
      'The operation is not authorized {"code":"UNAUTHORIZED_OPERATION","fields":["Query.audit"]}',
    );
  });

  it('only logs what it would deny when it is told to', async () => {
    const { ask, lines } = await start({ identity, authorization: { warnOnly: true } });
    expect(await ask({ user: 'ann', scopes: ['orders'] })).toEqual({
      status: undefined,
      data: { open: 'open', mine: 'mine', orders: 'orders', audit: 'audit' },
      errors: undefined,
    });
    expect(lines).toEqual([
      'The supergraph protects fields, and with "authorization.warnOnly" they are answered all the same',
      'Policies that nobody decides do not hold: auditor',
      'Would not be authorized without "authorization.warnOnly" {"code":"UNAUTHORIZED_FIELD_OR_TYPE","fields":["Query.audit"]}',
    ]);
  });

  it('ends the request when nobody can say who is calling', async () => {
    const failing = await start({
      identity: () => {
        throw new Error('user database at 10.0.0.1 is away');
      },
    });
    const answer = await failing.ask();
    expect(answer).toMatchObject({ status: 500, errors: [[undefined, 'Internal error', 'INTERNAL_SERVER_ERROR']] });
    expect(failing.lines.join()).toContain('10.0.0.1');
    const refusing = await start({
      identity: () => {
        throw new GraphQLError('Sign in', { extensions: { code: 'UNAUTHENTICATED' } });
      },
    });
    expect(await refusing.ask()).toMatchObject({ errors: [[undefined, 'Sign in', 'UNAUTHENTICATED']] });
    const wrong = await start({ identity: () => ({ scopes: 'orders audit' }) });
    expect(await wrong.ask()).toMatchObject({ errors: [[undefined, 'Internal error', 'INTERNAL_SERVER_ERROR']] });
  });

  it('refuses options that it cannot keep to, each by name', () => {
    const options = {
      supergraphSdl: 'type Query { a: Int }',
      identity: 'ann',
      authorization: {
        onDenied: 'null',
        warnOnly: 'yes',
        onAllowed: 1,
        policies: { functions: { a: true }, timeoutMs: 0, module: 'x', http: { url: 'ftp://x' } },
      },
    } as unknown as FacetGatewayOptions;
    expect(() => new FacetGateway(options)).toThrow(
      [
        '- "identity" must be a function',
        '- "authorization.onDenied" must be "filter" or "reject"',
        '- "authorization.warnOnly" must be true or false',
        '- "authorization.policies.functions" must be an object of functions',
        '- "authorization.policies.timeoutMs" must be an integer from 1 to 60000',
        '- "authorization.onAllowed" is no option',
        '- "authorization.policies.module" is no option',
        '- "authorization.policies.http.url": Invalid URL',
      ].join('\n'),
    );
  });
});
