import type DataLoader from 'dataloader';
import { createBatchLoader, pickKeys } from '../server/batch-loader.js';
import type { Caller, Identify } from '../server/caller.js';
import { fixedPortOf } from '../server/fixed-ports.js';
import { registerGraphql } from '../server/graphql-server.js';
import type { RunningSource, SourceOptions } from '../server/running-source.js';
import { startSourceServer } from '../server/source-server.js';
import { type TrustedGateway, trustGateway } from '../server/trust-gateway.js';
import { indexBy } from '../shop-data/group-by.js';
import { exampleShop } from '../shop-data/shop.js';
import type { User } from '../shop-data/types.js';

/** What one request needs for itself. */
interface AccountsContext {
  readonly caller: Caller;
  readonly users: DataLoader<string, User | null>;
}

/** Options of `startAccounts`. */
export interface AccountsOptions extends SourceOptions {
  /** The gateway whose tokens say who a request is from; all others are refused. Default: the example's. */
  readonly gateway?: TrustedGateway | undefined;
  /** Believes this instead, and refuses nobody: for tests of the source alone. */
  readonly identify?: Identify | undefined;
}

/**
 * Starts the customers' accounts: GraphQL at `/graphql`.
 *
 * @throws {PortInUseError} when another process listens on the port.
 */
export function startAccounts(options: AccountsOptions = {}): Promise<RunningSource> {
  const userById = indexBy(exampleShop().users, ({ id }) => id);
  return startSourceServer(
    {
      name: 'accounts',
      fixedPort: fixedPortOf('accounts'),
      path: '/graphql',
      register: (server, tools) =>
        registerGraphql<AccountsContext>(server, tools, {
          name: 'accounts',
          resolvers,
          ...(options.identify === undefined
            ? trustGateway('accounts', options.gateway)
            : { identify: options.identify }),
          createContext: (caller) => ({ caller, users: createBatchLoader((ids) => pickKeys(userById, ids)) }),
        }),
    },
    options,
  );
}

const resolvers = {
  Query: {
    me: (_: unknown, _args: unknown, { caller, users }: AccountsContext) =>
      caller.subject === undefined ? null : users.load(caller.subject),
    user: (_: unknown, { id }: { id: string }, context: AccountsContext) => context.users.load(id),
  },
  User: {
    // Where somebody lives is nobody else's business, whatever scopes they have.
    defaultPostcode: ({ id, defaultPostcode }: User, _: unknown, { caller }: AccountsContext) =>
      caller.subject === id ? defaultPostcode : null,
    __resolveReference: ({ id }: { id: string }, context: AccountsContext) => context.users.load(id),
  },
};
