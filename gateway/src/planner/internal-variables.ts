/** The name that plans give to what an entity fetch sends, with any number of underscores before it. */
const reserved = /^_*representations$/;

/**
 * The name under which plans know a client's variable. `$representations` is the planner's own, so a client's is given an
 * underscore more, and so is each name that one could collide with then.
 */
export function internalVariableName(name: string): string {
  return reserved.test(name) ? `_${name}` : name;
}

/**
 * A client's variables as plans know them.
 *
 * @returns The same object when all names are the same, as they mostly are; else one with a null prototype.
 */
export function toInternalVariables(variables: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const names = Object.keys(variables);
  if (!names.some((name) => reserved.test(name))) {
    return variables;
  }
  const internal: Record<string, unknown> = Object.create(null);
  for (const name of names) {
    internal[internalVariableName(name)] = variables[name];
  }
  return internal;
}
