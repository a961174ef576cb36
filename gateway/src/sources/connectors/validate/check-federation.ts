import {
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  valueFromASTUntyped,
} from 'graphql';
import type { ConnectorProblem } from '../connector.js';
import type { ConnectorsSubgraph } from '../read-connectors.js';

/**
 * Reports federation directives that mean nothing where connectors answer: `@provides`, `@interfaceObject` and
 * `@fromContext`. `@requires` and `@external` work: required fields are read by `$this`.
 */
export function checkFederation({ name, graph }: ConnectorsSubgraph, supergraph: DocumentNode): ConnectorProblem[] {
  return supergraph.definitions.flatMap((node) => {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION) return [];
    const type = node.name.value;
    const report = (directive: string, element: string): ConnectorProblem => ({
      code: 'CONNECTORS_UNSUPPORTED_FEDERATION_DIRECTIVE',
      message: `"${directive}" has no effect where connectors answer`,
      subgraph: name,
      coordinate: `${name}:${element}`,
    });
    const onFields = (node.fields ?? []).flatMap((field) => {
      const join = joinOf(field, 'join__field', graph);
      const element = `${type}.${field.name.value}`;
      return [
        ...(join['provides'] === undefined ? [] : [report('@provides', element)]),
        ...(join['contextArguments'] === undefined ? [] : [report('@fromContext', element)]),
      ];
    });
    const isInterfaceObject = joinOf(node, 'join__type', graph)['isInterfaceObject'] === true;
    return [...(isInterfaceObject ? [report('@interfaceObject', type)] : []), ...onFields];
  });
}

/** The arguments of the first `@name` that is for `graph`. */
function joinOf(
  node: ObjectTypeDefinitionNode | FieldDefinitionNode,
  name: string,
  graph: string,
): Readonly<Record<string, unknown>> {
  for (const directive of node.directives ?? []) {
    if (directive.name.value !== name) continue;
    const args = (directive.arguments ?? []).map(
      (argument) => [argument.name.value, valueFromASTUntyped(argument.value)] as const,
    );
    const join: Record<string, unknown> = Object.fromEntries(args);
    if (join['graph'] === graph) return join;
  }
  return {};
}
