import type {
  Expression,
  FieldNode,
  Mapping,
  ObjectNode,
  PathExpression,
  PathRoot,
  PathStep,
  SelectionNode,
} from './ast.js';
import { methodRegistry } from './methods/registry.js';
import { didYouMean } from './suggest.js';
import { createTokenReader, type TokenReader } from './token-reader.js';

/**
 * Parses a text of the mapping language.
 *
 * Spec: JSONSelection of connect/v0.3, https://www.apollographql.com/docs/graphos/connectors/mapping
 *
 * @param text At most 100000 characters, brackets nested at most 64 deep.
 * @throws {MappingSyntaxError} with the offset, line and column of what does not fit.
 */
export function parseMapping(text: string): Mapping {
  const reader = createTokenReader(text, 0);
  const fields = parseFields(reader, 'the end');
  reader.expectEnd();
  return toMapping(text, fields, false);
}

/**
 * Parses a mapping that stands where one value is wanted: an error's message, a condition, the inside of `{…}` in a
 * template. It differs in one point: a lone key such as `detail` means the value, not an object with that key.
 *
 * @throws {MappingSyntaxError} as `parseMapping` does.
 */
export function parseValueMapping(text: string): Mapping {
  const reader = createTokenReader(text, 0);
  const fields = parseFields(reader, 'the end');
  reader.expectEnd();
  return toMapping(text, fields, true);
}

/**
 * Parses the value mapping in `{…}` whose `{` is at `offset` of a longer text.
 *
 * @returns The mapping, its ranges counted in the longer text, and the offset behind the `}`.
 * @throws {MappingSyntaxError} as `parseMapping` does.
 */
export function parseEmbeddedMapping(
  text: string,
  offset: number,
): { readonly mapping: Mapping; readonly end: number } {
  const reader = createTokenReader(text, offset);
  reader.expect('{');
  const fields = parseFields(reader, '"}"');
  const end = reader.range().end;
  if (!reader.isAt('}')) reader.fail('"}"');
  if (fields.length === 0) reader.fail('a path');
  return { mapping: toMapping(text, fields, true), end };
}

/** A field and whether its key was written as an alias rather than taken from the path. */
interface ParsedField {
  readonly node: FieldNode;
  readonly aliased: boolean;
}

function toMapping(text: string, fields: readonly ParsedField[], asValue: boolean): Mapping {
  const [first] = fields;
  if (fields.length === 1 && first?.node.value.kind === 'path' && !first.aliased) {
    if (asValue || first.node.key === undefined) return { text, root: first.node.value };
  }
  return { text, root: toSelection(fields, { start: 0, end: text.length }) };
}

function toSelection(fields: readonly ParsedField[], range: SelectionNode['range']): SelectionNode {
  return { kind: 'selection', fields: fields.map((field) => field.node), range };
}

/** NamedSelection*, up to `}` or the end. */
function parseFields(reader: TokenReader, end: string): ParsedField[] {
  const fields: ParsedField[] = [];
  while (!reader.isAt('}') && !reader.isAtEnd()) {
    const field = parseField(reader, end);
    const [first] = fields;
    if (first !== undefined) requireMergeable(reader, first);
    if (fields.length > 0) requireMergeable(reader, field);
    fields.push(field);
  }
  return fields;
}

/** A path without a key has a place beside other fields only when its keys are known to be merged. */
function requireMergeable(reader: TokenReader, { node }: ParsedField): void {
  if (node.key !== undefined || node.value.kind === 'selection' || node.value.selection !== undefined) return;
  reader.failAt(node.range.start, 'Expected an alias such as "name:" before a path that stands among other fields');
}

/** NamedSelection: `alias: path`, `alias: { … }`, or a path. */
function parseField(reader: TokenReader, end: string): ParsedField {
  const { start } = reader.range();
  const alias = reader.takeAlias();
  if (alias !== undefined && reader.isAt('{')) {
    const value = parseSelection(reader);
    return { node: { key: alias, value, range: reader.rangeFrom(start) }, aliased: true };
  }
  const fromKey = reader.isAtKey();
  if (!fromKey && !reader.isAtPath()) {
    reader.fail(alias === undefined ? `a field or ${end}` : 'a path or "{" (a literal goes into $(…))');
  }
  const path = parsePath(reader, parsePathRoot(reader));
  const [step] = path.steps;
  const implied = fromKey && path.steps.length === 1 && step?.kind === 'key' ? step.key : undefined;
  return { node: { key: alias ?? implied, value: path, range: reader.rangeFrom(start) }, aliased: alias !== undefined };
}

/** SubSelection. */
function parseSelection(reader: TokenReader): SelectionNode {
  const { start } = reader.range();
  return reader.nested(() => {
    reader.expect('{');
    const fields = parseFields(reader, '"}"');
    const [only] = fields;
    if (only !== undefined) requireMergeable(reader, only);
    reader.expect('}');
    return toSelection(fields, reader.rangeFrom(start));
  });
}

/** How a path begins; a key is a step from the current element. */
interface PathStart {
  readonly root: PathRoot;
  readonly start: number;
  readonly firstStep: PathStep | undefined;
}

function parsePathRoot(reader: TokenReader): PathStart {
  const { start } = reader.range();
  const key = reader.takeKey();
  if (key !== undefined) {
    const range = reader.rangeFrom(start);
    const optional = reader.take('?');
    return { root: { kind: 'element' }, start, firstStep: { kind: 'key', key, optional, range } };
  }
  if (reader.take('@')) return { root: { kind: 'element' }, start, firstStep: undefined };
  const name = reader.takeVariable() ?? reader.fail('a path');
  if (name !== '$') {
    return { root: { kind: 'variable', name, range: reader.rangeFrom(start) }, start, firstStep: undefined };
  }
  if (!reader.isAt('(')) return { root: { kind: 'enclosing' }, start, firstStep: undefined };
  const expression = reader.nested(() => {
    reader.expect('(');
    const inner = parseExpression(reader);
    reader.expect(')');
    return inner;
  });
  return { root: { kind: 'expression', expression }, start, firstStep: undefined };
}

/** PathTail and the trailing SubSelection. */
function parsePath(reader: TokenReader, { root, start, firstStep }: PathStart): PathExpression {
  const rootOptional = firstStep === undefined && reader.take('?');
  const steps: PathStep[] = firstStep === undefined ? [] : [firstStep];
  for (;;) {
    if (reader.isAt('.')) steps.push(parseKeyStep(reader));
    else if (reader.isAt('->')) steps.push(parseMethodStep(reader));
    else break;
  }
  const selection = reader.isAt('{') ? parseSelection(reader) : undefined;
  return { kind: 'path', root, rootOptional, steps, selection, range: reader.rangeFrom(start) };
}

function parseKeyStep(reader: TokenReader): PathStep {
  reader.expect('.');
  const { start } = reader.range();
  const key = reader.takeKey() ?? reader.fail('a key');
  const range = reader.rangeFrom(start);
  return { kind: 'key', key, optional: reader.take('?'), range };
}

function parseMethodStep(reader: TokenReader): PathStep {
  reader.expect('->');
  const { start } = reader.range();
  const name = reader.takeIdentifier() ?? reader.fail('the name of a method');
  if (name === 'as') return parseBindStep(reader, start);
  const method = methodRegistry.get(name);
  if (method === undefined) {
    reader.failAt(start, `Unknown method "${name}"${didYouMean(name, ['as', ...methodRegistry.keys()])}`);
  }
  const args = reader.isAt('(') ? parseList(reader, '(', ')') : [];
  if (args.length < method.minArgs || args.length > method.maxArgs) {
    reader.failAt(start, `Expected ${countOfArguments(method)} for ->${name}: got ${args.length}`);
  }
  const range = reader.rangeFrom(start);
  return { kind: 'method', name, args, optional: reader.take('?'), range };
}

function countOfArguments({ minArgs, maxArgs }: { readonly minArgs: number; readonly maxArgs: number }): string {
  const plural = (count: number): string => `${count} ${count === 1 ? 'argument' : 'arguments'}`;
  if (minArgs === maxArgs) return plural(minArgs);
  return maxArgs === Number.POSITIVE_INFINITY ? `at least ${plural(minArgs)}` : `${minArgs} to ${plural(maxArgs)}`;
}

/** `as($name)` or `as($name, expression)`. */
function parseBindStep(reader: TokenReader, start: number): PathStep {
  return reader.nested(() => {
    reader.expect('(');
    const { start: variableStart } = reader.range();
    const variable = reader.takeVariable();
    if (variable === undefined || variable === '$') reader.failAt(variableStart, 'Expected a variable such as $name');
    const expression = reader.take(',') && !reader.isAt(')') ? parseExpression(reader) : undefined;
    reader.expect(')');
    const range = reader.rangeFrom(start);
    return { kind: 'bind', variable, expression, optional: reader.take('?'), range };
  });
}

/** LitExpr: operands joined by one kind of fallback. */
function parseExpression(reader: TokenReader): Expression {
  const { start } = reader.range();
  const first = parseOperand(reader);
  const operator = reader.takeFallback();
  if (operator === undefined) return first;
  const operands = [first, parseOperand(reader)];
  for (let next = reader.takeFallback(); next !== undefined; next = reader.takeFallback()) {
    if (next !== operator) reader.failAt(start, 'Cannot mix "??" and "?!": put one of them into $(…)');
    operands.push(parseOperand(reader));
  }
  return { kind: 'fallback', operator, operands, range: reader.rangeFrom(start) };
}

/** A literal, with a path from it when one follows, or a path. */
function parseOperand(reader: TokenReader): Expression {
  const { start } = reader.range();
  const literal = parseLiteral(reader);
  if (literal === undefined) {
    if (!reader.isAtKey() && !reader.isAtPath()) reader.fail('a value');
    return parsePath(reader, parsePathRoot(reader));
  }
  if (!reader.isAt('.') && !reader.isAt('->') && !reader.isAt('?')) return literal;
  return parsePath(reader, { root: { kind: 'expression', expression: literal }, start, firstStep: undefined });
}

function parseLiteral(reader: TokenReader): Expression | undefined {
  const { start } = reader.range();
  const value = reader.takeScalar();
  if (value !== undefined) return { kind: 'literal', value, range: reader.rangeFrom(start) };
  if (reader.isAt('[')) {
    const items = parseList(reader, '[', ']');
    return { kind: 'array', items, range: reader.rangeFrom(start) };
  }
  return reader.isAt('{') ? parseObject(reader) : undefined;
}

/** Expressions between two brackets, with a comma after the last allowed. */
function parseList(reader: TokenReader, open: '(' | '[', close: ')' | ']'): Expression[] {
  return reader.nested(() => {
    const items: Expression[] = [];
    reader.expect(open);
    while (!reader.isAt(close)) {
      items.push(parseExpression(reader));
      if (!reader.take(',')) break;
    }
    reader.expect(close);
    return items;
  });
}

function parseObject(reader: TokenReader): ObjectNode {
  const { start } = reader.range();
  return reader.nested(() => {
    const entries: Array<ObjectNode['entries'][number]> = [];
    reader.expect('{');
    while (!reader.isAt('}')) {
      const key = reader.takeAlias() ?? reader.fail('a key and ":"');
      entries.push({ key, value: parseExpression(reader) });
      if (!reader.take(',')) break;
    }
    reader.expect('}');
    return { kind: 'object', entries, range: reader.rangeFrom(start) };
  });
}
