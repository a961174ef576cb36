import {
  type ASTVisitor,
  type DirectiveNode,
  type DocumentNode,
  type GraphQLSchema,
  isAbstractType,
  Kind,
  type OperationDefinitionNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { Supergraph } from '../supergraph/supergraph.js';
import { tagNameIn } from '../supergraph/tag-name.js';

/** The tag of fields, and of types whose fields, are written to the audit log when an operation reads them. */
const sensitiveTag = 'sensitive';

/**
 * The sensitive fields that an operation selects, as `Type.field`, sorted, each once. Of a field of an interface or union
 * those of its possible types count too. Fields under `@skip` and `@include` count whatever their variables are.
 *
 * Computed once for each document and kept as long as the document is.
 */
export type SensitiveFields = (document: DocumentNode, operation: OperationDefinitionNode) => readonly string[];

const none: readonly string[] = [];

/** Finds a supergraph's fields with `@tag(name: "sensitive")`, whatever the directive is called there. */
export function createSensitiveFields(supergraph: Pick<Supergraph, 'document' | 'apiSchema'>): SensitiveFields {
  const tagged = readTagged(supergraph.document);
  if (tagged.size === 0) {
    return () => none;
  }
  const known = new WeakMap<OperationDefinitionNode, readonly string[]>();
  return (document, operation) => {
    const fields = known.get(operation) ?? findSelected(document, operation, { schema: supergraph.apiSchema, tagged });
    known.set(operation, fields);
    return fields;
  };
}

/** Coordinates: `Type.field`, and `Type` where a whole type has the tag. */
function readTagged(document: DocumentNode): ReadonlySet<string> {
  const tagName = tagNameIn(document);
  const isSensitive = ({ name, arguments: given }: DirectiveNode): boolean =>
    name.value === tagName &&
    (given ?? []).some(({ value }) => value.kind === Kind.STRING && value.value === sensitiveTag);
  const tagged = new Set<string>();
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) {
      continue;
    }
    const type = definition.name.value;
    if (definition.directives?.some(isSensitive)) {
      tagged.add(type);
    }
    for (const field of definition.fields ?? []) {
      if (field.directives?.some(isSensitive)) {
        tagged.add(`${type}.${field.name.value}`);
      }
    }
  }
  return tagged;
}

interface TaggedSchema {
  readonly schema: GraphQLSchema;
  readonly tagged: ReadonlySet<string>;
}

function findSelected(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  { schema, tagged }: TaggedSchema,
): readonly string[] {
  const found = new Set<string>();
  const typeInfo = new TypeInfo(schema);
  const reached = new Set<string>();
  const visitor: ASTVisitor = visitWithTypeInfo(typeInfo, {
    Field(node) {
      const parent = typeInfo.getParentType();
      if (!parent) {
        return;
      }
      const types = isAbstractType(parent) ? [parent, ...schema.getPossibleTypes(parent)] : [parent];
      for (const { name } of types) {
        const coordinate = `${name}.${node.name.value}`;
        if (tagged.has(coordinate) || (tagged.has(name) && node.name.value !== '__typename')) {
          found.add(coordinate);
        }
      }
    },
    FragmentSpread: (node) => void reached.add(node.name.value),
  });
  visit(operation, visitor);
  const fragments = new Map(
    document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
  );
  // Grows while it is gone through: each fragment once, however often it is spread.
  for (const name of reached) {
    const fragment = fragments.get(name);
    if (fragment) {
      visit(fragment, visitor);
    }
  }
  return [...found].sort();
}
