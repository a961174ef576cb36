import type { GroupByContext } from './context-arguments.js';
import type { CopyEntity } from './entity-copy.js';
import type { EntityRecord, EntityRequest } from './entity-memory.js';
import { objectsAt } from './entity-paths.js';
import { fetchKeyOf } from './fetch-key.js';
import { type Batch, type Gathering, gather } from './gather-representations.js';
import { mergeInto } from './merge.js';
import type { ExecutionState, Step } from './program.js';
import { badAnswer, type CompiledFetch, sendFetch } from './send-fetch.js';
import type { SourceAnswer, SourceError, SourceObject } from './source.js';

/** What an entity fetch is made of beside what every fetch has. */
export interface EntityFetch extends Gathering {
  /** Set when the fetch has context arguments. */
  readonly groupByContext: GroupByContext | undefined;
  /**
   * Whether an entity may become part of several objects at once. Not where a plan reads context: then what is below an
   * entity may differ from place to place.
   */
  readonly sharesParts: boolean;
  readonly copy: CopyEntity;
}

/** A compiled fetch for entities. */
export interface CompiledEntityFetch {
  readonly fetch: CompiledFetch;
  readonly entityFetch: EntityFetch;
}

/**
 * An entity fetch: equal representations are sent once, and what comes back goes to every object that sent them.
 *
 * @param otherwise What to fetch for objects that cannot be represented.
 */
export function entityStep({ fetch, entityFetch }: CompiledEntityFetch, otherwise?: CompiledEntityFetch): Step {
  const { node, path } = fetch;
  const { groupByContext } = entityFetch;
  const unify = entityFetch.sharesParts ? entityFetch.identify : undefined;
  const fetchKey = fetchKeyOf(node);
  if (groupByContext === undefined) {
    const otherKey = otherwise && fetchKeyOf(otherwise.fetch.node);
    return async (state) => {
      const left: SourceObject[] | undefined = otherwise && [];
      const objects = objectsAt(state.data, path, { shared: state.shared, unify });
      const fetching = fetchEntities(fetch, entityFetch, state, { objects, variables: noContext, key: fetchKey, left });
      if (otherwise !== undefined && otherKey !== undefined && left !== undefined && left.length > 0) {
        const others = { objects: left, variables: noContext, key: otherKey };
        await fetchEntities(otherwise.fetch, otherwise.entityFetch, state, others);
      }
      await fetching;
    };
  }
  return async (state) => {
    const groups = groupByContext(state.data, path);
    await Promise.all(
      groups.map((group) => fetchEntities(fetch, entityFetch, state, { ...group, key: fetchKey + group.key })),
    );
  };
}

const noContext: Readonly<Record<string, unknown>> = Object.freeze(Object.create(null));

/** Objects to fetch entities for, with one set of context arguments. */
interface EntityObjects {
  readonly objects: readonly SourceObject[];
  readonly variables: Readonly<Record<string, unknown>>;
  /** What answers are interchangeable by; see `EntityMemory.of`. */
  readonly key: string;
  /** Gets the objects that cannot be represented, at once. */
  readonly left?: SourceObject[] | undefined;
}

async function fetchEntities(
  fetch: CompiledFetch,
  entityFetch: EntityFetch,
  state: ExecutionState,
  { objects, variables, key, left }: EntityObjects,
): Promise<void> {
  const batch = gather(objects, entityFetch, left);
  if (batch.size === 0) {
    return;
  }
  const records = state.entities?.of(key) ?? new Map<string, EntityRecord>();
  const fresh = remember(batch, records);
  const requests = new Set<EntityRequest>();
  for (const representation of batch.keys()) {
    const record = records.get(representation);
    if (record !== undefined) {
      requests.add(record.request);
    }
  }
  if (fresh !== undefined) {
    fresh.request.done = ask(fetch, state, { ...fresh, records, context: variables });
  }
  for (const request of requests) {
    await request.done;
  }
  deliver(fetch, state, { batch, records, requests, sharesParts: entityFetch.sharesParts, copy: entityFetch.copy });
}

/** Representations that nobody has sent yet, and the request that is to be made for them. */
interface FreshBatch {
  readonly request: EntityRequest;
  readonly representations: readonly string[];
}

/** Adds a record for each representation that has none. */
function remember(batch: Batch, records: Map<string, EntityRecord>): FreshBatch | undefined {
  const request: EntityRequest = { done: Promise.resolve(), failure: undefined, errors: [] };
  const representations: string[] = [];
  for (const representation of batch.keys()) {
    if (!records.has(representation)) {
      records.set(representation, { request, entity: undefined, errors: undefined, used: false });
      representations.push(representation);
    }
  }
  return representations.length === 0 ? undefined : { request, representations };
}

interface Asking extends FreshBatch {
  readonly records: ReadonlyMap<string, EntityRecord>;
  readonly context: Readonly<Record<string, unknown>>;
}

/** Asks the source and fills the records. Never rejects. */
async function ask(
  fetch: CompiledFetch,
  state: ExecutionState,
  { request, representations, records, context }: Asking,
): Promise<void> {
  try {
    const answer = await sendFetch(fetch, state, { representations, context });
    const entities = entitiesOf(answer, fetch.node.source, representations.length);
    const general: SourceError[] = [];
    for (const error of answer.errors) {
      const [root, index, ...path] = error.path ?? [];
      const representation = root === '_entities' && typeof index === 'number' ? representations[index] : undefined;
      const record = representation === undefined ? undefined : records.get(representation);
      if (record === undefined) {
        general.push(error);
      } else {
        record.errors ??= [];
        record.errors.push({ ...error, path });
      }
    }
    request.errors = general;
    representations.forEach((representation, i) => {
      const record = records.get(representation);
      const entity = entities?.[i];
      if (record !== undefined && isObject(entity)) {
        fetch.rewrite(entity);
        record.entity = entity;
      } else if (record !== undefined && entity !== undefined && entity !== null) {
        const failure = badAnswer(fetch.node.source, 'an entity is neither an object nor null');
        record.errors = [...(record.errors ?? []), { message: failure.message, failure }];
      }
    });
  } catch (error) {
    request.failure = error instanceof Error ? error : new Error(String(error));
  }
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

interface Delivery {
  readonly batch: Batch;
  readonly records: ReadonlyMap<string, EntityRecord>;
  readonly requests: ReadonlySet<EntityRequest>;
  readonly sharesParts: boolean;
  readonly copy: CopyEntity;
}

/** Merges what is known into the objects, and reports what went wrong at their places. */
function deliver(fetch: CompiledFetch, state: ExecutionState, delivery: Delivery): void {
  const { batch, records, requests } = delivery;
  for (const request of requests) {
    if (request.failure !== undefined) {
      fetch.errors.ofFetch(state, request.failure);
    }
    for (const error of request.errors) {
      fetch.errors.ofSource(state, error);
    }
  }
  const failed: { readonly targets: readonly SourceObject[]; readonly record: EntityRecord }[] = [];
  for (const [representation, targets] of batch) {
    const record = records.get(representation);
    if (record !== undefined && isObject(record.entity)) {
      // Objects of one fetch may share parts: whatever is merged into them later is the same for all of them. Objects
      // of another fetch may not: their operation may use one name for different fields.
      let entity = record.used ? delivery.copy(record.entity) : record.entity;
      record.used = true;
      if (targets.length > 1 && delivery.sharesParts) {
        markShared(entity, state.shared);
      }
      targets.forEach((target, i) => {
        if (i > 0 && !delivery.sharesParts) {
          entity = delivery.copy(record.entity as SourceObject);
        }
        mergeInto(target, entity);
      });
    }
    if (record?.errors !== undefined) {
      failed.push({ targets, record });
    }
  }
  // Only now are the types of all objects known, which decide whether the client has asked for a field.
  const located = fetch.errors.locate(state);
  for (const { targets, record } of failed) {
    located.add(targets, record.errors ?? [], record.entity);
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

function isObject(value: unknown): value is SourceObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
