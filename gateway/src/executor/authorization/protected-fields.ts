import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { AccessClause } from '../../supergraph/access/access-clause.js';
import type { AccessRules } from '../../supergraph/access/access-rules.js';
import type { EvaluatedOperation } from '../conditions.js';

/** What an operation asks of its caller. */
export interface ProtectedFields {
  /** What some field asks for, each once. */
  readonly clauses: readonly AccessClause[];
  /** Policies that the clauses name, sorted. */
  readonly policies: readonly string[];
  /** The fields that ask for something, in order of their occurrence. */
  readonly fields: readonly ProtectedField[];
}

/** A field of the operation that asks for something. */
export interface ProtectedField {
  /** The very node of the document. */
  readonly node: FieldNode;
  /** `Type.field` as the client selected it. */
  readonly coordinate: string;
  readonly clauses: readonly AccessClause[];
}

/** What a search needs to know. */
export interface ProtectedFieldsInput extends EvaluatedOperation {
  /** The client's schema. */
  readonly schema: GraphQLSchema;
  readonly rules: AccessRules;
}

/**
 * Finds the fields of an operation that ask something of its caller, in it and in the fragments it uses.
 *
 * A field counts as selected on the type that its selection set stands on: an interface's, when it is reached through
 * the interface.
 *
 * @returns Undefined when there are none.
 */
export function findProtectedFields(input: ProtectedFieldsInput): ProtectedFields | undefined {
  const { schema, rules } = input;
  const fields: ProtectedField[] = [];
  const typeInfo = new TypeInfo(schema);
  const visitor = visitWithTypeInfo(typeInfo, {
    Field(node) {
      const parent = typeInfo.getParentType();
      const name = node.name.value;
      if (isObjectType(parent) || isInterfaceType(parent)) {
        const clauses = rules.clausesFor(parent.name, name);
        if (clauses.length > 0) {
          fields.push({ node, coordinate: `${parent.name}.${name}`, clauses });
        }
      }
    },
  });
  for (const root of [input.operation, ...usedFragments(input)]) {
    visit(root, visitor);
  }
  if (fields.length === 0) {
    return undefined;
  }
  const clauses = [...new Set(fields.flatMap((field) => field.clauses))];
  const policies = clauses.flatMap((clause) => (clause.kind === 'policies' ? clause.anyOf.flat() : []));
  return { clauses, policies: [...new Set(policies)].sort(), fields };
}

/** Fragments that the operation spreads, directly or through others. A document may have more. */
function usedFragments({ document, operation }: EvaluatedOperation): ReadonlySet<FragmentDefinitionNode> {
  const byName = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      byName.set(definition.name.value, definition);
    }
  }
  const used = new Set<FragmentDefinitionNode>();
  const collect = (root: FragmentDefinitionNode | EvaluatedOperation['operation']): void => {
    visit(root, {
      FragmentSpread({ name }) {
        const fragment = byName.get(name.value);
        if (fragment !== undefined && !used.has(fragment)) {
          used.add(fragment);
          collect(fragment);
        }
      },
    });
  };
  collect(operation);
  return used;
}
