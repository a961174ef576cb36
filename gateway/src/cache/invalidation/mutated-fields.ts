import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  getArgumentValues,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import type { ExecutedMutation } from '../../executor/after-mutation.js';

/** One root field of a mutation that was executed. */
export interface MutatedField {
  readonly name: string;
  readonly responseName: string;
  /** Coerced. */
  readonly args: Readonly<Record<string, unknown>>;
  /** As the client is told; undefined when it is not. */
  readonly value: unknown;
  /**
   * Reads what the client is told of the field's result, by the names of fields and not by the client's aliases.
   *
   * @returns Every value at the path, lists opened; undefined when the operation does not select it.
   */
  readonly result: (path: readonly string[]) => readonly unknown[] | undefined;
}

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** The root fields of a mutation, in their order. */
export function mutatedFields(
  { evaluated, variables, outcome }: ExecutedMutation,
  mutationType: GraphQLObjectType,
): readonly MutatedField[] {
  const { document, operation } = evaluated();
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      fragments.set(definition.name.value, definition);
    }
  }
  const data: unknown = outcome && JSON.parse(outcome.data.toString());
  return fieldsOf([operation.selectionSet], fragments).map((node) => {
    const responseName = node.alias?.value ?? node.name.value;
    const value = memberOf(data, responseName);
    return {
      name: node.name.value,
      responseName,
      args: argumentsOf(node, mutationType, variables),
      value,
      result: (path) => valuesAt([value], node.selectionSet ? [node.selectionSet] : [], { path, fragments }),
    };
  });
}

/** All fields of selections, those of fragments included; a fragment that is spread often counts once. */
function fieldsOf(
  selectionSets: readonly SelectionSetNode[],
  fragments: Fragments,
  spread: Set<string> = new Set(),
): FieldNode[] {
  const fields: FieldNode[] = [];
  for (const selection of selectionSets.flatMap(({ selections }) => selections)) {
    if (selection.kind === Kind.FIELD) {
      fields.push(selection);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      fields.push(...fieldsOf([selection.selectionSet], fragments, spread));
    } else if (!spread.has(selection.name.value)) {
      spread.add(selection.name.value);
      const fragment = fragments.get(selection.name.value);
      fields.push(...(fragment === undefined ? [] : fieldsOf([fragment.selectionSet], fragments, spread)));
    }
  }
  return fields;
}

function valuesAt(
  values: readonly unknown[],
  selectionSets: readonly SelectionSetNode[],
  { path, fragments }: { readonly path: readonly string[]; readonly fragments: Fragments },
): readonly unknown[] | undefined {
  const opened = values.flatMap(itemsOf);
  const [step, ...rest] = path;
  if (step === undefined) {
    return opened;
  }
  const nodes = fieldsOf(selectionSets, fragments).filter(({ name }) => name.value === step);
  const names = new Set(nodes.map(({ alias, name }) => alias?.value ?? name.value));
  if (names.size > 1 && nodes.some(({ arguments: args = [] }) => args.length > 0)) {
    return undefined; // two different things, and nobody says which is meant
  }
  const below = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  const [name] = names;
  return name === undefined
    ? undefined
    : valuesAt(
        opened.map((value) => memberOf(value, name)),
        below,
        { path: rest, fragments },
      );
}

function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.flatMap(itemsOf) : [value];
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

/** None when they do not fit: then the field was not executed. */
function argumentsOf(
  node: FieldNode,
  type: GraphQLObjectType,
  variables: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const definition = type.getFields()[node.name.value];
  try {
    return definition === undefined ? {} : getArgumentValues(definition, node, variables);
  } catch {
    return {}; // the answer says what is wrong with them
  }
}
