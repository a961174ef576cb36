/** `T` with every property, at any depth, read-only. */
export type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

/**
 * Freezes a tree of plain objects and arrays, so that a stage cannot change what another one reads.
 *
 * @param value A tree without cycles.
 */
export function deepFreeze<T>(value: T): DeepReadonly<T> {
  if (typeof value === 'object' && value !== null) {
    for (const child of Object.values(value)) {
      deepFreeze(child);
    }
    Object.freeze(value);
  }
  // Frozen now; only the type does not know it yet.
  return value as DeepReadonly<T>;
}
