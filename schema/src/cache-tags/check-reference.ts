import type { FieldDefinitionNode, TypeNode } from 'graphql';
import { isListType, namedTypeOf, type SubgraphTypes } from './subgraph-types.js';
import type { TagReference } from './tag-format.js';

/** Where references are looked up. */
export interface ReferencePlace {
  readonly types: SubgraphTypes;
  /** The field that has the arguments and the result. */
  readonly field: FieldDefinitionNode;
  /** Whether a reference to a list stands for each of its items. */
  readonly areListsAllowed: boolean;
}

/**
 * Checks a reference to `$args` or `$result`: each step must be there, and its end a scalar or an enum.
 *
 * @returns What is wrong with it; undefined when nothing is, or when it leads to types of other subgraphs.
 */
export function checkReference({ root, path }: TagReference, place: ReferencePlace): string | undefined {
  const shown = `{${[root, ...path].join('.')}}`;
  const { types, field, areListsAllowed } = place;
  const [first, ...rest] = path;
  const argument = field.arguments?.find(({ name }) => name.value === first);
  if (root === '$args' && argument === undefined) {
    const known = (field.arguments ?? []).map(({ name }) => `"${name.value}"`).join(', ');
    return `"${shown}": the field has no argument "${first}"; it has ${known === '' ? 'none' : known}`;
  }
  let type: TypeNode = argument === undefined || root === '$result' ? field.type : argument.type;
  for (const step of root === '$args' ? rest : path) {
    if (isListType(type) && !areListsAllowed) {
      return `"${shown}": there is a list on the way to "${step}"`;
    }
    const name: string = namedTypeOf(type);
    if (!types.has(name)) {
      return undefined;
    }
    const next: TypeNode | undefined = (root === '$args' ? types.inputField(name, step) : types.field(name, step))
      ?.type;
    if (next === undefined) {
      return `"${shown}": the type "${name}" has no field "${step}"`;
    }
    type = next;
  }
  if (types.isComposite(namedTypeOf(type)) === true) {
    return `"${shown}" is an object of type "${namedTypeOf(type)}": name one of its fields`;
  }
  return isListType(type) && !areListsAllowed ? `"${shown}" is a list` : undefined;
}
