import { type DocumentNode, Kind, parse, type ValueNode, visit } from 'graphql';

/**
 * Names of the fields that plans send on: those of every `@key`, `@requires` and `@fromContext` of the supergraph.
 *
 * A client's alias must never take the place of one of them, because the planner tells fields apart by response name.
 */
export interface RequiredFields {
  readonly names: ReadonlySet<string>;
  /** Those that some `@requires` or `@key` reads with arguments. */
  readonly withArguments: ReadonlySet<string>;
}

const fieldSetArguments: ReadonlyMap<string, readonly string[]> = new Map([
  ['join__type', ['key']],
  ['join__field', ['requires', 'provides']],
  ['join__owner', ['key']],
]);

/** Collects the required fields of a supergraph document. */
export function readRequiredFields(document: DocumentNode): RequiredFields {
  const names = new Set<string>();
  const withArguments = new Set<string>();
  visit(document, {
    Directive(node) {
      const wanted = fieldSetArguments.get(node.name.value);
      for (const argument of node.arguments ?? []) {
        if (wanted?.includes(argument.name.value) === true && argument.value.kind === Kind.STRING) {
          collect(argument.value.value, names, withArguments);
        }
        if (argument.name.value === 'contextArguments') {
          for (const selection of contextSelections(argument.value)) {
            collect(selection, names, withArguments);
          }
        }
      }
    },
  });
  return { names, withArguments };
}

/** The `selection` of each `join__ContextArgument`: a field set, with or without its braces. */
function contextSelections(value: ValueNode): readonly string[] {
  const items = value.kind === Kind.LIST ? value.values : [];
  return items.flatMap((item) =>
    item.kind === Kind.OBJECT
      ? item.fields.flatMap((field) =>
          field.name.value === 'selection' && field.value.kind === Kind.STRING ? [field.value.value] : [],
        )
      : [],
  );
}

function collect(fieldSet: string, names: Set<string>, withArguments: Set<string>): void {
  const text = fieldSet.trim();
  visit(parse(text.startsWith('{') ? text : `{${text}}`, { noLocation: true }), {
    Field(field) {
      names.add(field.name.value);
      if ((field.arguments?.length ?? 0) > 0) {
        withArguments.add(field.name.value);
      }
    },
  });
}
