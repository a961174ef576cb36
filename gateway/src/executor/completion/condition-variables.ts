import { type DocumentNode, Kind, visit } from 'graphql';

/** Names of the variables that `@skip(if:)` and `@include(if:)` read in a document, in order of appearance. */
export function conditionVariables(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Directive(node) {
      if (node.name.value === 'skip' || node.name.value === 'include') {
        for (const argument of node.arguments ?? []) {
          if (argument.value.kind === Kind.VARIABLE) {
            names.add(argument.value.name.value);
          }
        }
      }
    },
  });
  return [...names];
}
