import { askEntities } from './ask-entities.js';
import type { GroupByContext } from './context-arguments.js';
import { deliverEntities, type PartSharing } from './deliver-entities.js';
import { type Batch, divideEntities } from './divide-entities.js';
import { type EntityGroups, groupEntities, type Representing, representKeys } from './entity-groups.js';
import { type EntityRequest, newRequest } from './entity-memory.js';
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
  { fetch, entityFetch }: CompiledEntityFetch,
  state: ExecutionState,
  { groups, variables, key }: WantedEntities,
): Promise<void> | undefined {
  const records = key === undefined ? undefined : state.entities?.of(key);
  const batch = divideEntities(groups, records);
  const request = newRequest();
  const { fresh } = batch;
  if (fresh.length > 0) {
    records?.add(fresh, request);
    const representations = representKeys(fresh, groups, entityFetch);
    request.pending = askEntities(fetch, state, { asked: { representations, context: variables }, request });
  }
  const requests = requestsOf(request, batch);
  const deliver = (): void => deliverEntities(fetch, state, { batch, request, requests, parts: entityFetch });
  if (requests.some(({ pending }) => pending !== undefined)) {
    return whenOver(requests, deliver);
  }
  deliver();
  return undefined;
}

function requestsOf(request: EntityRequest, { known }: Batch): readonly EntityRequest[] {
  const requests = [request];
  for (const { request: other } of known) {
    // Few: as many as the plan has equal fetches.
    if (!requests.includes(other)) {
      requests.push(other);
    }
  }
  return requests;
}

async function whenOver(requests: readonly EntityRequest[], then: () => void): Promise<void> {
  for (const { pending } of requests) {
    if (pending !== undefined) {
      await pending;
    }
  }
  then();
}
