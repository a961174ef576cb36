import { type DocumentNode, Kind, type TypeNode, valueFromASTUntyped } from 'graphql';
import type { ConnectorProblem } from '../connector.js';
import type { ConnectorsSubgraph } from '../read-connectors.js';

const builtIn: ReadonlySet<string> = new Set(['ID', 'String', 'Int', 'Float', 'Boolean']);

/**
 * Finds fields and arguments of a subgraph whose types the subgraph does not have. Composition writes no such supergraph;
 * one that was written or changed by hand may be.
 */
export function checkTypes({ name, graph }: ConnectorsSubgraph, supergraph: DocumentNode): ConnectorProblem[] {
  const types = supergraph.definitions.filter((node) => 'directives' in node && isIn(node, 'join__type', graph));
  const known = new Set(types.flatMap((node) => ('name' in node && node.name !== undefined ? [node.name.value] : [])));
  return types.flatMap((node) => {
    const hasFields =
      node.kind === Kind.OBJECT_TYPE_DEFINITION ||
      node.kind === Kind.INTERFACE_TYPE_DEFINITION ||
      node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION;
    if (!hasFields) return [];
    return (node.fields ?? [])
      .filter((field) => isIn(field, 'join__field', graph) || !isIn(field, 'join__field'))
      .flatMap((field) => {
        const used = [field.type, ...('arguments' in field ? (field.arguments ?? []).map(({ type }) => type) : [])];
        return used
          .map(nameOf)
          .filter((type) => !known.has(type) && !builtIn.has(type))
          .map((type) => ({
            code: 'MISSING_SCHEMA_TYPE',
            message: `There is no type "${type}" in subgraph "${name}"`,
            subgraph: name,
            coordinate: `${name}:${node.name.value}.${field.name.value}`,
          }));
      });
  });
}

function nameOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type);
}

/** Whether a node has the directive, for `graph` where one is given. */
function isIn(
  node: Pick<Extract<DocumentNode['definitions'][number], { directives?: unknown }>, 'directives'>,
  directive: string,
  graph?: string,
): boolean {
  return (node.directives ?? []).some(
    ({ name, arguments: args }) =>
      name.value === directive &&
      (graph === undefined ||
        args?.some((arg) => arg.name.value === 'graph' && valueFromASTUntyped(arg.value) === graph) === true),
  );
}
