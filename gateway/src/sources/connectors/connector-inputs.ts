import type { ConnectorDefinition, ConnectorProtocol, ConnectorSource, ConnectorText } from './connector.js';
import type { KeyPath } from './field-set.js';
import type { Expression, Mapping, Template } from './mapping/ast.js';
import { parseMapping, parseValueMapping } from './mapping/parse-mapping.js';
import { parseTemplate } from './mapping/template.js';
import { type VariableUse, variablesUsed } from './mapping/variables-used.js';
import { visibleObjects } from './mapping/visible-objects.js';

/** What a connector's texts read and write, as far as it follows from them alone. */
export interface ConnectorInputs {
  /** Paths read below `$this`, each once; an empty path reads it whole. */
  readonly parentPaths: readonly KeyPath[];
  /** Paths read below `$batch`, each once. */
  readonly batchPaths: readonly KeyPath[];
  /** Whether the request reads `$batch`, so that one call is for many entities. */
  readonly isBatch: boolean;
  /** Names read below `$env`, each once. */
  readonly environmentNames: readonly string[];
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
  const uses = texts.map((text) => ({ text, uses: variablesUsed(parseText(text)) }));
  const all = uses.flatMap((entry) => entry.uses);
  const selection = texts.find((text) => text.argument === 'selection');
  return {
    parentPaths: pathsOf(all, '$this'),
    batchPaths: pathsOf(all, '$batch'),
    environmentNames: pathsOf(all, '$env').flatMap((path) => path.slice(0, 1)),
    isBatch: uses.some((entry) => entry.text.phase === 'request' && pathsOf(entry.uses, '$batch').length > 0),
    outputKeys: selection === undefined ? undefined : outputKeys(parseMapping(selection.text, selection.version)),
  };
}

/**
 * Parses one text of a directive, in the version of its subgraph.
 *
 * @throws {MappingSyntaxError} when it does not parse.
 */
export function parseText({ form, text, version }: ConnectorText): Mapping | Template {
  if (form === 'template') return parseTemplate(text, version);
  return form === 'value' ? parseValueMapping(text, version) : parseMapping(text, version);
}

function pathsOf(uses: readonly VariableUse[], name: string): KeyPath[] {
  const paths = uses.filter((use) => use.name === name).map((use) => use.path);
  return [...new Map(paths.map((path) => [path.join('.'), path])).values()];
}

/** The keys of the object, or of the objects in the list, that a mapping can build. */
export function outputKeys(mapping: Mapping): ReadonlySet<string> | undefined {
  return keysOf(mapping.root);
}

function keysOf(expression: Expression): ReadonlySet<string> | undefined {
  const objects = visibleObjects(expression);
  if (objects === undefined) return undefined;
  const keys = new Set<string>();
  for (const { key, value } of objects.flatMap(({ fields }) => fields)) {
    if (key !== undefined) keys.add(key);
    else {
      const merged = keysOf(value);
      if (merged === undefined) return undefined;
      for (const name of merged) keys.add(name);
    }
  }
  return keys;
}
