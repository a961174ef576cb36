import type { FetchNode, PlanNode, RequiredField, RequiredSelection } from '../planner/types.js';
import type { PathElement } from './execution-errors.js';
import { topFields } from './top-fields.js';
import type { TypeTest } from './type-test.js';

/** What a plan's entity fetches send of the objects at each path of the data, keys included. */
export interface PlanRequirements {
  /** Starts at the root of the data. */
  walk(): RequirementWalk;
}

/** What a plan sends a field for: objects of this type; of other types only; none. */
export type Requirement = 'here' | 'elsewhere' | 'nowhere';

/** A way down the data. */
export interface RequirementWalk {
  /**
   * Goes from a value to an item or a field of it.
   *
   * @returns What the plan sends the field for; `here` for items.
   */
  step(element: PathElement, object: LeftObject): Requirement;
}

/** The object that is left. */
export interface LeftObject {
  /** Undefined when it is not known, which matches every type. */
  readonly typeName: unknown;
  /** Names in the data of what the client asks of it. */
  readonly asked: Iterable<string>;
}

/** What one fetch for entities sends of each, and the names of what it brings. */
interface EntityRequirement {
  readonly requires: readonly RequiredSelection[];
  readonly brings: readonly string[];
}

/** Reads the requirements of a plan, when they are first asked for. */
export function createPlanRequirements(node: PlanNode | undefined, isOfType: TypeTest): PlanRequirements {
  let byPath: ReadonlyMap<string, readonly EntityRequirement[]> | undefined;
  return {
    walk() {
      byPath ??= collectByPath(node);
      return createWalk(byPath, isOfType);
    },
  };
}

function createWalk(byPath: ReadonlyMap<string, readonly EntityRequirement[]>, isOfType: TypeTest): RequirementWalk {
  const path: string[] = [];
  let here: readonly RequiredSelection[] = [];
  let anywhere: readonly RequiredSelection[] = [];
  return {
    step(element, { typeName, asked }) {
      if (typeof element === 'number') {
        path.push('@');
        return 'here';
      }
      const atPath = byPath.get(keyOf(path)) ?? [];
      path.push(element);
      const isIt = ({ name }: RequiredField): boolean => name === element;
      const ofType = (selections: readonly RequiredSelection[]) => fieldsOf(selections, typeName, isOfType);
      const fromAbove = ofType(here);
      const fields = [...fromAbove, ...neededOf(atPath, [...asked, ...fromAbove.map(({ name }) => name)], ofType)];
      const allAtPath = atPath.flatMap(({ requires }) => requires);
      const fieldsOfAny = fieldsOf([...anywhere, ...allAtPath], undefined, isOfType).filter(isIt);
      const same = fields.filter(isIt);
      here = same.flatMap(({ selections }) => selections ?? []);
      anywhere = fieldsOfAny.flatMap(({ selections }) => selections ?? []);
      return same.length > 0 ? 'here' : fieldsOfAny.length > 0 ? 'elsewhere' : 'nowhere';
    },
  };
}

/** What fetches send that bring something wanted, and what others send that bring this in their turn. */
function neededOf(
  fetches: readonly EntityRequirement[],
  asked: readonly string[],
  fieldsOfType: (selections: readonly RequiredSelection[]) => readonly RequiredField[],
): readonly RequiredField[] {
  const wanted = new Set(asked);
  const needed: RequiredField[] = [];
  const open = new Set(fetches);
  for (let before = -1; before !== open.size; ) {
    before = open.size;
    for (const fetch of open) {
      if (fetch.brings.some((name) => wanted.has(name))) {
        open.delete(fetch);
        for (const field of fieldsOfType(fetch.requires)) {
          needed.push(field);
          wanted.add(field.name);
        }
      }
    }
  }
  return needed;
}

function fieldsOf(
  selections: readonly RequiredSelection[],
  typeName: unknown,
  isOfType: TypeTest,
): readonly RequiredField[] {
  return selections.flatMap((selection) => {
    if (selection.kind === 'field') {
      return [selection];
    }
    const { typeCondition } = selection;
    const applies = typeCondition === undefined || typeName === undefined || isOfType(typeName, typeCondition);
    return applies ? fieldsOf(selection.selections, typeName, isOfType) : [];
  });
}

function collectByPath(node: PlanNode | undefined): ReadonlyMap<string, readonly EntityRequirement[]> {
  const byPath = new Map<string, EntityRequirement[]>();
  const collect = (at: PlanNode | undefined, path: readonly string[]): void => {
    switch (at?.kind) {
      case undefined:
        return;
      case 'sequence':
      case 'parallel':
        for (const child of at.nodes) {
          collect(child, path);
        }
        return;
      case 'condition':
        collect(at.ifTrue, path);
        collect(at.ifFalse, path);
        return;
      case 'flatten':
        collect(at.node, [...path, ...at.path]);
        return;
      case 'fetch':
        if (at.requires !== undefined) {
          const known = byPath.get(keyOf(path)) ?? [];
          byPath.set(keyOf(path), [...known, { requires: at.requires, brings: namesBrought(at) }]);
        }
    }
  };
  collect(node, []);
  return byPath;
}

function namesBrought(fetch: FetchNode): readonly string[] {
  const renamed = fetch.outputRewrites.flatMap((rewrite) => (rewrite.kind === 'renameKey' ? [rewrite.to] : []));
  return [...topFields(fetch), ...renamed];
}

/** Response names have no spaces. */
function keyOf(path: readonly string[]): string {
  return path.join(' ');
}
