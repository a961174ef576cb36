import { type DirectiveNode, Kind, type StringValueNode, type ValueNode } from 'graphql';

/** Line and column, both from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/**
 * Finds where in a file a place of a directive's mapping text is.
 *
 * @param argument The text among the arguments: `selection`, `http.headers[0].value`.
 * @param place Of the text, as GraphQL reads it.
 * @returns Undefined when the argument is not written there.
 */
export function placeInFile(directive: DirectiveNode, argument: string, place: Place): Place | undefined {
  const [name, ...rest] = argument.split(/[.[\]]+/).filter((part) => part !== '');
  const found = directive.arguments?.find((candidate) => candidate.name.value === name);
  const value = rest.reduce<ValueNode | undefined>(childOf, found?.value);
  if (value?.kind !== Kind.STRING || value.loc === undefined) return undefined;
  return value.block === true ? placeInBlock(value, value.loc, place) : placeInString(value, value.loc, place);
}

/** The line of a text that a place is in, and under it a caret that points to the place. */
export function pointTo(text: string, { line, column }: Place): string {
  const shown = text.split('\n')[line - 1] ?? '';
  return `${shown}\n${' '.repeat(column - 1)}^`;
}

type Location = NonNullable<StringValueNode['loc']>;

function childOf(value: ValueNode | undefined, key: string): ValueNode | undefined {
  if (value?.kind === Kind.OBJECT) return value.fields.find((field) => field.name.value === key)?.value;
  return value?.kind === Kind.LIST ? value.values[Number(key)] : undefined;
}

/** Spec: GraphQL, `BlockStringValue()`: blank lines at the start and what all lines are indented by are no part of it. */
function placeInBlock(_value: StringValueNode, { start, end, source, startToken }: Location, place: Place): Place {
  const lines = source.body.slice(start + 3, end - 3).split(/\r\n|\n|\r/);
  const indents = lines
    .slice(1)
    .filter((text) => text.trim() !== '')
    .map((text) => text.search(/[^ \t]/));
  const indent = indents.length === 0 ? 0 : Math.min(...indents);
  const index =
    Math.max(
      lines.findIndex((text) => text.trim() !== ''),
      0,
    ) +
    place.line -
    1;
  // What stands behind the opening quotes is not dedented.
  const column = index === 0 ? startToken.column + 2 + place.column : indent + place.column;
  return { line: startToken.line + index, column };
}

/** A string in quotes is on one line, whatever line ends its escapes stand for. */
function placeInString(value: StringValueNode, { start, end, source, startToken }: Location, place: Place): Place {
  const before = value.value
    .split('\n')
    .slice(0, place.line - 1)
    .reduce((sum, text) => sum + text.length + 1, 0);
  const raw = source.body.slice(start + 1, end - 1).matchAll(/\\u\{[0-9A-Fa-f]+\}|\\u[0-9A-Fa-f]{4}|\\.|[^\\]/gsu);
  let length = 0;
  let column = startToken.column + 1;
  for (const [written] of raw) {
    if (length >= before + place.column - 1) break;
    length += written.startsWith('\\') ? 1 : written.length;
    column += written.length;
  }
  return { line: startToken.line, column };
}
