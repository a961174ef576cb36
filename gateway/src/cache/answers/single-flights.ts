/** How work for a key is shared. */
export interface JoinedWork<T> {
  readonly make: () => Promise<T>;
  /** Whether those who joined may be given what was made. */
  readonly isFor: (made: T) => boolean;
}

/** Work under way in this process, by key. */
export interface SingleFlights {
  /**
   * Waits for equal work under way, and makes it oneself when that fails, or its result is not for others.
   *
   * @param key Undefined shares nothing.
   * @throws Whatever one's own `make` throws.
   */
  joined<T>(key: string | undefined, work: JoinedWork<T>): Promise<T>;
  /** Does the work, unless the same is under way. Never rejects. */
  alone(key: string, work: () => Promise<void>): Promise<void>;
}

/** Makes an empty set of work under way. */
export function createSingleFlights(): SingleFlights {
  const underWay = new Map<string, Promise<unknown>>();
  const alone = new Set<string>();
  return {
    async joined<T>(key: string | undefined, { make, isFor }: JoinedWork<T>): Promise<T> {
      if (key === undefined) {
        return make();
      }
      const first = underWay.get(key);
      if (first !== undefined) {
        // Of the same keeper and key, hence of the same type. Its failure may be its caller's going away.
        const made = (await first.catch(() => undefined)) as T | undefined;
        return made !== undefined && isFor(made) ? made : make();
      }
      const making = make();
      underWay.set(key, making);
      try {
        return await making;
      } finally {
        underWay.delete(key);
      }
    },
    async alone(key, work) {
      if (alone.has(key)) {
        return;
      }
      alone.add(key);
      try {
        await work();
      } catch {
        // Told by whoever does the work where somebody waits for it.
      } finally {
        alone.delete(key);
      }
    },
  };
}
