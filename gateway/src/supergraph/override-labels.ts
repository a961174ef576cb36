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

/**
 * `Type.field` of the object types' fields that one source has taken over from another.
 *
 * @param by What their `@override` has: with `overrideLabel` only those with a label.
 */
export function readOverriddenFields(document: DocumentNode, by: 'override' | 'overrideLabel'): ReadonlySet<string> {
  const fields = new Set<string>();
  visit(document, {
    ObjectTypeDefinition(type) {
      for (const field of type.fields ?? []) {
        const isOverridden = field.directives?.some(
          (directive) =>
            directive.name.value === 'join__field' &&
            directive.arguments?.some(({ name }) => name.value === by) === true,
        );
        if (isOverridden === true) {
          fields.add(`${type.name.value}.${field.name.value}`);
        }
      }
      return false;
    },
  });
  return fields;
}
