import { type GraphQLNamedType, type GraphQLObjectType, type GraphQLSchema, isAbstractType } from 'graphql';
import type { Expression, FieldNode, SelectionNode } from '../mapping/ast.js';
import { didYouMean } from '../mapping/suggest.js';
import { visibleObjects } from '../mapping/visible-objects.js';

/** Where `concreteTypes` looks, and where it says what is wrong. */
export interface TypeWalk {
  readonly context: { readonly schema: GraphQLSchema };
  report(code: string, message: string, offset: number): void;
}

/**
 * The object types that an object mapped to an interface or union can have: what its `__typename` says, its own or that of
 * a branch spread into it. Reports names that are no such type, and objects without any.
 *
 * Spec: Apollo Connectors, abstract types (connect/v0.4): every branch has a literal `__typename`.
 */
export function concreteTypes(
  object: SelectionNode,
  abstract: GraphQLNamedType,
  walk: TypeWalk,
): readonly GraphQLObjectType[] {
  if (!isAbstractType(abstract)) return [];
  const possible = walk.context.schema.getPossibleTypes(abstract);
  const names = typeNamesOf(object);
  if (names === undefined) return possible;
  if (names.length === 0) {
    const message = `"${abstract.name}" is abstract: "__typename" must say which of ${list(possible)} it is`;
    walk.report('CONNECTORS_UNSUPPORTED_ABSTRACT_TYPE', message, object.range.start);
    return possible;
  }
  return names.flatMap((name) => {
    if (name.text === undefined) {
      const message = 'Expected "__typename" to be a literal, or a "->match" of literals';
      walk.report('INVALID_SELECTION', message, name.offset);
      return possible;
    }
    const type = possible.find((candidate) => candidate.name === name.text);
    if (type !== undefined) return [type];
    const known = possible.map((candidate) => candidate.name);
    const isKnown = walk.context.schema.getType(name.text) !== undefined;
    const what = isKnown ? `no type that "${abstract.name}" can be` : 'no type of the subgraph';
    const message = `"${name.text}" is ${what}${didYouMean(name.text, known)}`;
    walk.report(isKnown ? 'INVALID_SELECTION' : 'MISSING_SCHEMA_TYPE', message, name.offset);
    return [];
  });
}

/** A type's name as it is written; its text is undefined when it is no literal. */
interface WrittenName {
  readonly text: string | undefined;
  readonly offset: number;
}

/** Undefined when something of unknown shape is spread in, which may bring the name. */
function typeNamesOf({ fields }: SelectionNode): readonly WrittenName[] | undefined {
  const own = fields.find(({ key }) => key === '__typename');
  if (own !== undefined) return namesIn(own.value);
  const spread = fields.filter(({ key }) => key === undefined).map(namesOfSpread);
  return spread.every((names) => names !== undefined) ? spread.flat() : undefined;
}

function namesOfSpread({ value }: FieldNode): readonly WrittenName[] | undefined {
  const objects = visibleObjects(value)?.map(typeNamesOf);
  return objects?.every((names) => names !== undefined) ? objects.flat() : undefined;
}

function namesIn(value: Expression): readonly WrittenName[] {
  if (value.kind === 'literal' && typeof value.value === 'string') {
    return [{ text: value.value, offset: value.range.start }];
  }
  if (value.kind === 'fallback') return value.operands.flatMap(namesIn);
  if (value.kind === 'path' && value.selection === undefined) {
    const last = value.steps.at(-1);
    if (last === undefined && value.root.kind === 'expression') return namesIn(value.root.expression);
    if (last?.kind === 'method' && last.name === 'match') {
      return last.args.flatMap((pair) => (pair.kind === 'array' && pair.items[1] ? namesIn(pair.items[1]) : []));
    }
  }
  return [{ text: undefined, offset: value.range.start }];
}

function list(types: readonly GraphQLObjectType[]): string {
  return types.map(({ name }) => `"${name}"`).join(', ');
}
