import {
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  isNonNullType,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/**
 * Fields that may become null as a whole in a source's answer because a variable is null: those that have, at any depth,
 * an argument that takes no null and gets a variable that may be. That is valid where argument or variable has a default.
 *
 * Spec: GraphQL specification, sections "All Variable Usages Are Allowed" and "Coercing Field Arguments".
 *
 * @param schema What the document is valid against.
 */
export function findFragileFields(document: DocumentNode, schema: GraphQLSchema): ReadonlySet<FieldNode> {
  const nullable = nullableVariables(document);
  if (nullable.size === 0) {
    return noFields;
  }
  const fields = new Set<FieldNode>();
  const fragments = new Set<string>();
  // Fragments are found fragile one by the other: each pass but the last finds one more.
  for (let before = -1; before !== fragments.size; ) {
    before = fragments.size;
    visitOnce(document, { schema, nullable, fields, fragments });
  }
  return fields;
}

const noFields: ReadonlySet<FieldNode> = new Set();

function nullableVariables(document: DocumentNode): ReadonlySet<string> {
  return new Set(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.OPERATION_DEFINITION
        ? (definition.variableDefinitions ?? [])
            .filter(({ type }) => type.kind !== Kind.NON_NULL_TYPE)
            .map(({ variable }) => variable.name.value)
        : [],
    ),
  );
}

interface Search {
  readonly schema: GraphQLSchema;
  readonly nullable: ReadonlySet<string>;
  /** Are added to. */
  readonly fields: Set<FieldNode>;
  /** Names of fragments that have such fields; are added to. */
  readonly fragments: Set<string>;
}

function visitOnce(document: DocumentNode, { schema, nullable, fields, fragments }: Search): void {
  const typeInfo = new TypeInfo(schema);
  const around: FieldNode[] = [];
  let fragment: string | undefined;
  const mark = (): void => {
    for (const field of around) {
      fields.add(field);
    }
    if (fragment !== undefined) {
      fragments.add(fragment);
    }
  };
  visit(
    document,
    visitWithTypeInfo(typeInfo, {
      VariableDefinition: () => false,
      FragmentDefinition: {
        enter({ name }) {
          fragment = name.value;
        },
        leave() {
          fragment = undefined;
        },
      },
      Field: {
        enter(field) {
          around.push(field);
        },
        leave() {
          around.pop();
        },
      },
      FragmentSpread({ name }) {
        if (fragments.has(name.value)) {
          mark();
        }
      },
      Variable({ name }) {
        if (nullable.has(name.value) && isNonNullType(typeInfo.getInputType()) && !typeInfo.getDirective()) {
          mark();
        }
      },
    }),
  );
}
