import type { GraphQLSchema } from 'graphql';
import type { ConnectorDefinition, ConnectorProblem, ConnectorSource } from '../connector.js';
import type { ConnectorInputs } from '../connector-inputs.js';
import { positionAt } from '../mapping/syntax-error.js';
import type { ConnectorsSubgraph } from '../read-connectors.js';
import type { SubgraphSchema } from '../subgraph-schema.js';

/** What every check of one subgraph works on. */
export interface ValidationContext {
  readonly subgraph: ConnectorsSubgraph;
  readonly extracted: SubgraphSchema;
  readonly schema: GraphQLSchema;
  /** Connectors whose texts all parse, with what they read and write. */
  readonly readable: ReadonlyMap<ConnectorDefinition, ConnectorInputs>;
}

/** A place in a mapping's text. */
export interface TextPosition {
  readonly argument: string;
  readonly text: string;
  readonly offset: number;
}

/** Makes a problem of a connector or source, with line and column when it is in a text. */
export function problemAt(
  place: ConnectorDefinition | ConnectorSource,
  problem: { readonly code: string; readonly message: string },
  position?: TextPosition,
): ConnectorProblem {
  const coordinate =
    'coordinate' in place ? place.coordinate : `${place.subgraph}:@${place.directive}(name: "${place.name}")`;
  const { subgraph } = place;
  if (position === undefined) return { ...problem, subgraph, coordinate };
  const { line, column } = positionAt(position.text, position.offset);
  return { ...problem, subgraph, coordinate: `${coordinate} ${position.argument}`, line, column, text: position.text };
}
