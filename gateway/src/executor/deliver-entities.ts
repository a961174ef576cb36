import { isObject } from './ask-entities.js';
import type { Batch } from './divide-entities.js';
import type { CopyEntity } from './entity-copy.js';
import { objectsOf } from './entity-groups.js';
import { type EntityRequest, isFlat } from './entity-memory.js';
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
export interface Delivery {
  readonly batch: Batch;
  /** For the fresh entities. */
  readonly request: EntityRequest;
  /** All that have told of the entities, each once. */
  readonly requests: readonly EntityRequest[];
  readonly parts: PartSharing;
}

/** Merges what is known into the objects, and reports what went wrong at their places. */
export function deliverEntities(fetch: CompiledFetch, state: ExecutionState, delivery: Delivery): void {
  const { batch, request, requests, parts } = delivery;
  const { groups, places, known } = batch;
  for (const { failure, errors } of requests) {
    if (failure !== undefined) {
      fetch.errors.ofFetch(state, failure);
    }
    for (const error of errors) {
      fetch.errors.ofSource(state, error);
    }
  }
  const merge = new EntityMerge(state, parts, fetch.isAbstract);
  const { objects, others } = groups;
  const { entities } = request;
  for (let i = 0; i < entities.length; i++) {
    const entity = entities[i];
    if (isObject(entity)) {
      const at = places === undefined ? i : (places[i] as number);
      merge.into(objects[at] as SourceObject, others.get(at), entity);
    }
  }
  for (const { at, request: asked, position } of known) {
    const entity = asked.entities[position];
    if (isObject(entity)) {
      // Parts of the entity have become parts of the objects that it was asked for. Those of another fetch may not share
      // them: their operation may use one name for different fields.
      merge.into(objects[at] as SourceObject, others.get(at), isFlat(entity) ? entity : parts.copy(entity));
    }
  }
  if (requests.some(({ entityErrors }) => entityErrors.size > 0)) {
    reportErrors(fetch, state, delivery);
  }
}

function reportErrors(fetch: CompiledFetch, state: ExecutionState, { batch, request }: Delivery): void {
  const { groups, places, known } = batch;
  // Only now are the types of all objects known, which decide whether the client has asked for a field.
  const located = fetch.errors.locate(state);
  for (const [position, errors] of request.entityErrors) {
    located.add(objectsOf(groups, places?.[position] ?? position), errors, request.entities[position]);
  }
  for (const { at, request: asked, position } of known) {
    const errors = asked.entityErrors.get(position);
    if (errors !== undefined) {
      located.add(objectsOf(groups, at), errors, asked.entities[position]);
    }
  }
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
