/** Most products of one comparison; the graph refuses more. */
export const maxCompared = 4;

const storageKey = 'compare';

/** The products a visitor has set aside to compare, kept in the browser. */
export interface CompareList {
  /** In the order in which they were added. */
  skus(): readonly string[];
  /** Adds a product, or takes it out; adds none when there are four already. */
  toggle(sku: string): void;
  /** Calls back after each change, also of another tab. */
  subscribe(changed: () => void): void;
}

/**
 * Opens the list.
 *
 * @param storage Default: what the browser keeps between visits.
 */
export function createCompareList(storage: Pick<Storage, 'getItem' | 'setItem'> = localStorage): CompareList {
  const listeners: (() => void)[] = [];
  const skus = () => parseList(storage.getItem(storageKey));
  return {
    skus,
    toggle(sku) {
      const before = skus();
      const without = before.filter((other) => other !== sku);
      const after = without.length < before.length ? without : [...before, sku].slice(0, maxCompared);
      storage.setItem(storageKey, JSON.stringify(after));
      for (const changed of listeners) changed();
    },
    subscribe(changed) {
      listeners.push(changed);
      globalThis.addEventListener?.('storage', changed);
    },
  };
}

/** Whatever else is stored under the key, by an older page or by hand, counts as an empty list. */
function parseList(stored: string | null): readonly string[] {
  try {
    const list: unknown = JSON.parse(stored ?? '[]');
    return Array.isArray(list) ? list.filter((sku) => typeof sku === 'string').slice(0, maxCompared) : [];
  } catch {
    return [];
  }
}
