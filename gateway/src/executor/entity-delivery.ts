import { isObject } from './ask-entities.js';
import type { Batch } from './divide-entities.js';
import type { CopyEntity } from './entity-copy.js';
import { objectsOf } from './entity-groups.js';
import { type AskedFrom, type EntityRequest, isFlat } from './entity-memory.js';
import { type IsAbstract, mergeInto } from './merge.js';
import type { ExecutionState } from './program.js';
import type { CompiledFetch } from './send-fetch.js';
import type { SourceObject } from './source.js';

/** How parts of an entity become parts of several objects. */
export interface PartSharing {
  /**
   * Whether they may be the same ones at once. Not where a plan reads context: then what is below an entity may differ
   * from place to place.
   */
  readonly sharesParts: boolean;
  readonly copy: CopyEntity;
}

/** What a fetch brings, and how it becomes part of the data. */
export interface EntityDeliveryOptions {
  readonly batch: Batch;
  /** The requests for the fresh entities, in the order of those. */
  readonly asked: readonly AskedFrom[];
  readonly parts: PartSharing;
}

/** Merges what sources tell of entities into the objects that stand for them, and reports what went wrong at their places. */
export class EntityDelivery {
  /** All that have told, or will tell, of the entities, each once. */
  readonly requests: readonly EntityRequest[];
  readonly #fetch: CompiledFetch;
  readonly #state: ExecutionState;
  readonly #batch: Batch;
  readonly #asked: readonly AskedFrom[];
  readonly #parts: PartSharing;
  readonly #merge: EntityMerge;

  constructor(fetch: CompiledFetch, state: ExecutionState, { batch, asked, parts }: EntityDeliveryOptions) {
    this.requests = requestsOf(asked, batch);
    this.#fetch = fetch;
    this.#state = state;
    this.#batch = batch;
    this.#asked = asked;
    this.#parts = parts;
    this.#merge = new EntityMerge(state, parts, fetch.isAbstract);
  }

  /** Merges what a request has brought that is over. */
  deliver({ request: { entities }, from }: AskedFrom): void {
    const { objects, others } = this.#batch.groups;
    for (let i = 0; i < entities.length; i++) {
      const entity = entities[i];
      if (isObject(entity)) {
        const at = placeOf(this.#batch, from + i);
        this.#merge.into(objects[at] as SourceObject, others.get(at), entity);
      }
    }
  }

  /** When all requests are over: merges what others have asked for, and reports errors. */
  finish(): void {
    const { groups, known } = this.#batch;
    for (const { at, request, position } of known) {
      const entity = request.entities[position];
      if (isObject(entity)) {
        // Parts of the entity have become parts of the objects that it was asked for. Those of another fetch may not share
        // them: their operation may use one name for different fields.
        const own = isFlat(entity) ? entity : this.#parts.copy(entity);
        this.#merge.into(groups.objects[at] as SourceObject, groups.others.get(at), own);
      }
    }
    this.#reportFailures();
    if (this.requests.some(({ entityErrors }) => entityErrors.size > 0)) {
      this.#reportErrors();
    }
  }

  /** What concerns all entities of a request; what several requests failed with is told once. */
  #reportFailures(): void {
    const told = new Set<string>();
    for (const { failure, errors } of this.requests) {
      if (failure !== undefined && !told.has(failure.message)) {
        told.add(failure.message);
        this.#fetch.errors.ofFetch(this.#state, failure);
      }
      for (const error of errors) {
        this.#fetch.errors.ofSource(this.#state, error);
      }
    }
  }

  #reportErrors(): void {
    const { groups, known } = this.#batch;
    // Only now are the types of all objects known, which decide whether the client has asked for a field.
    const located = this.#fetch.errors.locate(this.#state);
    for (const { request, from } of this.#asked) {
      for (const [position, errors] of request.entityErrors) {
        const objects = objectsOf(groups, placeOf(this.#batch, from + position));
        located.add(objects, errors, request.entities[position]);
      }
    }
    for (const { at, request, position } of known) {
      const errors = request.entityErrors.get(position);
      if (errors !== undefined) {
        located.add(objectsOf(groups, at), errors, request.entities[position]);
      }
    }
  }
}

function requestsOf(asked: readonly AskedFrom[], { known }: Batch): readonly EntityRequest[] {
  const requests = asked.map(({ request }) => request);
  for (const { request: other } of known) {
    // Few: as many as the plan has equal fetches.
    if (!requests.includes(other)) {
      requests.push(other);
    }
  }
  return requests;
}

/** Where in the groups a fresh entity stands. */
function placeOf({ places }: Batch, position: number): number {
  return places === undefined ? position : (places[position] as number);
}

/** Merges entities into the objects that stand for them. */
class EntityMerge {
  readonly #shared: Set<object>;
  readonly #parts: PartSharing;
  readonly #isAbstract: IsAbstract | undefined;

  constructor({ shared }: ExecutionState, parts: PartSharing, isAbstract: IsAbstract | undefined) {
    this.#isAbstract = isAbstract;
    this.#shared = shared;
    this.#parts = parts;
  }

  /** @param entity Given away: parts of it become parts of the objects. */
  into(target: SourceObject, others: readonly SourceObject[] | undefined, entity: SourceObject): void {
    if (others !== undefined) {
      this.#intoOthers(others, entity);
    }
    mergeInto(target, entity, this.#isAbstract);
  }

  /** Objects of one fetch may share parts: whatever is merged into them later is the same for all of them. */
  #intoOthers(others: readonly SourceObject[], entity: SourceObject): void {
    const { sharesParts, copy } = this.#parts;
    if (sharesParts) {
      markShared(entity, this.#shared);
    }
    for (const other of others) {
      mergeInto(other, sharesParts ? entity : copy(entity), this.#isAbstract);
    }
  }
}

/** The parts of an entity that become parts of several objects when it is merged into them. */
function markShared(entity: SourceObject, shared: Set<object>): void {
  for (const key in entity) {
    const value = entity[key];
    if (typeof value === 'object' && value !== null) {
      shared.add(value);
    }
  }
}
