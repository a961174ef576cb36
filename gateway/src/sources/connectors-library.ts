import type { DocumentNode } from 'graphql';
import { createConnectorsSource } from './connectors/connectors-source.js';
import { connectorProtocols } from './connectors/protocols.js';
import { type ConnectorsSubgraph, readConnectors } from './connectors/read-connectors.js';

/** What makes sources of connectors. A sixth of the gateway's code, and loaded by those who have some. */
export interface ConnectorsLibrary {
  /** Undefined when the subgraph has none. */
  find(supergraph: DocumentNode, subgraph: string): ConnectorsSubgraph | undefined;
  readonly createSource: typeof createConnectorsSource;
}

/** All that there is. */
export const connectorsLibrary: ConnectorsLibrary = {
  find: (supergraph, subgraph) => readConnectors(supergraph, connectorProtocols).find(({ name }) => name === subgraph),
  createSource: createConnectorsSource,
};
