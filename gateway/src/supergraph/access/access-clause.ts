import { type DirectiveNode, Kind, type ValueNode } from 'graphql';

/** Names that the specifications of access control give their directives. */
export const accessDirectives = ['authenticated', 'requiresScopes', 'policy'] as const;

/** A directive of access control, by the name its specification gives it. */
export type AccessDirective = (typeof accessDirectives)[number];

/**
 * One thing that an element asks of its caller. Several clauses on one element must all be met.
 *
 * - `authenticated`: the caller is known.
 * - `scopes`, `policies`: all of one of the lists are granted. No list at all asks for nothing, as in composition.
 */
export type AccessClause = { readonly text: string } & (
  | { readonly kind: 'authenticated' }
  | { readonly kind: 'scopes' | 'policies'; readonly anyOf: readonly (readonly string[])[] }
);

/**
 * Reads one application of a directive of access control.
 *
 * Spec: Apollo Federation, directives `@authenticated`, `@requiresScopes(scopes:)` and `@policy(policies:)`; lists are
 * coerced as GraphQL coerces input.
 *
 * @returns Undefined when it asks for nothing. Equal clauses have equal `text`.
 * @throws {SyntaxError} When its argument is missing or no list of lists of strings: what nobody can read protects
 *   nothing.
 */
export function readAccessClause(name: AccessDirective, node: DirectiveNode): AccessClause | undefined {
  if (name === 'authenticated') {
    return { kind: 'authenticated', text: 'authenticated' };
  }
  const kind = name === 'policy' ? 'policies' : 'scopes';
  const value = node.arguments?.find((argument) => argument.name.value === kind)?.value;
  const lists = itemsOf(value)?.map(stringsOf);
  if (lists === undefined || lists.includes(undefined)) {
    throw new SyntaxError(`@${node.name.value} needs "${kind}", a list of lists of strings`);
  }
  const anyOf = sortLists(lists.filter((list) => list !== undefined));
  return anyOf.length === 0 ? undefined : { kind, anyOf, text: `${kind}:${JSON.stringify(anyOf)}` };
}

function itemsOf(value: ValueNode | undefined): readonly ValueNode[] | undefined {
  if (value === undefined || value.kind === Kind.NULL) {
    return undefined;
  }
  return value.kind === Kind.LIST ? value.values : [value];
}

function stringsOf(value: ValueNode): readonly string[] | undefined {
  const items = itemsOf(value)?.map((item) => (item.kind === Kind.STRING ? item.value : undefined));
  return items?.includes(undefined) === false ? items.filter((item) => item !== undefined) : undefined;
}

function sortLists(lists: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const sorted = new Map(lists.map((list) => [...new Set(list)].sort()).map((list) => [JSON.stringify(list), list]));
  return [...sorted].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, list]) => list);
}
