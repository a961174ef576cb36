import {
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  getNamedType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
} from 'graphql';
import { kebabCase } from './mock-keys.js';
import { maxListSize } from './mock-settings.js';

/** What a value that an argument gives is called, and of what type it is. */
interface GivenValue {
  readonly name: string;
  readonly type: GraphQLInputType;
  readonly value: unknown;
}

/** A field with the arguments that it is asked with. */
export interface AskedField {
  readonly field: GraphQLField<unknown, unknown>;
  readonly args: Readonly<Record<string, unknown>>;
}

/** The values that arguments give: their own, and those in input objects, one level deep. */
function givenValues({ field, args }: AskedField): readonly GivenValue[] {
  return field.args.flatMap(({ name, type }): GivenValue[] => {
    const value = args[name];
    if (value === undefined || value === null) return [];
    const named = getNamedType(type);
    if (!isInputObjectType(named) || typeof value !== 'object' || Array.isArray(value)) return [{ name, type, value }];
    return Object.values(named.getFields()).flatMap((inner) => {
      const given = (value as Readonly<Record<string, unknown>>)[inner.name];
      return given === undefined || given === null ? [] : [{ name: inner.name, type: inner.type, value: given }];
    });
  });
}

/**
 * The fields of a type whose values arguments give: `id`, and `productId` for the `id` of a `Product`.
 *
 * @param wanted Which fields arguments may give.
 */
export function knownFromArguments(
  asked: AskedField,
  type: GraphQLObjectType,
  wanted: (fieldName: string) => boolean,
): Record<string, unknown> {
  const known: Record<string, unknown> = Object.create(null);
  for (const { name, type: inputType, value } of givenValues(asked)) {
    const field = fieldMeant(type, name);
    if (field === undefined || !wanted(field.name) || isList(inputType) !== isList(field.type)) continue;
    if (fitsInto(field, inputType)) known[field.name] = value;
  }
  return known;
}

/** What an argument that is a list, `ids`, gives for a field of each item; undefined when there is none. */
export function knownOfItems(
  asked: AskedField,
  type: GraphQLObjectType,
  wanted: (fieldName: string) => boolean,
): ReadonlyArray<Readonly<Record<string, unknown>>> | undefined {
  for (const { name, type: inputType, value } of givenValues(asked)) {
    if (!Array.isArray(value) || !isList(inputType)) continue;
    const field = fieldMeant(type, name.replace(/s$/, ''));
    if (field === undefined || !wanted(field.name) || isList(field.type) || !fitsInto(field, inputType)) continue;
    return value
      .slice(0, maxListSize)
      .map((item: unknown) => Object.assign(Object.create(null) as Record<string, unknown>, { [field.name]: item }));
  }
  return undefined;
}

function fieldMeant(type: GraphQLObjectType, argument: string): GraphQLField<unknown, unknown> | undefined {
  const word = kebabCase(argument);
  const fields = Object.values(type.getFields());
  return (
    fields.find(({ name }) => kebabCase(name) === word) ??
    fields.find(({ name }) => `${kebabCase(type.name)}-${kebabCase(name)}` === word)
  );
}

function fitsInto(field: GraphQLField<unknown, unknown>, type: GraphQLInputType): boolean {
  const wanted = getNamedType(field.type);
  const given = getNamedType(type);
  if (!isLeafType(wanted) || !isLeafType(given)) return false;
  const isText = wanted.name === 'ID' || wanted.name === 'String';
  return wanted === given || (isText && ['ID', 'String', 'Int'].includes(given.name));
}

function isList(type: { toString(): string } & object): boolean {
  const inner = isNonNullType(type) ? type.ofType : type;
  return isListType(inner);
}

/** Which part of a list arguments ask for. */
export interface Slice {
  /** Undefined where they do not say. */
  readonly length: number | undefined;
  readonly offset: number;
  /** The arguments that say it; what is in the list does not depend on them. */
  readonly names: ReadonlySet<string>;
}

const lengthNames = ['first', 'last', 'limit', 'size', 'take', 'top', 'pageSize', 'perPage', 'page_size', 'per_page'];
const offsetNames = ['offset', 'skip'];

/** No list is longer: numbers of entities must fit into an Int. */
const maxOffset = 1_000_000;

/** Reads the arguments by which lists are usually asked for in parts. */
export function sliceOf({ args }: AskedField): Slice {
  const numberIn = (names: readonly string[]): number | undefined => {
    const found = names.map((name) => args[name]).find((value) => typeof value === 'number' && value >= 0);
    return typeof found === 'number' ? Math.floor(found) : undefined;
  };
  const length = numberIn(lengthNames);
  return {
    length: length === undefined ? undefined : Math.min(length, maxListSize),
    offset: Math.min(numberIn(offsetNames) ?? 0, maxOffset),
    names: new Set([...lengthNames, ...offsetNames]),
  };
}
