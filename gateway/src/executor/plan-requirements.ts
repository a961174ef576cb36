import type { PlanNode, RequiredField, RequiredSelection } from '../planner/types.js';
import type { PathElement } from './execution-errors.js';
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
   * @param typeName Of the object that is left; undefined when it is not known, which matches every type.
   * @returns What the plan sends the field for; `here` for items.
   */
  step(element: PathElement, typeName: unknown): Requirement;
}

/** Reads the requirements of a plan, when they are first asked for. */
export function createPlanRequirements(node: PlanNode | undefined, isOfType: TypeTest): PlanRequirements {
  let byPath: ReadonlyMap<string, readonly RequiredSelection[]> | undefined;
  return {
    walk() {
      byPath ??= collectByPath(node);
      return createWalk(byPath, isOfType);
    },
  };
}

function createWalk(byPath: ReadonlyMap<string, readonly RequiredSelection[]>, isOfType: TypeTest): RequirementWalk {
  const path: string[] = [];
  let here: readonly RequiredSelection[] = [];
  let anywhere: readonly RequiredSelection[] = [];
  return {
    step(element, typeName) {
      if (typeof element === 'number') {
        path.push('@');
        return 'here';
      }
      const atPath = byPath.get(keyOf(path)) ?? [];
      path.push(element);
      const isIt = ({ name }: RequiredField): boolean => name === element;
      const fields = fieldsOf([...here, ...atPath], typeName, isOfType).filter(isIt);
      const fieldsOfAny = fieldsOf([...anywhere, ...atPath], undefined, isOfType).filter(isIt);
      here = fields.flatMap(({ selections }) => selections ?? []);
      anywhere = fieldsOfAny.flatMap(({ selections }) => selections ?? []);
      return fields.length > 0 ? 'here' : fieldsOfAny.length > 0 ? 'elsewhere' : 'nowhere';
    },
  };
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

function collectByPath(node: PlanNode | undefined): ReadonlyMap<string, readonly RequiredSelection[]> {
  const byPath = new Map<string, RequiredSelection[]>();
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
        byPath.set(keyOf(path), [...(byPath.get(keyOf(path)) ?? []), ...(at.requires ?? [])]);
    }
  };
  collect(node, []);
  return byPath;
}

/** Response names have no spaces. */
function keyOf(path: readonly string[]): string {
  return path.join(' ');
}
