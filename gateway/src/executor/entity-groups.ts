import type { LeafIdentity, Represent } from './representation.js';
import { framedRepresentations, type Representations, representationsOf } from './representations.js';
import type { SourceObject } from './source.js';

/** What an entity is told apart by: the value of its identity, else the text of its representation. */
export type EntityKey = string | number;

/** How the objects of a fetch stand for entities. */
export interface Representing {
  readonly represent: Represent;
  readonly identity: LeafIdentity | undefined;
}

/**
 * Objects of one place by the entities that they stand for. One list for each thing that is known of all, rather than an
 * object for each entity: a large answer has tens of thousands, and all of them outlive a collection or two.
 */
export interface EntityGroups {
  /** One for each entity. */
  readonly keys: readonly EntityKey[];
  /** The first object of each. */
  readonly objects: readonly SourceObject[];
  /** The other ones, by position. Most entities stand in one place. */
  readonly others: ReadonlyMap<number, readonly SourceObject[]>;
  /** The objects that lack something, and stand for none. */
  readonly left: readonly SourceObject[];
  /** Whether all keys are values of an identity. */
  readonly areIdentified: boolean;
}

const none: ReadonlyMap<number, readonly SourceObject[]> = new Map();

/** Groups objects; each entity is represented at most once, for however many objects. */
export function groupEntities(objects: readonly SourceObject[], { represent, identity }: Representing): EntityGroups {
  const positions = new Map<EntityKey, number>();
  const keys: EntityKey[] = [];
  const firsts: SourceObject[] = [];
  const left: SourceObject[] = [];
  let others: Map<number, SourceObject[]> | undefined;
  let texts = 0;
  for (const object of objects) {
    const value = identity?.identify(object);
    const key = value ?? represent(object);
    if (key === undefined) {
      left.push(object);
      continue;
    }
    texts += value === undefined ? 1 : 0;
    const position = positions.get(key);
    if (position === undefined) {
      positions.set(key, keys.length);
      keys.push(key);
      firsts.push(object);
    } else {
      others ??= new Map();
      addTo(others, position, object);
    }
  }
  return { keys, objects: firsts, others: others ?? none, left, areIdentified: texts === 0 };
}

function addTo(others: Map<number, SourceObject[]>, position: number, object: SourceObject): void {
  const known = others.get(position);
  if (known === undefined) {
    others.set(position, [object]);
  } else {
    known.push(object);
  }
}

/** Every object of the entity at a position, in their order. */
export function objectsOf({ objects, others }: EntityGroups, position: number): readonly SourceObject[] {
  return [objects[position] as SourceObject, ...(others.get(position) ?? [])];
}

/**
 * What a source is to be asked with.
 *
 * @param keys Some of those of the groups.
 */
export function representKeys(
  keys: readonly EntityKey[],
  { areIdentified }: EntityGroups,
  { identity }: Representing,
): Representations {
  if (identity === undefined) {
    // `as`: without an identity all keys are texts.
    return representationsOf(keys as readonly string[]);
  }
  const { frame } = identity;
  if (areIdentified) {
    return framedRepresentations(keys, frame);
  }
  // Texts of representations begin with a brace, which no value of an identity does.
  const isText = (key: EntityKey): key is string => typeof key === 'string' && key.startsWith('{');
  return representationsOf(keys.flatMap((key) => (isText(key) ? key : framedRepresentations([key], frame).texts())));
}
