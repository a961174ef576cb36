/**
 * A template that names something, such as `product-{$key.sku}`: text, and references to values in braces.
 *
 * Spec: the `format` of `@cacheTag`, https://specs.apollo.dev/cacheTag/v0.1, as far as it is used there: a reference is
 * `$key`, `$args` or `$result`, and one path of names below it. A brace that is not one of a reference is a mistake.
 */
export interface TagFormat {
  /** As written. */
  readonly text: string;
  readonly parts: readonly TagFormatPart[];
}

/** Text as it is, or a value. */
export type TagFormatPart = string | TagReference;

/** A reference to a value. */
export interface TagReference {
  /** What it reads. */
  readonly root: '$key' | '$args' | '$result';
  /** Names from there; not empty, except that `$result` alone is the value of the field itself. */
  readonly path: readonly string[];
}

/** The longest name that a format may give, in characters. A longer one is none. */
export const MAX_NAME_LENGTH = 1024;

const REFERENCE = /^\$(key|args|result)((?:\s*\.\s*[A-Za-z_]\w*)*)$/;

/** Reads a format. @returns Why it is none, as text, when it is not well-formed. */
export function parseTagFormat(text: string): TagFormat | string {
  const parts: TagFormatPart[] = [];
  for (const [piece] of text.matchAll(/\{[^{}]*\}|[^{}]+|[{}]/g)) {
    if (piece === '{' || piece === '}') {
      return `"${text}" has a brace that belongs to no reference`;
    }
    if (!piece.startsWith('{')) {
      parts.push(piece);
      continue;
    }
    const reference = parseTagReference(piece.slice(1, -1));
    if (reference === undefined) {
      return `"${piece}" is no reference: it is "{$key.field}", "{$args.argument}" or "{$result.field}"`;
    }
    parts.push(reference);
  }
  return parts.length === 0 ? 'it is empty' : { text, parts };
}

/** Reads `$args.input.id`. @returns Undefined when it is no reference. */
export function parseTagReference(text: string): TagReference | undefined {
  const [, name, rest = ''] = REFERENCE.exec(text.trim()) ?? [];
  const path = rest.split('.').flatMap((step) => step.trim() || []);
  if (name === undefined || (path.length === 0 && name !== 'result')) {
    return undefined;
  }
  return { root: `$${name as 'key' | 'args' | 'result'}`, path };
}

/**
 * Fills in a format.
 *
 * @param read Gives the value that a reference stands for.
 * @returns Undefined when one of the values is not there, is null or is no scalar; when the name is too long.
 */
export function fillTagFormat({ parts }: TagFormat, read: (reference: TagReference) => unknown): string | undefined {
  let name = '';
  for (const part of parts) {
    const value = typeof part === 'string' ? part : read(part);
    if (value === undefined || value === null || typeof value === 'object') {
      return undefined;
    }
    name += String(value);
  }
  return name.length > MAX_NAME_LENGTH ? undefined : name;
}

/** The value at a path; undefined where it ends early, and at lists. */
export function valueAt(root: unknown, path: readonly string[]): unknown {
  let value = root;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, step)) {
      return undefined;
    }
    value = (value as Readonly<Record<string, unknown>>)[step];
  }
  return value;
}
