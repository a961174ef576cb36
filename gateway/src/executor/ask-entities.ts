import type { EntityRecord, EntityRequest } from './entity-memory.js';
import type { FreshEntities } from './gather-representations.js';
import type { ExecutionState } from './program.js';
import { badAnswer, type CompiledFetch, sendFetch } from './send-fetch.js';
import type { SourceAnswer, SourceError, SourceObject } from './source.js';

/** Entities to ask a source for. */
export interface AskedEntities {
  readonly fresh: FreshEntities;
  /** Context arguments; empty for nearly all fetches. */
  readonly context: Readonly<Record<string, unknown>>;
}

/** Asks the source, fills the records and ends the request. Never rejects. */
export async function askEntities(
  fetch: CompiledFetch,
  state: ExecutionState,
  { fresh, context }: AskedEntities,
): Promise<void> {
  const { request, records } = fresh;
  try {
    const sent = sendFetch(fetch, state, { representations: fresh.representations, context });
    fresh.representations = [];
    const answer = await sent;
    state.strings.answered(answer);
    const entities = entitiesOf(answer, fetch.node.source, records.length);
    if (answer.errors.length > 0) {
      assignErrors(answer.errors, request, records);
    }
    for (let i = 0; i < records.length && entities !== undefined; i++) {
      fill(records[i] as EntityRecord, entities[i], fetch);
    }
  } catch (error) {
    request.failure = error instanceof Error ? error : new Error(String(error));
  }
  request.pending = undefined;
}

function fill(record: EntityRecord, entity: unknown, { node, rewrite }: CompiledFetch): void {
  if (isObject(entity)) {
    rewrite(entity);
    record.entity = entity;
  } else if (entity !== undefined && entity !== null) {
    const failure = badAnswer(node.source, 'an entity is neither an object nor null');
    record.errors = [...(record.errors ?? []), { message: failure.message, failure }];
  }
}

/** Each error goes to the record of the entity that its path leads to, or to the request. */
function assignErrors(errors: readonly SourceError[], request: EntityRequest, records: readonly EntityRecord[]): void {
  const general: SourceError[] = [];
  for (const error of errors) {
    const [root, index, ...path] = error.path ?? [];
    const record = root === '_entities' && typeof index === 'number' ? records[index] : undefined;
    if (record === undefined) {
      general.push(error);
    } else {
      record.errors ??= [];
      record.errors.push({ ...error, path });
    }
  }
  request.errors = general;
}

/** @throws {GatewayError} SOURCE_BAD_ANSWER. Undefined when the source has only reported errors. */
function entitiesOf(answer: SourceAnswer, source: string, count: number): readonly unknown[] | undefined {
  const entities = answer.data?.['_entities'];
  if (!Array.isArray(entities)) {
    if (answer.errors.length === 0) {
      throw badAnswer(source, 'it has neither entities nor errors');
    }
    return undefined;
  }
  if (entities.length !== count) {
    throw badAnswer(source, `${entities.length} entities for ${count} representations`);
  }
  return entities;
}

function isObject(value: unknown): value is SourceObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
