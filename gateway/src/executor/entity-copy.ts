import { Kind, parse, type SelectionSetNode } from 'graphql';
import type { FetchNode } from '../planner/types.js';
import { copyJson } from './entity-memory.js';
import type { SourceObject } from './source.js';

/** Copies an entity as its fetch has brought it, without what other fetches have merged into it since. */
export type CopyEntity = (entity: SourceObject) => SourceObject;

/** Names that a fetch asks for; undefined below leaves. */
type Shape = ReadonlyMap<string, Shape | undefined>;

/**
 * Creates the copying for one entity fetch. Other fetches may use the same names for other fields at their places, which
 * must not get into the copy. Costs nothing until the first one.
 */
export function createEntityCopy(node: FetchNode): CopyEntity {
  let shape: Shape | undefined;
  return (entity) => {
    shape ??= shapeOf(node);
    return copyShaped(entity, shape) as SourceObject;
  };
}

function copyShaped(value: unknown, shape: Shape | undefined): unknown {
  if (shape === undefined || typeof value !== 'object' || value === null) {
    return copyJson(value);
  }
  if (Array.isArray(value)) {
    return value.map((item) => copyShaped(item, shape));
  }
  const copy: SourceObject = {};
  for (const [name, below] of shape) {
    if (Object.hasOwn(value, name)) {
      copy[name] = copyShaped((value as SourceObject)[name], below);
    }
  }
  return copy;
}

function shapeOf({ operation, outputRewrites }: FetchNode): Shape {
  const renamed = new Map<string, string>();
  for (const rewrite of outputRewrites) {
    if (rewrite.kind === 'renameKey') {
      renamed.set(rewrite.path.at(-1) ?? '', rewrite.to);
    }
  }
  const entities: SelectionSetNode[] = [];
  for (const definition of parse(operation, { noLocation: true }).definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) {
      for (const selection of definition.selectionSet.selections) {
        if (selection.kind === Kind.FIELD && selection.selectionSet !== undefined) {
          entities.push(selection.selectionSet);
        }
      }
    }
  }
  return collect(entities, renamed);
}

/** Plans have no named fragments. */
function collect(selectionSets: readonly SelectionSetNode[], renamed: ReadonlyMap<string, string>): Shape {
  const below = new Map<string, SelectionSetNode[]>();
  const visit = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        visit(selection.selectionSet);
      } else if (selection.kind === Kind.FIELD) {
        const alias = selection.alias?.value ?? selection.name.value;
        const name = renamed.get(alias) ?? alias;
        below.set(name, [...(below.get(name) ?? []), ...(selection.selectionSet ? [selection.selectionSet] : [])]);
      }
    }
  };
  selectionSets.forEach(visit);
  return new Map([...below].map(([name, sets]) => [name, sets.length === 0 ? undefined : collect(sets, renamed)]));
}
