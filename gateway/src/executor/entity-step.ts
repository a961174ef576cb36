import { askEntities } from './ask-entities.js';
import type { GroupByContext } from './context-arguments.js';
import { deliverEntities, type PartSharing } from './deliver-entities.js';
import type { Alike, EntityRequest } from './entity-memory.js';
import { fetchKeyOf } from './fetch-key.js';
import { type Gathering, gather } from './gather-representations.js';
import type { PlacedStep } from './place.js';
import type { ExecutionState } from './program.js';
import type { CompiledFetch } from './send-fetch.js';
import type { SourceObject } from './source.js';
import { together } from './together.js';

/** What an entity fetch is made of beside what every fetch has. */
export interface EntityFetch extends Gathering, PartSharing {
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
  const { groupByContext, sharesParts, identify } = entityFetch;
  const key = fetchKeyOf(fetch.node);
  if (groupByContext !== undefined) {
    return (state) => {
      const groups = groupByContext(state.data, fetch.path);
      return together(groups.map((group) => fetchEntities(compiled, state, { ...group, key: key + group.key })));
    };
  }
  const unify = sharesParts ? identify : undefined;
  if (otherwise === undefined) {
    return (state, place) =>
      fetchEntities(compiled, state, { objects: place.objects(state, unify), variables: noContext, key });
  }
  const otherKey = fetchKeyOf(otherwise.fetch.node);
  return (state, place) => {
    const left: SourceObject[] = [];
    const objects = place.objects(state, unify);
    const fetching = fetchEntities(compiled, state, { objects, variables: noContext, key, left });
    const others = { objects: left, variables: noContext, key: otherKey };
    return together([fetching, fetchEntities(otherwise, state, others)]);
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
  readonly left?: SourceObject[];
}

/** @returns Undefined when everything was known already, and has been delivered. */
function fetchEntities(
  { fetch, entityFetch }: CompiledEntityFetch,
  state: ExecutionState,
  { objects, variables, key, left }: EntityObjects,
): Promise<void> | undefined {
  const records = state.entities?.of(key) ?? new Map();
  const { entities, fresh } = gather({ objects, records, left }, entityFetch);
  if (fresh.records.length > 0) {
    fresh.request.pending = askEntities(fetch, state, { fresh, context: variables });
  }
  const requests = requestsOf(entities);
  const deliver = (): void => deliverEntities(fetch, state, { entities, requests, parts: entityFetch });
  if (requests.some(({ pending }) => pending !== undefined)) {
    return whenOver(requests, deliver);
  }
  deliver();
  return undefined;
}

function requestsOf(entities: readonly Alike[]): readonly EntityRequest[] {
  const requests: EntityRequest[] = [];
  for (const { record } of entities) {
    // Few: as many as the plan has equal fetches.
    if (!requests.includes(record.request)) {
      requests.push(record.request);
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
