import type { EntityGroups, EntityKey } from './entity-groups.js';
import type { EntityRecords, KnownEntity } from './entity-memory.js';

/** What a fetch is to bring. */
export interface Batch {
  readonly groups: EntityGroups;
  /** Keys of the entities that it is the first to ask for. */
  readonly fresh: readonly EntityKey[];
  /** The places of those in the groups; undefined when they are all of them. */
  readonly places: readonly number[] | undefined;
  readonly known: readonly KnownEntity[];
}

/** Divides entities by whether somebody has asked for them before. */
export function divideEntities(groups: EntityGroups, records: EntityRecords | undefined): Batch {
  const { keys } = groups;
  if (records === undefined || records.isEmpty) {
    return { groups, fresh: keys, places: undefined, known: none };
  }
  const fresh: EntityKey[] = [];
  const places: number[] = [];
  const known: KnownEntity[] = [];
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at] as EntityKey;
    const entity = records.find(key, at);
    if (entity === undefined) {
      fresh.push(key);
      places.push(at);
    } else {
      known.push(entity);
    }
  }
  return { groups, fresh, places, known };
}

const none: readonly KnownEntity[] = [];
