/** Decides by name whether an operation is wanted. */
export type OperationFilter = (names: readonly string[]) => boolean;

/**
 * A filter of patterns in which `*` stands for any characters. An operation is wanted when one of its names fits one of
 * `include` (all when that is empty) and none fits one of `exclude`.
 *
 * Matching takes time in proportion to pattern times name: no pattern makes it slower.
 */
export function createOperationFilter(include: readonly string[], exclude: readonly string[]): OperationFilter {
  const fits = (patterns: readonly string[], names: readonly string[]) =>
    patterns.some((pattern) => names.some((name) => matchesGlob(pattern, name)));
  return (names) => (include.length === 0 || fits(include, names)) && !fits(exclude, names);
}

/** Whether a name fits a pattern in which `*` stands for any characters, none included. Upper and lower case differ. */
export function matchesGlob(pattern: string, name: string): boolean {
  const pieces = pattern.split('*');
  const [first = ''] = pieces;
  if (pieces.length === 1) return pattern === name;
  const last = pieces.at(-1) ?? '';
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false;
  let from = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const at = name.indexOf(piece, from);
    if (at === -1 || at + piece.length > name.length - last.length) return false;
    from = at + piece.length;
  }
  return true;
}
