import type { FieldNode, Mapping } from './ast.js';
import { parseFields } from './parse-grammar.js';
import { createTokenReader } from './token-reader.js';
import { defaultMappingVersion, type MappingVersion } from './version.js';

/**
 * Parses a text of the mapping language.
 *
 * Spec: JSONSelection of the connect specification, https://www.apollographql.com/docs/graphos/connectors/mapping
 *
 * @param text At most 100000 characters, brackets nested at most 64 deep.
 * @param version What is newer is refused. v0.4 reads bare literals where older versions read keys.
 * @throws {MappingSyntaxError} with the offset, line and column of what does not fit.
 */
export function parseMapping(text: string, version: MappingVersion = defaultMappingVersion): Mapping {
  return parseWhole(text, version, false);
}

/**
 * Parses a mapping that stands where one value is wanted: an error's message, a condition, the inside of `{…}` in a
 * template. It differs in one point: a lone key such as `detail` means the value, not an object with that key.
 *
 * @throws {MappingSyntaxError} as `parseMapping` does.
 */
export function parseValueMapping(text: string, version: MappingVersion = defaultMappingVersion): Mapping {
  return parseWhole(text, version, true);
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
  version: MappingVersion = defaultMappingVersion,
): { readonly mapping: Mapping; readonly end: number } {
  const reader = createTokenReader(text, offset, version);
  reader.expect('{');
  const fields = parseFields(reader, '"}"');
  const end = reader.range().end;
  if (!reader.isAt('}')) reader.fail('"}"');
  if (fields.length === 0) reader.fail('a path');
  return { mapping: toMapping(text, fields, true), end };
}

function parseWhole(text: string, version: MappingVersion, asValue: boolean): Mapping {
  const reader = createTokenReader(text, 0, version);
  const fields = parseFields(reader, 'the end');
  reader.expectEnd();
  return toMapping(text, fields, asValue);
}

/** A lone field that was written without an alias is the value itself, and a lone key is where a value is wanted. */
function toMapping(
  text: string,
  fields: ReadonlyArray<FieldNode & { readonly aliased: boolean }>,
  asValue: boolean,
): Mapping {
  const [first] = fields;
  if (fields.length === 1 && first !== undefined && !first.aliased && !first.spread) {
    if (asValue || first.key === undefined) return { text, root: first.value };
  }
  const nodes = fields.map(({ aliased: _, ...field }) => field);
  return { text, root: { kind: 'selection', fields: nodes, range: { start: 0, end: text.length } } };
}
