import type { ConnectorDefinition, ConnectorProblem } from '../connector.js';
import type { ConnectorInputs } from '../connector-inputs.js';
import type { KeyPath } from '../field-set.js';
import type { Expression, SelectionNode } from '../mapping/ast.js';
import { parseMapping } from '../mapping/parse-mapping.js';
import { variablesUsed } from '../mapping/variables-used.js';
import { visibleObjects } from '../mapping/visible-objects.js';
import { problemAt } from './reporter.js';

/**
 * Checks that a batch's answer brings the keys of its items itself: a key that is read from a variable is the same for
 * every item, and matches none of them with its entity.
 *
 * @param keys What items are matched with entities by.
 */
export function checkBatchKeys(
  definition: ConnectorDefinition,
  { isBatch }: ConnectorInputs,
  keys: readonly KeyPath[],
): ConnectorProblem[] {
  if (!isBatch) return [];
  const text = String(definition.args['selection'] ?? '');
  const { root } = parseMapping(text, definition.version);
  return (visibleObjects(root) ?? [])
    .flatMap((object) => keys.flatMap((path) => variableAt(object, path) ?? []))
    .map(({ name, key, offset }) => {
      const message = `The key "${key}" is read from "${name}", not from the answer`;
      return problemAt(
        definition,
        { code: 'CONNECTORS_NON_ROOT_BATCH_KEY', message },
        { argument: 'selection', text, offset },
      );
    });
}

interface VariableKey {
  readonly name: string;
  readonly key: string;
  readonly offset: number;
}

/** The variable that the value at a path of an object is read from, if it is. */
function variableAt({ fields }: SelectionNode, [first, ...rest]: KeyPath): VariableKey | undefined {
  const value = fields.find(({ key }) => key === first)?.value;
  if (value === undefined || first === undefined) return undefined;
  const name = variableOf(value);
  if (name !== undefined) return { name, key: first, offset: value.range.start };
  for (const object of rest.length === 0 ? [] : (visibleObjects(value) ?? [])) {
    const found = variableAt(object, rest);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Names that `->as` binds hold parts of the answer: these are none of the mapping's variables. */
function variableOf(value: Expression): string | undefined {
  if (value.kind !== 'path') return undefined;
  const { root } = value;
  if (root.kind === 'expression') return variableOf(root.expression);
  if (root.kind !== 'variable' || !mappingVariables.has(root.name)) return undefined;
  return variablesUsed({ text: '', root: value }).some(({ name }) => name === root.name) ? root.name : undefined;
}

const mappingVariables: ReadonlySet<string> = new Set([
  ...['$args', '$this', '$batch', '$config', '$env', '$context'],
  ...['$request', '$response', '$status'],
]);
