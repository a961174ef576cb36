import type { KeyRename } from '../planner/types.js';
import type { SourceObject } from './source.js';
import type { TypeTest } from './type-test.js';

/** Objects of a fetch whose context arguments have the same values. */
export interface ContextGroup {
  readonly objects: SourceObject[];
  /** Values of the fetch's context arguments, by variable name. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Equal for equal variables. */
  readonly key: string;
}

/**
 * Groups the objects at a path of the data by what their enclosing objects say of the context.
 *
 * Spec: Apollo Federation, directives `@context` and `@fromContext`.
 */
export type GroupByContext = (root: SourceObject, path: readonly string[]) => readonly ContextGroup[];

const fragmentPrefix = '... on ';

/**
 * Compiles the context arguments of a fetch.
 *
 * @param rewrites Each leads from an object up (`..`, one for each field) and down again to a value.
 */
export function compileContextArguments(rewrites: readonly KeyRename[], isOfType: TypeTest): GroupByContext {
  return (root, path) => {
    const groups = new Map<string, ContextGroup>();
    walk([root], path, 0, (enclosing, object) => {
      const variables = readContext(rewrites, enclosing, isOfType);
      const key = JSON.stringify(variables);
      const group = groups.get(key);
      if (group === undefined) {
        groups.set(key, { objects: [object], variables, key });
      } else {
        group.objects.push(object);
      }
    });
    return [...groups.values()];
  };
}

/** Visits the objects at a path; `enclosing` leads from the root to the object, which is its last. */
function walk(
  enclosing: readonly SourceObject[],
  path: readonly string[],
  index: number,
  visit: (enclosing: readonly SourceObject[], object: SourceObject) => void,
): void {
  const object = enclosing.at(-1);
  const element = path[index];
  if (object === undefined) {
    return;
  }
  if (element === undefined) {
    visit(enclosing, object);
    return;
  }
  const next = path.findIndex((candidate, i) => i > index && candidate !== '@');
  for (const value of flatten(object[element])) {
    walk([...enclosing, value], path, next === -1 ? path.length : next, visit);
  }
}

/** The objects of a value that may be an object or lists of any depth. */
function flatten(value: unknown): readonly SourceObject[] {
  if (Array.isArray(value)) {
    return value.flatMap(flatten);
  }
  return typeof value === 'object' && value !== null ? [value as SourceObject] : [];
}

function readContext(
  rewrites: readonly KeyRename[],
  enclosing: readonly SourceObject[],
  isOfType: TypeTest,
): Readonly<Record<string, unknown>> {
  const variables: Record<string, unknown> = Object.create(null);
  for (const { path, to } of rewrites) {
    const up = path.findIndex((element) => element !== '..');
    const value = readValue(enclosing.at(-1 - up), path.slice(up), isOfType);
    // Several rewrites of one argument stand for the types that its context may have.
    if (value !== undefined) {
      variables[to] ??= value;
    }
  }
  return variables;
}

function readValue(value: unknown, path: readonly string[], isOfType: TypeTest): unknown {
  const [element, ...rest] = path;
  if (element === undefined || value === undefined || value === null) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map((item) => readValue(item, path, isOfType));
  }
  if (typeof value !== 'object') {
    return undefined;
  }
  const object = value as SourceObject;
  if (!element.startsWith(fragmentPrefix)) {
    return readValue(object[element], rest, isOfType);
  }
  const typeName = object['__typename'];
  return typeName === undefined || isOfType(typeName, element.slice(fragmentPrefix.length))
    ? readValue(object, rest, isOfType)
    : undefined;
}
