import DataLoader from 'dataloader';

/**
 * Creates one request's loader: however many things of one GraphQL operation ask for a key, each key is read once, all
 * of them in one call.
 *
 * @param readAll Reads many keys at once, as a database would: what it does not find is absent from the answer.
 */
export function createBatchLoader<T>(
  readAll: (keys: readonly string[]) => ReadonlyMap<string, T> | Promise<ReadonlyMap<string, T>>,
): DataLoader<string, T | null> {
  return new DataLoader(async (keys) => {
    const found = await readAll(keys);
    return keys.map((key) => found.get(key) ?? null);
  });
}

/** Those entries of a map whose keys are asked for: how a source of this example reads its data. */
export function pickKeys<T>(from: ReadonlyMap<string, T>, keys: readonly string[]): ReadonlyMap<string, T> {
  const found = new Map<string, T>();
  for (const key of keys) {
    const value = from.get(key);
    if (value !== undefined) found.set(key, value);
  }
  return found;
}
