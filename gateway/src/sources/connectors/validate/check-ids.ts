import type { ConnectorDefinition, ConnectorProblem } from '../connector.js';
import { problemAt, type ValidationContext } from './reporter.js';

/** Checks the `id` arguments of a subgraph: names like those of sources, each of one connector. */
export function checkIds({ subgraph }: ValidationContext): ConnectorProblem[] {
  const seen = new Map<string, ConnectorDefinition>();
  return subgraph.connectors.flatMap((definition): ConnectorProblem[] => {
    const { id } = definition.args;
    if (id === undefined || id === null) return [];
    if (typeof id !== 'string' || !/^[A-Za-z][A-Za-z0-9_-]{0,63}$/.test(id)) {
      const message = 'A connector’s "id" has 1 to 64 letters, digits, "_" and "-", a letter first';
      return [problemAt(definition, { code: 'INVALID_CONNECTOR_ID_NAME', message })];
    }
    const other = seen.get(id);
    seen.set(id, other ?? definition);
    if (other === undefined) return [];
    const message = `"${other.coordinate}" has the id "${id}" already`;
    return [problemAt(definition, { code: 'DUPLICATE_ID_NAME', message })];
  });
}
