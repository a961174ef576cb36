import { type ConstDirectiveNode, type DocumentNode, Kind, visit } from 'graphql';

/**
 * Puts the non-resolvable keys of each type behind its resolvable ones.
 *
 * @apollo/query-planner takes the first key of a type in a subgraph as its way in, even when that key is
 * `resolvable: false`, and then finds no plan. Leaving such keys out instead would hide that their fields are keys.
 */
export function orderKeys(document: DocumentNode): DocumentNode {
  return visit(document, {
    ObjectTypeDefinition: (node) => ({ ...node, directives: ordered(node.directives) }),
    InterfaceTypeDefinition: (node) => ({ ...node, directives: ordered(node.directives) }),
  });
}

function ordered(directives: readonly ConstDirectiveNode[] = []): readonly ConstDirectiveNode[] {
  return [...directives.filter(isResolvable), ...directives.filter((directive) => !isResolvable(directive))];
}

function isResolvable(directive: ConstDirectiveNode): boolean {
  return !(
    directive.name.value === 'join__type' &&
    directive.arguments?.some(
      ({ name, value }) => name.value === 'resolvable' && value.kind === Kind.BOOLEAN && !value.value,
    )
  );
}
