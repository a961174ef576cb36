import { askEntities } from './ask-entities.js';
import type { GroupByContext } from './context-arguments.js';
import { divideEntities } from './divide-entities.js';
import { EntityDelivery, type PartSharing } from './entity-delivery.js';
import { type EntityGroups, type EntityKey, groupEntities, type Representing, representKeys } from './entity-groups.js';
import { type AskedFrom, type EntityRecords, newRequest } from './entity-memory.js';
import type { PlacedStep } from './place.js';
import type { ExecutionState } from './program.js';
import type { CompiledFetch } from './send-fetch.js';
import { together } from './together.js';

/** What an entity fetch is made of beside what every fetch has. */
export interface EntityFetch extends Representing, PartSharing {
  /** What answers are interchangeable by, see `EntityMemory.of`; undefined when no other fetch of the plan has the same. */
  readonly key: string | undefined;
  /** Set when the fetch has context arguments. */
  readonly groupByContext: GroupByContext | undefined;
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
export function entityStep(compiled: CompiledEntityFetch, otherwise?: CompiledEntityFetch): PlacedStep {
  const { fetch, entityFetch } = compiled;
  const { groupByContext, sharesParts, key } = entityFetch;
  if (groupByContext !== undefined) {
    return (state) => {
      const groups = groupByContext(state.data, fetch.path);
      return together(
        groups.map(({ objects, variables, key: own }) =>
          fetchEntities(compiled, state, {
            groups: groupEntities(objects, entityFetch),
            variables,
            key: key && key + own,
          }),
        ),
      );
    };
  }
  return (state, place) => {
    const groups = place.entities(state, entityFetch, sharesParts);
    const fetching = fetchEntities(compiled, state, { groups, variables: noContext, key });
    if (otherwise === undefined || groups.left.length === 0) {
      return fetching;
    }
    const left = groupEntities(groups.left, otherwise.entityFetch);
    const others = { groups: left, variables: noContext, key: otherwise.entityFetch.key };
    return together([fetching, fetchEntities(otherwise, state, others)]);
  };
}

const noContext: Readonly<Record<string, unknown>> = Object.freeze(Object.create(null));

/** Entities to fetch, with one set of context arguments. */
interface WantedEntities {
  readonly groups: EntityGroups;
  readonly variables: Readonly<Record<string, unknown>>;
  /** See `EntityFetch.key`. */
  readonly key: string | undefined;
}

/** @returns Undefined when everything was known already, and has been delivered. */
function fetchEntities(
  compiled: CompiledEntityFetch,
  state: ExecutionState,
  wanted: WantedEntities,
): Promise<void> | undefined {
  const { fetch, entityFetch } = compiled;
  const records = wanted.key === undefined ? undefined : state.entities?.of(wanted.key);
  const batch = divideEntities(wanted.groups, records);
  const asked = ask(compiled, state, { wanted, fresh: batch.fresh, records });
  const delivery = new EntityDelivery(fetch, state, { batch, asked, parts: entityFetch });
  if (delivery.requests.some(({ pending }) => pending !== undefined)) {
    return deliverWhenOver(delivery, asked);
  }
  delivery.finish();
  return undefined;
}

interface Asking {
  readonly wanted: WantedEntities;
  readonly fresh: readonly EntityKey[];
  /** Where what is asked for is remembered; undefined when no other fetch wants it. */
  readonly records: EntityRecords | undefined;
}

/** Sends requests for as many entities each as the source takes at most. */
function ask(
  { fetch, entityFetch }: CompiledEntityFetch,
  state: ExecutionState,
  { wanted, fresh, records }: Asking,
): readonly AskedFrom[] {
  const asked: AskedFrom[] = [];
  for (let from = 0; from < fresh.length; from += fetch.maxBatchSize) {
    const keys = fresh.length <= fetch.maxBatchSize ? fresh : fresh.slice(from, from + fetch.maxBatchSize);
    const request = newRequest();
    records?.add(keys, request);
    const representations = representKeys(keys, wanted.groups, entityFetch);
    request.pending = askEntities(fetch, state, { asked: { representations, context: wanted.variables }, request });
    asked.push({ request, from });
  }
  return asked;
}

/** Of many requests each is delivered as soon as those before it are, while the others are still under way. */
async function deliverWhenOver(delivery: EntityDelivery, asked: readonly AskedFrom[]): Promise<void> {
  for (const part of asked) {
    await part.request.pending;
    delivery.deliver(part);
  }
  for (const { pending } of delivery.requests) {
    if (pending !== undefined) {
      await pending;
    }
  }
  delivery.finish();
}
