import type { RequiredSelection, Rewrite, ValueSet } from '../planner/types.js';
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
 * @param rewrites `setValue` rewrites of representations; the planner makes no others.
 */
export function compileRepresentation(
  selections: readonly RequiredSelection[],
  rewrites: readonly Rewrite[],
  isOfType: TypeTest,
): Represent {
  const setters = rewrites.filter((rewrite): rewrite is ValueSet => rewrite.kind === 'setValue');
  const write = compileSelections(selections, setters, isOfType);
  return (object) => {
    const members: string[] = [];
    // A representation without a type name is of no use to anybody.
    return write(object, members) && members.some((member) => member.startsWith('"__typename":'))
      ? `{${members.join(',')}}`
      : undefined;
  };
}

function compileSelections(
  selections: readonly RequiredSelection[],
  setters: readonly ValueSet[],
  isOfType: TypeTest,
): WriteMembers {
  const writers = selections.map((selection) =>
    selection.kind === 'field'
      ? compileField(selection.name, selection.selections, setters, isOfType)
      : compileFragment(selection.typeCondition, selection.selections, setters, isOfType),
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
  setters: readonly ValueSet[],
  isOfType: TypeTest,
): WriteMembers {
  const inner = compileSelections(selections, entering(`... on ${typeCondition}`, setters), isOfType);
  if (typeCondition === undefined) {
    return inner;
  }
  return (object, members) => !isOfType(object['__typename'], typeCondition) || inner(object, members);
}

/** Setters below a fragment: those that name it lose that step, those that name none apply as they are. */
function entering(step: string, setters: readonly ValueSet[]): readonly ValueSet[] {
  return setters.flatMap((setter) => {
    const [head, ...rest] = setter.path;
    if (head === step) {
      return [{ ...setter, path: rest }];
    }
    return head?.startsWith('... on ') === true ? [] : [setter];
  });
}

function compileField(
  name: string,
  selections: readonly RequiredSelection[] | undefined,
  setters: readonly ValueSet[],
  isOfType: TypeTest,
): WriteMembers {
  const prefix = `${JSON.stringify(name)}:`;
  const constant = setters.find((setter) => setter.path.length === 1 && setter.path[0] === name);
  if (constant !== undefined) {
    const member = prefix + JSON.stringify(constant.value);
    return (object, members) => {
      if (object[name] === undefined) {
        return false;
      }
      members.push(member);
      return true;
    };
  }
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
  const below = setters.flatMap((setter) =>
    setter.path[0] === name ? [{ ...setter, path: setter.path.slice(1) }] : [],
  );
  const inner = compileSelections(selections, below, isOfType);
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
