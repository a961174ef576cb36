import type { ConnectorDefinition, ConnectorProtocol, ConnectorSource } from './connector.js';
import type { KeyPath } from './field-set.js';
import type { Mapping, SelectionNode } from './mapping/ast.js';
import { parseMapping, parseValueMapping } from './mapping/parse-mapping.js';
import { parseTemplate } from './mapping/template.js';
import { type VariableUse, variablesUsed } from './mapping/variables-used.js';

/** What a connector's texts read and write, as far as it follows from them alone. */
export interface ConnectorInputs {
  /** Paths read below `$this`, each once; an empty path reads it whole. */
  readonly parentPaths: readonly KeyPath[];
  /** Paths read below `$batch`, each once. */
  readonly batchPaths: readonly KeyPath[];
  /** Whether the request reads `$batch`, so that one call is for many entities. */
  readonly isBatch: boolean;
  /** The keys that `selection` can give the object it maps to; undefined when that cannot be told. */
  readonly outputKeys: ReadonlySet<string> | undefined;
}

/**
 * Reads what a connector depends on out of its texts and those of its source.
 *
 * @throws {MappingSyntaxError} when a text does not parse.
 */
export function readInputs(
  definition: ConnectorDefinition,
  source: ConnectorSource | undefined,
  protocol: ConnectorProtocol,
): ConnectorInputs {
  const texts = [...protocol.texts(definition), ...(source === undefined ? [] : protocol.sourceTexts(source))];
  const uses = texts.map((text) => ({ text, uses: usesOf(text.form, text.text) }));
  const all = uses.flatMap((entry) => entry.uses);
  const selection = texts.find((text) => text.argument === 'selection');
  return {
    parentPaths: pathsOf(all, '$this'),
    batchPaths: pathsOf(all, '$batch'),
    isBatch: uses.some((entry) => entry.text.phase === 'request' && pathsOf(entry.uses, '$batch').length > 0),
    outputKeys: selection === undefined ? undefined : outputKeys(parseMapping(selection.text)),
  };
}

function usesOf(form: 'template' | 'selection' | 'value', text: string): VariableUse[] {
  if (form === 'template') return variablesUsed(parseTemplate(text));
  return variablesUsed(form === 'value' ? parseValueMapping(text) : parseMapping(text));
}

function pathsOf(uses: readonly VariableUse[], name: string): KeyPath[] {
  const paths = uses.filter((use) => use.name === name).map((use) => use.path);
  return [...new Map(paths.map((path) => [path.join('.'), path])).values()];
}

/** The keys of the object, or of the objects in the list, that a mapping builds. */
export function outputKeys(mapping: Mapping): ReadonlySet<string> | undefined {
  const selection = mapping.root.kind === 'selection' ? mapping.root : mapping.root.selection;
  return selection === undefined ? undefined : keysOf(selection);
}

function keysOf(selection: SelectionNode): Set<string> {
  return new Set(
    selection.fields.flatMap(({ key, value }) => {
      if (key !== undefined) return [key];
      const merged = value.kind === 'selection' ? value : value.selection;
      return merged === undefined ? [] : [...keysOf(merged)];
    }),
  );
}
