/** What stands for a row of a source's own data, or a representation that a gateway sent. */
export type Row = Readonly<Record<string, unknown>>;

/**
 * `__resolveReference` over a source's own rows: finds the row that says nothing else than the representation, and adds
 * what the representation brings beside its key (`@requires` fields).
 *
 * @returns Null when no row fits, as for an entity that the source does not know.
 */
export function referenceAmong(rows: readonly Row[]): (representation: Row) => Row | null {
  return (representation) => {
    const row = rows.find((candidate) => agrees(candidate, representation));
    return row === undefined ? null : { ...representation, ...row };
  };
}

/** Whether two values are equal in all that both of them say. */
function agrees(left: unknown, right: unknown): boolean {
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, i) => agrees(item, right[i]));
  }
  if (isRow(left) && isRow(right)) {
    return Object.keys(right).every((key) => key === '__typename' || !(key in left) || agrees(left[key], right[key]));
  }
  return left === right;
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
