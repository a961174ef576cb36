import type { Alike, EntityRecord, EntityRecords, EntityRequest } from './entity-memory.js';
import type { Identify, Represent } from './representation.js';
import type { SourceObject } from './source.js';

/** How the objects of a fetch become representations. */
export interface Gathering {
  readonly represent: Represent;
  readonly identify: Identify | undefined;
}

/** What is gathered from, and for whom. */
export interface GatherInput {
  readonly objects: readonly SourceObject[];
  /** What is known of entities, or being asked for. */
  readonly records: EntityRecords;
  /** Gets the objects that lack something. */
  readonly left?: SourceObject[] | undefined;
}

/** Entities that nobody has asked for yet, and the request that is to be made for them. */
export interface FreshEntities {
  readonly request: EntityRequest;
  /** Empty once they are sent: nobody needs them while the answer is waited for, and they would be collected as if. */
  representations: string[];
  /** One for each representation, in their order. */
  readonly records: EntityRecord[];
}

/** What a fetch is to bring. */
export interface Batch {
  readonly entities: readonly Alike[];
  readonly fresh: FreshEntities;
}

/** Makes each representation once, for however many objects, and a record of each entity that has none. */
export function gather({ objects, records, left }: GatherInput, { represent, identify }: Gathering): Batch {
  const entities: Alike[] = [];
  const fresh = startFresh();
  for (const object of objects) {
    const identity = identify?.(object);
    const text = identity === undefined ? represent(object) : undefined;
    const key = identity ?? text;
    if (key === undefined) {
      left?.push(object);
      continue;
    }
    let record = records.get(key);
    if (record === undefined) {
      // An object that has an identity lacks nothing.
      record = addFresh(fresh, text ?? (represent(object) as string));
      records.set(key, record);
    }
    const { gathered } = record;
    if (gathered?.batch !== entities) {
      record.gathered = { batch: entities, record, target: object, others: undefined };
      entities.push(record.gathered);
    } else if (gathered.others === undefined) {
      gathered.others = [object];
    } else {
      gathered.others.push(object);
    }
  }
  return { entities, fresh };
}

function startFresh(): FreshEntities {
  return { request: { pending: undefined, failure: undefined, errors: [] }, representations: [], records: [] };
}

function addFresh({ request, representations, records }: FreshEntities, representation: string): EntityRecord {
  const record: EntityRecord = { request, entity: undefined, errors: undefined, used: false, gathered: undefined };
  representations.push(representation);
  records.push(record);
  return record;
}
