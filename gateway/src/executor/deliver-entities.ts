import type { CopyEntity } from './entity-copy.js';
import { type Alike, type EntityRequest, isFlat, targetsOf } from './entity-memory.js';
import { mergeInto } from './merge.js';
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

/** Entities, and how they become part of the data. */
export interface Delivery {
  readonly entities: readonly Alike[];
  /** Those that have told of the entities, each once. */
  readonly requests: readonly EntityRequest[];
  readonly parts: PartSharing;
}

/** Merges what is known into the objects, and reports what went wrong at their places. */
export function deliverEntities(
  fetch: CompiledFetch,
  state: ExecutionState,
  { entities, requests, parts }: Delivery,
): void {
  for (const request of requests) {
    if (request.failure !== undefined) {
      fetch.errors.ofFetch(state, request.failure);
    }
    for (const error of request.errors) {
      fetch.errors.ofSource(state, error);
    }
  }
  const failed: Alike[] = [];
  for (const alike of entities) {
    const { entity, errors } = alike.record;
    if (entity !== undefined && entity !== null) {
      mergeEntity(entity, alike, state, parts);
    }
    if (errors !== undefined) {
      failed.push(alike);
    }
  }
  if (failed.length === 0) {
    return;
  }
  // Only now are the types of all objects known, which decide whether the client has asked for a field.
  const located = fetch.errors.locate(state);
  for (const alike of failed) {
    located.add(targetsOf(alike), alike.record.errors ?? [], alike.record.entity);
  }
}

function mergeEntity(
  known: SourceObject,
  { record, target, others: more }: Alike,
  { shared }: ExecutionState,
  { sharesParts, copy }: PartSharing,
): void {
  const others = more ?? none;
  if (isFlat(known)) {
    mergeInto(target, known);
    for (const other of others) {
      mergeInto(other, known);
    }
    return;
  }
  // Objects of one fetch may share parts: whatever is merged into them later is the same for all of them. Objects
  // of another fetch may not: their operation may use one name for different fields.
  const entity = record.used ? copy(known) : known;
  record.used = true;
  if (others.length > 0 && sharesParts) {
    markShared(entity, shared);
  }
  mergeInto(target, entity);
  for (const other of others) {
    mergeInto(other, sharesParts ? entity : copy(known));
  }
}

const none: readonly SourceObject[] = [];

/** The parts of an entity that become parts of several objects when it is merged into them. */
function markShared(entity: SourceObject, shared: Set<object>): void {
  for (const key in entity) {
    const value = entity[key];
    if (typeof value === 'object' && value !== null) {
      shared.add(value);
    }
  }
}
