// One file, for selections hold expressions and expressions hold selections.
import type { ArrayNode, Expression, FieldNode, PathExpression, PathRoot, PathStep, SelectionNode } from './ast.js';
import { methodRegistry } from './methods/registry.js';
import { didYouMean } from './suggest.js';
import type { TokenReader } from './token-reader.js';

/** A field and whether its key was written as an alias rather than taken from the path. */
export interface ParsedField extends FieldNode {
  readonly aliased: boolean;
}

/** NamedSelection*, up to `}` or the end. */
export function parseFields(reader: TokenReader, end: string): ParsedField[] {
  const fields: ParsedField[] = [];
  while (!reader.isAt('}') && !reader.isAtEnd()) {
    const field = parseField(reader, end);
    const [first] = fields;
    if (first !== undefined) requireMergeable(reader, first);
    if (fields.length > 0) requireMergeable(reader, field);
    fields.push(field);
    // From v0.4 on any JSON object is a selection.
    if (end === '"}"' && reader.has('v0.4')) reader.take(',');
  }
  return fields;
}

/** SubSelection: `{ … }`. */
function parseSelection(reader: TokenReader): SelectionNode {
  const { start } = reader.range();
  return reader.nested(() => {
    reader.expect('{');
    const fields = parseFields(reader, '"}"');
    const [only] = fields;
    if (only !== undefined) requireMergeable(reader, only);
    reader.expect('}');
    const nodes = fields.map(({ aliased: _, ...field }) => field);
    return { kind: 'selection', fields: nodes, range: reader.rangeFrom(start) };
  });
}

/** A value without a key has a place beside other fields only when its keys are known to be merged. */
function requireMergeable(reader: TokenReader, { key, spread, value, range }: ParsedField): void {
  if (key !== undefined || spread || (value.kind === 'path' && value.selection !== undefined)) return;
  const what = value.kind === 'path' ? 'path' : 'value';
  reader.failAt(range.start, `Expected an alias such as "name:" before a ${what} that stands among other fields`);
}

/** NamedSelection: `alias: value`, `...value`, or a value, which names itself when it is a key. */
function parseField(reader: TokenReader, end: string): ParsedField {
  const { start } = reader.range();
  if (reader.isAt('...') && reader.has('v0.4')) {
    reader.expect('...');
    const value = parseExpression(reader);
    return { key: undefined, value, spread: true, range: reader.rangeFrom(start), aliased: false };
  }
  const alias = reader.takeAlias();
  const isKey = reader.isAtKey();
  const value = parseFieldValue(reader, alias, end);
  const [step] = value.kind === 'path' ? value.steps : [];
  const isLoneKey = value.kind === 'path' && value.root.kind === 'element' && value.steps.length === 1;
  const implied = isKey && isLoneKey && step?.kind === 'key' ? step.key : undefined;
  const range = reader.rangeFrom(start);
  return { key: alias ?? implied, value, spread: false, range, aliased: alias !== undefined };
}

function parseFieldValue(reader: TokenReader, alias: string | undefined, end: string): FieldNode['value'] {
  if (reader.has('v0.4')) {
    if (!reader.isAtValue()) reader.fail(alias === undefined ? `a field or ${end}` : 'a value');
    return parseExpression(reader);
  }
  if (alias !== undefined && reader.isAt('{')) return parseSelection(reader);
  if (!reader.isAtKey() && !reader.isAtPath()) {
    reader.fail(
      alias === undefined ? `a field or ${end}` : 'a path or "{" (before connect/v0.4 a literal goes into $(…))',
    );
  }
  return parsePath(reader, parsePathRoot(reader));
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

/** How a path begins; a key is a step from the current element. */
interface PathStart {
  readonly root: PathRoot;
  readonly start: number;
  readonly firstStep: PathStep | undefined;
}

/** A key, `@`, `$`, `$variable` or `$(…)`. */
function parsePathRoot(reader: TokenReader): PathStart {
  const { start } = reader.range();
  const key = reader.takeKey();
  if (key !== undefined) {
    const range = reader.rangeFrom(start);
    const optional = reader.takeOptional();
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
  const rootOptional = firstStep === undefined && reader.takeOptional();
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
  return { kind: 'key', key, optional: reader.takeOptional(), range };
}

function parseMethodStep(reader: TokenReader): PathStep {
  reader.expect('->');
  const { start } = reader.range();
  const name = reader.takeIdentifier() ?? reader.fail('the name of a method');
  if (name === 'as') return parseBindStep(reader, start);
  const method = methodRegistry.get(name);
  if (method === undefined) {
    const known = [...methodRegistry.values()].filter(({ since }) => reader.has(since)).map((known) => known.name);
    reader.failAt(start, `Unknown method "${name}"${didYouMean(name, ['as', ...known])}`);
  }
  reader.require(`"->${name}"`, method.since, start);
  const args = reader.isAt('(') ? parseList(reader, '(', ')') : [];
  if (args.length < method.minArgs || args.length > method.maxArgs) {
    reader.failAt(start, `Expected ${countOfArguments(method)} for ->${name}: got ${args.length}`);
  }
  const range = reader.rangeFrom(start);
  return { kind: 'method', name, args, optional: reader.takeOptional(), range };
}

function countOfArguments({ minArgs, maxArgs }: { readonly minArgs: number; readonly maxArgs: number }): string {
  const plural = (count: number): string => `${count} ${count === 1 ? 'argument' : 'arguments'}`;
  if (minArgs === maxArgs) return plural(minArgs);
  return maxArgs === Number.POSITIVE_INFINITY ? `at least ${plural(minArgs)}` : `${minArgs} to ${plural(maxArgs)}`;
}

/** `as($name)` or `as($name, expression)`. */
function parseBindStep(reader: TokenReader, start: number): PathStep {
  reader.require('"->as"', 'v0.3', start);
  return reader.nested(() => {
    reader.expect('(');
    const { start: variableStart } = reader.range();
    const variable = reader.takeVariable();
    if (variable === undefined || variable === '$') reader.failAt(variableStart, 'Expected a variable such as $name');
    const expression = reader.take(',') && !reader.isAt(')') ? parseExpression(reader) : undefined;
    reader.expect(')');
    const range = reader.rangeFrom(start);
    return { kind: 'bind', variable, expression, optional: reader.takeOptional(), range };
  });
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
    return { kind: 'array', items, range: reader.rangeFrom(start) } satisfies ArrayNode;
  }
  if (!reader.isAt('{')) return undefined;
  return reader.has('v0.4') ? parseSelection(reader) : parseObject(reader);
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

/** LitObject, as it was before it and SubSelection became one in v0.4: keys with values, commas between them. */
function parseObject(reader: TokenReader): SelectionNode {
  const { start } = reader.range();
  return reader.nested(() => {
    const fields: FieldNode[] = [];
    reader.expect('{');
    while (!reader.isAt('}')) {
      const { start: keyStart } = reader.range();
      const key = reader.takeAlias() ?? reader.fail('a key and ":" (connect/v0.4 reads a lone key too)');
      const value = parseExpression(reader);
      fields.push({ key, value, spread: false, range: reader.rangeFrom(keyStart) });
      if (!reader.take(',')) break;
    }
    reader.expect('}');
    return { kind: 'selection', fields, range: reader.rangeFrom(start) };
  });
}
