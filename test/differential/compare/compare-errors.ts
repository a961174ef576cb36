import type { AnswerError, HiddenError, PossibleError, PossibleErrors } from '../run/answers.js';
import { isPrefix, type PathElement, pathKey } from '../run/paths.js';
import type { TypeMatch } from '../world/field-set.js';

/** What errors are compared with. */
export interface ErrorRules {
  readonly possible: PossibleErrors;
  readonly matches: TypeMatch;
}

/**
 * Checks the errors of an answer against every error that its operation can bring. Each must be one of these, by path and
 * message, and be there once. Each that its null in the answer calls for must be there, with one freedom:
 *
 * - Where a null has travelled up, some of the errors below it are there, at least one. Siblings may be cancelled, and of
 *   several errors that null the same field it is open which is met first. Spec: GraphQL, "Handling Execution Errors".
 *
 * @param data The right answer's `data`, as JSON text.
 */
export function compareErrors(data: string, errors: readonly AnswerError[], rules: ErrorRules): readonly string[] {
  const { possible } = rules;
  const problems: string[] = [];
  const seen = new Set<string>();
  for (const error of errors) {
    const text = describe(error);
    if (seen.has(text)) problems.push(`Reported twice: ${text}`);
    seen.add(text);
    if (!isPossible(error, rules)) problems.push(`Nothing like it can come up: ${text}`);
  }
  for (const path of nullsOf(JSON.parse(data))) {
    const own = possible.errors.filter((error) => pathKey(error.path) === pathKey(path));
    const below = possible.errors.filter((error) => error.path.length > path.length && isPrefix(path, error.path));
    for (const error of own) {
      if (!errors.some((candidate) => isSame(candidate, error, rules.matches))) {
        problems.push(`Not reported: ${describe(error)}`);
      }
    }
    if (own.length === 0 && below.length > 0) {
      const reported = errors.some((candidate) => below.some((error) => isSame(candidate, error, rules.matches)));
      if (!reported) problems.push(`Not reported: any of ${below.map(describe).join(', ')}`);
    }
  }
  return problems;
}

function isPossible(error: AnswerError, { possible, matches }: ErrorRules): boolean {
  return (
    possible.errors.some((candidate) => isSame(error, candidate, matches)) ||
    possible.hidden.some((candidate) => isHidden(error, candidate, possible))
  );
}

function isSame(error: AnswerError, possible: PossibleError, matches: TypeMatch): boolean {
  return (
    error.path !== undefined &&
    pathKey(error.path) === pathKey(possible.path) &&
    isSameMessage(error.message, possible.message, matches) &&
    hasRightCode(error)
  );
}

const nullMessage = /^Cannot return null for non-nullable field (\w+)\.(\w+)\.$/;

const argumentMessage = /^(Argument "\w+" has invalid value) /;

/**
 * A subgraph with an `@interfaceObject` does not know the object's own type: its message names the interface. A message
 * that quotes a literal quotes it as the subgraph was sent it, which may be another way to write the same: `"1"` for the
 * ID `1`, a plain string for a block string.
 */
function isSameMessage(message: string, expected: string, matches: TypeMatch): boolean {
  if (message === expected) return true;
  const [, head] = argumentMessage.exec(message) ?? [];
  if (head !== undefined) return expected.startsWith(head);
  const [, typeName = '', field] = nullMessage.exec(message) ?? [];
  const [, expectedType = '', expectedField] = nullMessage.exec(expected) ?? [];
  return field !== undefined && field === expectedField && matches(expectedType, typeName);
}

function hasRightCode({ message, extensions }: AnswerError): boolean {
  return !message.startsWith('fault') || JSON.stringify(extensions) === '{"code":"FAULT"}';
}

/**
 * Neither specification says what becomes of the error of a field that only a `@requires` asked for; a monolith has no
 * such thing. It may be reported, at the object it concerns or as far below as the client asked for the same fields.
 */
function isHidden(error: AnswerError, hidden: HiddenError, { plainFields }: PossibleErrors): boolean {
  const { path } = error;
  if (path === undefined || error.message !== hidden.message || !hasRightCode(error)) return false;
  const whole = [...hidden.object, ...hidden.below];
  if (!isPrefix(hidden.object, path) || !isPrefix(path, whole)) return false;
  return path.every((element, i) => {
    const isOfObject = i < hidden.object.length || typeof element === 'number';
    return isOfObject || plainFields.get(pathKey(path.slice(0, i + 1))) === element;
  });
}

function describe(error: { readonly message: string; readonly path?: readonly PathElement[] | undefined }): string {
  return `"${error.message}" at ${error.path?.join('.') ?? 'no path'}`;
}

function nullsOf(value: unknown, path: readonly PathElement[] = []): readonly (readonly PathElement[])[] {
  if (value === null) return [path];
  if (Array.isArray(value)) return value.flatMap((item, i) => nullsOf(item, [...path, i]));
  if (typeof value !== 'object') return [];
  return Object.entries(value as object).flatMap(([name, inner]) => nullsOf(inner, [...path, name]));
}
