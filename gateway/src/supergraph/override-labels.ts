import { type DocumentNode, Kind, visit } from 'graphql';

/** Every label of `@override(label:)` in a supergraph, sorted. */
export function readOverrideLabels(document: DocumentNode): readonly string[] {
  const labels = new Set<string>();
  visit(document, {
    Directive(node) {
      for (const { name, value } of node.name.value === 'join__field' ? (node.arguments ?? []) : []) {
        if (name.value === 'overrideLabel' && value.kind === Kind.STRING) {
          labels.add(value.value);
        }
      }
    },
  });
  return [...labels].sort();
}
