import type { FieldDefinitionNode } from 'graphql';
import { checkReference, type ReferencePlace } from '../cache-tags/check-reference.js';
import { type KeyTree, keyTreeText, type SubgraphTypes, subgraphTypes } from '../cache-tags/subgraph-types.js';
import { parseTagFormat } from '../cache-tags/tag-format.js';
import { positionOf } from '../position.js';
import type { Problem } from '../problem.js';
import type { ParsedSubgraph } from '../subgraph/subgraph-file.js';
import type { CarriedUse } from './carried-spec.js';

/**
 * Checks what the types of the arguments cannot say.
 *
 * @returns Problems, in the order of the document: `CACHE_INVALIDATE_MISPLACED`, `CACHE_INVALIDATE_ARGUMENTS`,
 *   `CACHE_INVALIDATE_TYPE_UNKNOWN`, `CACHE_INVALIDATE_KEY_UNKNOWN`, `CACHE_INVALIDATE_FORMAT_INVALID`.
 */
export function checkCacheInvalidateUses(uses: readonly CarriedUse[], subgraph: ParsedSubgraph): readonly Problem[] {
  const types = subgraphTypes(subgraph);
  return uses.flatMap((use) => checkUse(use, types));
}

function checkUse(use: CarriedUse, types: SubgraphTypes): readonly Problem[] {
  const [type = '', fieldName = ''] = (use.coordinate ?? '').split('.');
  const field = types.field(type, fieldName);
  if (type !== 'Mutation' || field === undefined) {
    const message = `"@cacheInvalidate" belongs on the fields of "Mutation", not on "${use.coordinate}"`;
    return [problem(use, 'CACHE_INVALIDATE_MISPLACED', message)];
  }
  const { type: target, key, cacheTag } = use.args;
  const isType = typeof target === 'string';
  const isTag = typeof cacheTag === 'string';
  if (isType === isTag) {
    return [
      problem(use, 'CACHE_INVALIDATE_ARGUMENTS', '"@cacheInvalidate" takes exactly one of "type" and "cacheTag"'),
    ];
  }
  if (isTag && key !== undefined && key !== null) {
    return [problem(use, 'CACHE_INVALIDATE_ARGUMENTS', '"key" is the key of a "type", not of a "cacheTag"')];
  }
  if (isTag) {
    return checkFormat(use, cacheTag, { types, field, areListsAllowed: true });
  }
  return checkEntity(use, String(target), { types, field });
}

function checkEntity(
  use: CarriedUse,
  type: string,
  { types, field }: { readonly types: SubgraphTypes; readonly field: FieldDefinitionNode },
): readonly Problem[] {
  if (types.isComposite(type) !== true) {
    const message = `There is no type "${type}" in this subgraph: define it here too, with its key, to name it`;
    return [problem(use, 'CACHE_INVALIDATE_TYPE_UNKNOWN', message)];
  }
  const { key } = use.args;
  if (key === undefined || key === null) {
    return [];
  }
  const keys = types.keys(type).map(({ fields }) => keyTreeText(fields));
  if (!keys.includes(keyTreeText(treeOfKey(key)))) {
    const known = keys.map((each) => `"${each}"`).join(', ');
    const message = `"${keyTreeText(treeOfKey(key))}" is no key of "${type}": it has ${known === '' ? 'none' : known}`;
    return [problem(use, 'CACHE_INVALIDATE_KEY_UNKNOWN', message)];
  }
  return formatsOf(key).flatMap((format) => checkFormat(use, format, { types, field, areListsAllowed: true }));
}

function checkFormat(use: CarriedUse, text: string, place: ReferencePlace): readonly Problem[] {
  const format = parseTagFormat(text);
  const fault = (message: string) => problem(use, 'CACHE_INVALIDATE_FORMAT_INVALID', message);
  if (typeof format === 'string') {
    return [fault(`The format cannot be read: ${format}`)];
  }
  return format.parts.flatMap((part) => {
    if (typeof part === 'string') {
      return [];
    }
    if (part.root === '$key') {
      return [fault('A mutation has no "$key": it has "$args" and "$result"')];
    }
    const message = checkReference(part, place);
    return message === undefined ? [] : [fault(message)];
  });
}

function treeOfKey(key: unknown): KeyTree {
  return typeof key === 'object' && key !== null
    ? new Map(Object.entries(key).map(([name, below]) => [name, treeOfKey(below)]))
    : new Map();
}

function formatsOf(key: unknown): readonly string[] {
  return typeof key === 'string' ? [key] : Object.values(key as Readonly<Record<string, unknown>>).flatMap(formatsOf);
}

function problem({ node }: CarriedUse, code: string, message: string): Problem {
  return { code, message, ...positionOf(node) };
}
