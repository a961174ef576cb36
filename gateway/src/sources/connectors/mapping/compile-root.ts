import { describeKind, isJsonObject, maxValueDepth, ownValue } from '../json.js';
import type { PathExpression, PathStep } from './ast.js';
import type { Trail } from './problem.js';
import { type Frame, localOf, type Run, report } from './run.js';

/** Where a path starts: how its value is had, and where in the data that is. */
export interface Root {
  read(frame: Frame, run: Run): unknown;
  trail(frame: Frame): Trail | undefined;
}

/** @param expression The compiled inside of `$(…)`, for a path that starts with one. */
export function compileRoot(
  { root, rootOptional, range }: PathExpression,
  expression: ((frame: Frame, run: Run) => unknown) | undefined,
): Root {
  switch (root.kind) {
    case 'element':
      return { read: (frame) => frame.element, trail: (frame) => frame.elementTrail };
    case 'enclosing':
      return { read: (frame) => frame.enclosing, trail: (frame) => frame.enclosingTrail };
    case 'expression':
      return { read: (frame, run) => expression?.(frame, run), trail: (frame) => frame.elementTrail };
    case 'variable': {
      const { name } = root;
      const whole: Trail = { parent: undefined, key: name };
      return {
        read(frame, run) {
          const local = localOf(frame.locals, name);
          const value = local === undefined ? run.variables.get(name) : local.value;
          if (value === undefined && !rootOptional) {
            report(run, { message: `Nothing is in ${name}`, range }, local === undefined ? whole : local.trail);
          }
          return value;
        },
        trail(frame) {
          const local = localOf(frame.locals, name);
          return local === undefined ? whole : local.trail;
        },
      };
    }
  }
}

/** Reads a key; through lists, the list of values. `trail` says where the value is that it is read of. */
export type ReadKey = (value: unknown, run: Run, trail: () => Trail | undefined) => unknown;

/** Compiles `.key`. What is not there is reported, unless the step is optional. */
export function readKey({ key, optional, range }: Extract<PathStep, { kind: 'key' }>): ReadKey {
  const read = (value: unknown, run: Run, trail: () => Trail | undefined, depth: number): unknown => {
    if (Array.isArray(value)) {
      if (depth >= maxValueDepth) return report(run, { message: 'Lists nest too deeply', range }, trail());
      run.spend(value.length);
      return value.map(
        (item: unknown, index) => read(item, run, () => ({ parent: trail(), key: index }), depth + 1) ?? null,
      );
    }
    const found = isJsonObject(value) ? ownValue(value, key) : undefined;
    if (found === undefined && !optional) {
      const message = `No key ${JSON.stringify(key)} in ${describeKind(value)}`;
      report(run, { message, range }, { parent: trail(), key });
    }
    return found;
  };
  return (value, run, trail) => read(value, run, trail, 0);
}
