import type { SourceError, SourceObject } from './source.js';

/**
 * What sources have said of entities during one execution, so that no entity is asked for twice: several places of an
 * answer often need the same fields of the same entity, and a plan has a fetch for each place.
 *
 * Only queries use it. A mutation may change an entity between two fetches.
 */
export class EntityMemory {
  readonly #byFetch = new Map<string, EntityRecords>();

  /**
   * The records of fetches that ask one source for the same things.
   *
   * @param fetchKey Equal for fetches whose answers are interchangeable: source, operation, representations, rewrites.
   * @returns Records; the caller adds to it.
   */
  of(fetchKey: string): EntityRecords {
    let records = this.#byFetch.get(fetchKey);
    if (records === undefined) {
      records = new Map();
      this.#byFetch.set(fetchKey, records);
    }
    return records;
  }
}

/** By `EntityKey`. */
export type EntityRecords = Map<string | number, EntityRecord>;

/** One request for entities, which several fetches may wait for. */
export interface EntityRequest {
  /** Resolves when the request is over, well or not; never rejects. Undefined when it is over already. */
  pending: Promise<void> | undefined;
  /** Set when there was no usable answer. */
  failure: Error | undefined;
  /** What the source reported that concerns no entity in particular. */
  errors: readonly SourceError[];
}

/** What is known of one entity. */
export interface EntityRecord {
  readonly request: EntityRequest;
  /** Null: unknown to the source, or failed. Undefined: not answered yet. */
  entity: SourceObject | null | undefined;
  /** Errors about this entity; paths start below it. */
  errors: SourceError[] | undefined;
  /** Whether parts of the entity have become parts of the data; whoever comes next takes a copy. */
  used: boolean;
  /** Where it was gathered last, for whoever gathers: one map tells what is known and what stands beside. */
  gathered: Alike | undefined;
}

/** Objects of one batch that stand for one entity. */
export interface Alike {
  /** `Batch.entities` that it is one of; see gather-representations.ts. */
  readonly batch: readonly Alike[];
  readonly record: EntityRecord;
  readonly target: SourceObject;
  /** The other ones. Most entities of a large answer stand in one place, and ten thousand lists of one are much to collect. */
  others: SourceObject[] | undefined;
}

/** Every object, in their order. */
export function targetsOf({ target, others }: Alike): readonly SourceObject[] {
  return others === undefined ? [target] : [target, ...others];
}

/** Whether an object has nothing in it that several places could share: no objects, no lists. */
export function isFlat(object: SourceObject): boolean {
  for (const key in object) {
    const value = object[key];
    if (typeof value === 'object' && value !== null) {
      return false;
    }
  }
  return true;
}

/** A deep copy of JSON. */
export function copyJson<T>(value: T): T {
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map(copyJson) as T;
  }
  const copy: SourceObject = {};
  for (const key in value) {
    // An own `__proto__` was never asked for, and assigning it would change the prototype.
    if (key !== '__proto__') {
      copy[key] = copyJson((value as SourceObject)[key]);
    }
  }
  return copy as T;
}
