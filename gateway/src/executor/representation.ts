import type { RequiredField, RequiredSelection, Rewrite } from '../planner/types.js';
import { applyRewrites } from './apply-rewrites.js';
import { mergeInto } from './merge.js';
import type { SourceObject } from './source.js';
import type { TypeTest } from './type-test.js';

/**
 * Writes the representation of an entity as JSON text.
 *
 * @returns Undefined when the object lacks a required field, so that its source cannot be asked for it.
 */
export type Represent = (object: SourceObject) => string | undefined;

/** Appends `"name":value` members; false when something required is missing. */
type WriteMembers = (object: SourceObject, members: string[]) => boolean;

/**
 * Compiles a `requires` selection.
 *
 * Spec: Apollo Federation subgraph specification, scalar `_Any`.
 *
 * @param rewrites What to change in each representation once it is complete.
 */
export function compileRepresentation(
  selections: readonly RequiredSelection[],
  rewrites: readonly Rewrite[],
  isOfType: TypeTest,
): Represent {
  const write = compileSelections(selections, isOfType);
  const represent: Represent = (object) => {
    const members: string[] = [];
    // A representation without a type name is of no use to anybody.
    return write(object, members) && members.some((member) => member.startsWith('"__typename":'))
      ? `{${members.join(',')}}`
      : undefined;
  };
  return rewrites.length === 0 ? represent : rewriting(represent, rewrites, isOfType);
}

/** Rewrites speak of the whole representation, whichever fragment wrote a field, so they come last. */
function rewriting(represent: Represent, rewrites: readonly Rewrite[], isOfType: TypeTest): Represent {
  return (object) => {
    const text = represent(object);
    if (text === undefined) {
      return undefined;
    }
    const representation: unknown = JSON.parse(text);
    applyRewrites(representation, rewrites, isOfType);
    return JSON.stringify(representation);
  };
}

function compileSelections(selections: readonly RequiredSelection[], isOfType: TypeTest): WriteMembers {
  const writers = selections.map((selection) =>
    selection.kind === 'field'
      ? compileField(selection, isOfType)
      : compileFragment(selection.typeCondition, selection.selections, isOfType),
  );
  const hasFragments = selections.some((selection) => selection.kind === 'fragment');
  return (object, members) => {
    for (const write of writers) {
      if (!write(object, members)) {
        return false;
      }
    }
    if (hasFragments && members.length > 1) {
      dropRepeatedMembers(members);
    }
    return true;
  };
}

/** Two fragments may select the same field: equal members become one, members of one name are merged. */
function dropRepeatedMembers(members: string[]): void {
  const byName = new Map<string, string>();
  for (const member of members) {
    const name = member.slice(0, member.indexOf(':'));
    const present = byName.get(name);
    byName.set(name, present === undefined || present === member ? member : mergeMembers(present, member));
  }
  if (byName.size !== members.length) {
    members.splice(0, members.length, ...byName.values());
  }
}

function mergeMembers(left: string, right: string): string {
  const merged = JSON.parse(`{${left}}`) as SourceObject;
  mergeInto(merged, JSON.parse(`{${right}}`) as SourceObject);
  return JSON.stringify(merged).slice(1, -1);
}

function compileFragment(
  typeCondition: string | undefined,
  selections: readonly RequiredSelection[],
  isOfType: TypeTest,
): WriteMembers {
  const inner = compileSelections(selections, isOfType);
  if (typeCondition === undefined) {
    return inner;
  }
  return (object, members) => !isOfType(object['__typename'], typeCondition) || inner(object, members);
}

function compileField({ name, as = name, selections }: RequiredField, isOfType: TypeTest): WriteMembers {
  const prefix = `${JSON.stringify(as)}:`;
  if (selections === undefined) {
    return (object, members) => {
      const value = object[name];
      if (value === undefined) {
        return false;
      }
      members.push(prefix + JSON.stringify(value));
      return true;
    };
  }
  const inner = compileSelections(selections, isOfType);
  return (object, members) => {
    const text = writeValue(object[name], inner);
    if (text === undefined) {
      return false;
    }
    members.push(prefix + text);
    return true;
  };
}

/** Lists of any depth, nulls kept. Undefined when a required field is missing somewhere below. */
function writeValue(value: unknown, inner: WriteMembers): string | undefined {
  if (value === undefined) {
    return undefined;
  }
  if (value === null) {
    return 'null';
  }
  if (Array.isArray(value)) {
    const items: string[] = [];
    for (const item of value) {
      const text = writeValue(item, inner);
      if (text === undefined) {
        return undefined;
      }
      items.push(text);
    }
    return `[${items.join(',')}]`;
  }
  const members: string[] = [];
  return typeof value === 'object' && inner(value as SourceObject, members) ? `{${members.join(',')}}` : undefined;
}
