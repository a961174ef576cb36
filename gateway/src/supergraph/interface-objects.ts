import { type DocumentNode, Kind, visit } from 'graphql';

/** Names of the interfaces that some subgraph has as an `@interfaceObject`. */
export function readInterfaceObjects(document: DocumentNode): ReadonlySet<string> {
  const names = new Set<string>();
  visit(document, {
    InterfaceTypeDefinition(node) {
      const isInterfaceObject = node.directives?.some(
        (directive) =>
          directive.name.value === 'join__type' &&
          directive.arguments?.some(
            ({ name, value }) => name.value === 'isInterfaceObject' && value.kind === Kind.BOOLEAN && value.value,
          ) === true,
      );
      if (isInterfaceObject === true) {
        names.add(node.name.value);
      }
      return false;
    },
  });
  return names;
}
