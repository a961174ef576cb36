import type DataLoader from 'dataloader';
import { createBatchLoader, pickKeys } from '../server/batch-loader.js';
import { fixedPortOf } from '../server/fixed-ports.js';
import { registerGraphql } from '../server/graphql-server.js';
import type { RunningSource, SourceOptions } from '../server/running-source.js';
import { startSourceServer } from '../server/source-server.js';
import { indexBy } from '../shop-data/group-by.js';
import { exampleShop } from '../shop-data/shop.js';
import type { User } from '../shop-data/types.js';

/** What one request needs for itself. */
interface AccountsContext {
  readonly users: DataLoader<string, User | null>;
}

/**
 * Starts the customers' accounts: GraphQL at `/graphql`.
 *
 * @throws {PortInUseError} when another process listens on the port.
 */
export function startAccounts(options: SourceOptions = {}): Promise<RunningSource> {
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
          createContext: () => ({ users: createBatchLoader((ids) => pickKeys(userById, ids)) }),
        }),
    },
    options,
  );
}

const resolvers = {
  Query: {
    user: (_: unknown, { id }: { id: string }, context: AccountsContext) => context.users.load(id),
  },
  User: {
    __resolveReference: ({ id }: { id: string }, context: AccountsContext) => context.users.load(id),
  },
};
