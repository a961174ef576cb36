import type { Expression, FieldNode, Mapping, PathExpression, PathStep, SelectionNode } from './ast.js';
import { isSince, type MappingVersion } from './version.js';

/**
 * Writes a mapping as text: parsed again in the same version it is the same mapping. For tools that make mappings.
 *
 * @param version That of the mapping; one that is older must hold nothing newer.
 */
export function printMapping({ root }: Pick<Mapping, 'root'>, version: MappingVersion): string {
  const print = createPrinter(isSince(version, 'v0.4'));
  if (root.kind === 'selection') return root.fields.map(print.field).join('\n');
  // A lone key would be read as an object with that key.
  return root.kind === 'path' ? print.path(root, false) : print.expression(root);
}

interface Printer {
  field(field: FieldNode): string;
  expression(expression: Expression): string;
  /** @param mayBeKey Whether a key may stand for itself, where nothing would take it for a field's name or a word. */
  path(path: PathExpression, mayBeKey: boolean): string;
}

/** @param unified Whether objects and selections are written alike, as from v0.4. */
function createPrinter(unified: boolean): Printer {
  const separator = unified ? ', ' : ' ';
  const braces = (fields: readonly string[], between: string): string =>
    fields.length === 0 ? '{}' : `{ ${fields.join(between)} }`;
  const selection = (node: SelectionNode): string => braces(node.fields.map(field), separator);
  const object = (node: SelectionNode): string => {
    if (unified) return selection(node);
    return braces(
      node.fields.map(({ key = '', value }) => `${printKey(key)}: ${expression(value)}`),
      ', ',
    );
  };

  function field({ key, value, spread }: FieldNode): string {
    if (spread) return `...${expression(value)}`;
    if (key === undefined) return value.kind === 'path' ? path(value, false) : expression(value);
    if (value.kind === 'path')
      return nameOf(value) === key ? path(value, true) : `${printKey(key)}: ${path(value, true)}`;
    return `${printKey(key)}: ${value.kind === 'selection' ? selection(value) : expression(value)}`;
  }

  function expression(node: Expression): string {
    switch (node.kind) {
      case 'path':
        return path(node, true);
      case 'literal':
        return printLiteral(node.value);
      case 'selection':
        return object(node);
      case 'array':
        return `[${node.items.map(expression).join(', ')}]`;
      case 'fallback':
        return node.operands.map(expression).join(` ${node.operator} `);
    }
  }

  function path(node: PathExpression, mayBeKey: boolean): string {
    const [first, ...rest] = node.steps;
    const startsWithKey =
      node.root.kind === 'element' && !node.rootOptional && first?.kind === 'key' && isPlainKey(first.key);
    const tail = node.selection === undefined ? '' : ` ${selection(node.selection)}`;
    if (startsWithKey && (mayBeKey || node.steps.length > 1)) {
      return `${first.key}${first.optional ? '?' : ''}${rest.map(step).join('')}${tail}`;
    }
    return `${printRoot(node)}${node.rootOptional ? '?' : ''}${node.steps.map(step).join('')}${tail}`;
  }

  function printRoot({ root }: PathExpression): string {
    switch (root.kind) {
      case 'element':
        return '@';
      case 'enclosing':
        return '$';
      case 'variable':
        return root.name;
      case 'expression':
        return `$(${expression(root.expression)})`;
    }
  }

  function step(node: PathStep): string {
    const optional = node.optional ? '?' : '';
    switch (node.kind) {
      case 'key':
        return `.${printKey(node.key)}${optional}`;
      case 'method': {
        const args = node.args.length === 0 ? '' : `(${node.args.map(expression).join(', ')})`;
        return `->${node.name}${args}${optional}`;
      }
      case 'bind': {
        const bound = node.expression === undefined ? '' : `, ${expression(node.expression)}`;
        return `->as(${node.variable}${bound})${optional}`;
      }
    }
  }

  return { field, expression, path };
}

/** The key that a path gives its field when none is written. */
function nameOf({ root, rootOptional, steps }: PathExpression): string | undefined {
  const [only] = steps;
  if (root.kind !== 'element' || rootOptional || steps.length !== 1 || only?.kind !== 'key') return undefined;
  return isPlainKey(only.key) ? only.key : undefined;
}

/** A key that is read as one wherever it stands. */
function isPlainKey(key: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) && key !== 'true' && key !== 'false' && key !== 'null';
}

function printKey(key: string): string {
  return isPlainKey(key) ? key : JSON.stringify(key);
}

/** The language has no exponents. */
function printLiteral(value: string | number | boolean | null): string {
  if (typeof value !== 'number' || !String(value).includes('e')) return JSON.stringify(value);
  return Math.abs(value) >= 1 ? BigInt(value).toString() : value.toFixed(100).replace(/0+$/, '');
}
