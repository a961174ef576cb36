import { type FieldNode, Kind, parse, print, type SelectionNode, type SelectionSetNode } from 'graphql';
import type { FetchNode, PlanNode } from '../planner/types.js';
import { divideEntities } from './divide-entities.js';
import { groupEntities, type Representing } from './entity-groups.js';
import { type EntityMemory, newRequest } from './entity-memory.js';
import { fetchKeyOf } from './fetch-key.js';
import { fetchesOf } from './plan-fetches.js';
import { compileIdentity, compileRepresentation } from './representation.js';
import type { SourceObject } from './source.js';
import type { TypeTest } from './type-test.js';

/**
 * Remembers the entities of a root fetch's answer that later fetches of the plan would ask the same source for: what a
 * source has just said of an entity, it need not be asked again.
 */
export type RememberLoaded = (answer: SourceObject, memory: EntityMemory) => void;

/** A fetch of leaves of one entity type, by a key of leaves. */
interface LeafFetch extends Representing {
  readonly key: string;
  readonly type: string;
  /** The selected fields, arguments and directives included, and the key's. */
  readonly texts: readonly string[];
  /** Names of the selected fields in the answer. */
  readonly names: readonly string[];
}

/** Where an answer has what a leaf fetch asks for. */
interface Place {
  /** Response names from the root of the answer. */
  readonly path: readonly string[];
  readonly wanted: LeafFetch;
}

/** The fetches of a plan whose answers earlier ones may have, by source. */
export type LeafFetches = ReadonlyMap<string, readonly LeafFetch[]>;

/** Finds the leaf fetches of a plan, of sources that root fetches ask: the answers of no others are remembered. */
export function findLeafFetches(node: PlanNode | undefined, isOfType: TypeTest): LeafFetches {
  const found = new Map<string, LeafFetch[]>();
  const fetches = [...fetchesOf(node)];
  const roots = new Set(fetches.filter(({ requires }) => requires === undefined).map(({ source }) => source));
  for (const fetch of fetches) {
    const leafFetch = roots.has(fetch.source) ? toLeafFetch(fetch, isOfType) : undefined;
    if (leafFetch !== undefined) {
      const ofSource = found.get(fetch.source) ?? [];
      // Equal fetches, made for several places, are answered from the same records.
      if (!ofSource.some(({ key }) => key === leafFetch.key)) {
        found.set(fetch.source, [...ofSource, leafFetch]);
      }
    }
  }
  return found;
}

/** @returns Undefined when the root fetch has nothing that is asked for later. */
export function compileRememberLoaded(root: FetchNode, leafFetches: LeafFetches): RememberLoaded | undefined {
  const wanted = leafFetches.get(root.source);
  if (wanted === undefined || root.outputRewrites.length > 0) {
    return undefined;
  }
  const places = rootSelections(root).flatMap((selectionSet) => placesIn(selectionSet, [], wanted));
  if (places.length === 0) {
    return undefined;
  }
  return (answer, memory) => {
    for (const { path, wanted: fetch } of places) {
      const found: SourceObject[] = [];
      forEachAt(answer, path, 0, (object) => {
        if (has(object, fetch)) {
          found.push(object);
        }
      });
      const records = memory.of(fetch.key);
      const { groups, fresh, places: at } = divideEntities(groupEntities(found, fetch), records);
      const objects = at === undefined ? groups.objects : at.map((place) => groups.objects[place] as SourceObject);
      records.add(fresh, newRequest(objects.map((object) => pick(object, fetch.names))));
    }
  };
}

/** As the fetch would bring it: the object itself becomes part of the data, and gets more fields. */
function pick(object: SourceObject, names: readonly string[]): SourceObject {
  const entity: SourceObject = {};
  for (const name of names) {
    entity[name] = object[name];
  }
  return entity;
}

/** Nulls may be errors, which nobody would tell of at the other place. */
function has(object: SourceObject, { type, names }: LeafFetch): boolean {
  return object['__typename'] === type && names.every((name) => object[name] !== undefined && object[name] !== null);
}

function forEachAt(value: unknown, path: readonly string[], index: number, told: (object: SourceObject) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) {
      forEachAt(item, path, index, told);
    }
  } else if (typeof value === 'object' && value !== null) {
    const name = path[index];
    if (name === undefined) {
      told(value as SourceObject);
    } else {
      forEachAt((value as SourceObject)[name], path, index + 1, told);
    }
  }
}

function toLeafFetch(fetch: FetchNode, isOfType: TypeTest): LeafFetch | undefined {
  const { requires, inputRewrites, outputRewrites, contextRewrites } = fetch;
  const [required, ...others] = requires ?? [];
  if (required?.kind !== 'fragment' || others.length > 0 || required.typeCondition === undefined) {
    return undefined;
  }
  if (inputRewrites.length > 0 || outputRewrites.length > 0 || contextRewrites.length > 0) {
    return undefined;
  }
  const keys = required.selections.flatMap((field) =>
    field.kind === 'field' && field.as === undefined && field.selections === undefined ? field.name : [],
  );
  const fields = leavesOf(rootSelections(fetch)[0], required.typeCondition);
  if (fields === undefined || keys.length < required.selections.length) {
    return undefined;
  }
  return {
    key: fetchKeyOf(fetch),
    type: required.typeCondition,
    represent: compileRepresentation(requires ?? [], [], isOfType),
    identity: compileIdentity(requires ?? [], []),
    texts: [...keys, ...fields.map((field) => print(field))],
    names: fields.map(responseName),
  };
}

/** The fields of `{ _entities(…) { ... on Type { … } } }`; undefined when it selects anything else. */
function leavesOf(selectionSet: SelectionSetNode | undefined, type: string): readonly FieldNode[] | undefined {
  const [entities, ...rest] = selectionSet?.selections ?? [];
  const [fragment, ...others] = entities?.kind === Kind.FIELD ? (entities.selectionSet?.selections ?? []) : [];
  if (rest.length > 0 || others.length > 0 || !isFragmentOn(fragment, type)) {
    return undefined;
  }
  const fields = fragment.selectionSet.selections.flatMap((selection) =>
    selection.kind === Kind.FIELD && selection.selectionSet === undefined ? selection : [],
  );
  return fields.length === fragment.selectionSet.selections.length ? fields : undefined;
}

function placesIn(selectionSet: SelectionSetNode, path: readonly string[], wanted: readonly LeafFetch[]): Place[] {
  const places = wanted
    .filter(({ type, texts }) => {
      const there = new Set(textsOf(selectionSet, type));
      return path.length > 0 && there.has('__typename') && texts.every((text) => there.has(text));
    })
    .map((fetch) => ({ path, wanted: fetch }));
  return [...places, ...below(selectionSet).flatMap(([name, inner]) => placesIn(inner, [...path, name], wanted))];
}

/** The fields that a selection has for objects of a type. */
function textsOf({ selections }: SelectionSetNode, type: string): readonly string[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) {
      return print(selection);
    }
    const applies = selection.kind === Kind.INLINE_FRAGMENT && isPlain(selection, type);
    return applies ? textsOf(selection.selectionSet, type) : [];
  });
}

function below({ selections }: SelectionSetNode): ReadonlyArray<readonly [string, SelectionSetNode]> {
  return selections.flatMap((selection): ReadonlyArray<readonly [string, SelectionSetNode]> => {
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      return below(selection.selectionSet);
    }
    return selection.kind === Kind.FIELD && selection.selectionSet !== undefined
      ? [[responseName(selection), selection.selectionSet]]
      : [];
  });
}

function isFragmentOn(
  node: SelectionNode | undefined,
  type: string,
): node is Extract<SelectionNode, { readonly kind: Kind.INLINE_FRAGMENT }> {
  return node?.kind === Kind.INLINE_FRAGMENT && node.typeCondition !== undefined && isPlain(node, type);
}

function isPlain(
  { typeCondition, directives }: Extract<SelectionNode, { readonly kind: Kind.INLINE_FRAGMENT }>,
  type: string,
): boolean {
  return (typeCondition?.name.value ?? type) === type && (directives ?? []).length === 0;
}

function rootSelections({ operation }: FetchNode): readonly SelectionSetNode[] {
  return parse(operation, { noLocation: true }).definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION ? definition.selectionSet : [],
  );
}

const responseName = ({ alias, name }: FieldNode): string => (alias ?? name).value;
