import { type DocumentNode, Kind, parse, visit } from 'graphql';

/**
 * Names of the fields that plans put into representations: those of every `@key` and `@requires` of the supergraph.
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
      }
    },
  });
  return { names, withArguments };
}

function collect(fieldSet: string, names: Set<string>, withArguments: Set<string>): void {
  visit(parse(`{${fieldSet}}`, { noLocation: true }), {
    Field(field) {
      names.add(field.name.value);
      if ((field.arguments?.length ?? 0) > 0) {
        withArguments.add(field.name.value);
      }
    },
  });
}
