import {
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  Kind,
  parse,
  type SelectionSetNode,
  type TypeNode,
} from 'graphql';
import { typesOf } from '../subgraph/locate-coordinate.js';
import type { ParsedSubgraph } from '../subgraph/subgraph-file.js';

/** The types of one subgraph, each put together from all of its definitions and extensions. */
export interface SubgraphTypes {
  has(type: string): boolean;
  field(type: string, field: string): FieldDefinitionNode | undefined;
  /** Whether values of the type are objects, in answers or as input; undefined when the subgraph does not define it. */
  isComposite(type: string): boolean | undefined;
  /** A field of an input object. */
  inputField(type: string, field: string): InputValueDefinitionNode | undefined;
  /** Each `@key` of the type: whether it can be resolved, and its fields in order, such as `id org { id }`. */
  keys(type: string): readonly SubgraphKey[];
}

/** One `@key`. */
export interface SubgraphKey {
  readonly isResolvable: boolean;
  readonly fields: KeyTree;
}

/** Fields of a key, each with those below it. */
export type KeyTree = ReadonlyMap<string, KeyTree>;

/** Reads the types of a subgraph. */
export function subgraphTypes({ document }: ParsedSubgraph): SubgraphTypes {
  const named = typesOf(document);
  const nodesOf = (type: string) => named.filter(({ name }) => name === type).map(({ node }) => node);
  const membersOf = (type: string) =>
    nodesOf(type).flatMap((node): readonly (FieldDefinitionNode | InputValueDefinitionNode)[] =>
      'fields' in node ? (node.fields ?? []) : [],
    );
  return {
    has: (type) => nodesOf(type).length > 0,
    field: (type, field) =>
      membersOf(type).find(
        (member): member is FieldDefinitionNode => member.kind === Kind.FIELD_DEFINITION && member.name.value === field,
      ),
    isComposite(type) {
      const [node] = nodesOf(type);
      return node === undefined ? undefined : 'fields' in node || node.kind.startsWith('Union');
    },
    inputField: (type, field) =>
      membersOf(type).find(
        (member): member is InputValueDefinitionNode =>
          member.kind === Kind.INPUT_VALUE_DEFINITION && member.name.value === field,
      ),
    keys: (type) =>
      nodesOf(type)
        .flatMap((node) => node.directives ?? [])
        .filter(({ name }) => /(^|__)key$/.test(name.value))
        .flatMap((directive) => {
          const argument = (name: string) => directive.arguments?.find((each) => each.name.value === name)?.value;
          const fields = argument('fields');
          const resolvable = argument('resolvable');
          const tree = fields?.kind === Kind.STRING ? keyTree(fields.value) : undefined;
          const isResolvable = resolvable?.kind !== Kind.BOOLEAN || resolvable.value;
          return tree === undefined ? [] : [{ isResolvable, fields: tree }];
        }),
  };
}

/** Undefined when it does not parse, which composition tells. */
function keyTree(text: string): KeyTree | undefined {
  try {
    const [definition] = parse(/^\s*\{/.test(text) ? text : `{${text}}`).definitions;
    return definition?.kind === Kind.OPERATION_DEFINITION ? treeOf(definition.selectionSet) : undefined;
  } catch {
    return undefined;
  }
}

function treeOf({ selections }: SelectionSetNode): KeyTree {
  return new Map(
    selections.flatMap((selection): readonly (readonly [string, KeyTree])[] =>
      selection.kind === Kind.FIELD
        ? [[selection.name.value, selection.selectionSet ? treeOf(selection.selectionSet) : new Map()]]
        : selection.kind === Kind.INLINE_FRAGMENT
          ? [...treeOf(selection.selectionSet)]
          : [],
    ),
  );
}

/** A key as text, its fields in the order of their names. */
export function keyTreeText(tree: KeyTree): string {
  return [...tree]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, below]) => (below.size === 0 ? name : `${name} { ${keyTreeText(below)} }`))
    .join(' ');
}

/** The name of a type without `!` and `[]`. */
export function namedTypeOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedTypeOf(type.type);
}

/** Whether a type is a list, at any depth. */
export function isListType(type: TypeNode): boolean {
  return type.kind === Kind.LIST_TYPE || (type.kind === Kind.NON_NULL_TYPE && isListType(type.type));
}
