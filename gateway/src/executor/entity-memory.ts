import type { EntityKey } from './entity-groups.js';
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
      records = new EntityRecords();
      this.#byFetch.set(fetchKey, records);
    }
    return records;
  }
}

/** One request for entities, which several fetches may wait for. */
export interface EntityRequest {
  /** Resolves when the request is over, well or not; never rejects. Undefined when it is over already. */
  pending: Promise<void> | undefined;
  /** Set when there was no usable answer. */
  failure: Error | undefined;
  /** What the source reported that concerns no entity in particular. */
  errors: readonly SourceError[];
  /** What was answered, in the order in which the entities were asked for; nothing where the source knows none, or failed. */
  entities: readonly unknown[];
  /** Errors about single entities, by position; paths start below the entity. */
  entityErrors: ReadonlyMap<number, readonly SourceError[]>;
}

const noErrors: EntityRequest['entityErrors'] = new Map();

/** A request that nothing is known of yet. */
export function newRequest(entities: readonly unknown[] = []): EntityRequest {
  return { pending: undefined, failure: undefined, errors: [], entities, entityErrors: noErrors };
}

/** An entity that was asked for before. */
export interface KnownEntity {
  /** Its place in the `EntityGroups` that it was looked for in. */
  readonly at: number;
  readonly request: EntityRequest;
  /** Its place in the request. */
  readonly position: number;
}

/** A request, and the number of its first entity. */
export interface AskedFrom {
  readonly request: EntityRequest;
  readonly from: number;
}

/** Entities that were asked for, by key. */
export class EntityRecords {
  /** Which one it was of all. A number for each, not an object: see `EntityGroups`. */
  readonly #numbers = new Map<EntityKey, number>();
  readonly #requests: AskedFrom[] = [];

  get isEmpty(): boolean {
    return this.#numbers.size === 0;
  }

  /** @param at See `KnownEntity`. */
  find(key: EntityKey, at: number): KnownEntity | undefined {
    const number = this.#numbers.get(key);
    if (number === undefined) {
      return undefined;
    }
    // Few: as many as the plan has equal fetches.
    let last = this.#requests.length - 1;
    while ((this.#requests[last] as AskedFrom).from > number) {
      last--;
    }
    const { request, from } = this.#requests[last] as AskedFrom;
    return { at, request, position: number - from };
  }

  /** @param keys Of the entities of a request, in their order; there is none of them yet. */
  add(keys: readonly EntityKey[], request: EntityRequest): void {
    this.#requests.push({ request, from: this.#numbers.size });
    for (let i = 0; i < keys.length; i++) {
      this.#numbers.set(keys[i] as EntityKey, this.#numbers.size);
    }
  }
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
