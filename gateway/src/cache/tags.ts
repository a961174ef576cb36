import { fillTagFormat, type TagFormat, valueAt } from '@facet/schema/tag-format';
import type { CacheTagRules, KeyFields } from '../supergraph/cache-tags.js';
import { type CacheTag, cacheTag } from './cache-key.js';
import { MAX_TAGS } from './store.js';

// The one vocabulary of what is cached: answers and entities carry these tags, and invalidations name them. What an entry
// holds may not be known in full, such as which products are in an answer that selects no key of them. Then it carries a
// tag for "some of these", and an invalidation of one of them reaches it too: too much is invalidated, never too little.

/** Carried by whatever has something of a type in it; with a source, something that this source answered. */
export function typeTag(type: string, source?: string): CacheTag {
  return source === undefined ? cacheTag('type', type) : cacheTag('type', type, source);
}

/** Carried by whatever a source has answered a part of. */
export function sourceTag(source: string): CacheTag {
  return cacheTag('source', source);
}

/** Carried by the answers of a client graph, and by entities that only it may read. */
export function clientGraphTag(clientGraph: string): CacheTag {
  return cacheTag('client-graph', clientGraph);
}

/**
 * Carried by whatever has a certain entity in it.
 *
 * @param key Values of the fields of one `@key`, and nothing else; those of objects nested. Their order does not matter,
 *   nor whether an id is a number or text.
 */
export function entityTag(type: string, key: Readonly<Record<string, unknown>>): CacheTag {
  return cacheTag('entity', type, canonical(key));
}

/** Carried by whatever has entities of a type in it that it does not name, or not by all of their keys. */
export function someEntityTag(type: string): CacheTag {
  return cacheTag('some-entity', type);
}

/** Carried by what has a name of `@cacheTag`; with a source, one that this source declares. */
export function nameTag(name: string, source?: string): CacheTag {
  return source === undefined ? cacheTag('name', name) : cacheTag('name', name, source);
}

/** Everything that is carried for one name: also the tag of all names that are like it. */
export function tagsOfName(name: string, sources: Iterable<string>): CacheTag[] {
  return [
    nameTag(name),
    ...[...sources].map((source) => nameTag(name, source)),
    cacheTag('names', familyOf(name)),
    cacheTag('names', ''),
  ];
}

/** Carried by what would have a name of this format, if all of its values were known. */
export function tagsOfSomeName(format: TagFormat): CacheTag[] {
  return [cacheTag('some-name', familyOfFormat(format)), cacheTag('some-name-at-all')];
}

/** Carried alone by what has too many things in it to carry a tag for each. */
export const anythingTag: CacheTag = cacheTag('anything');

/**
 * Tags as an entry may carry them: each once, and at most `MAX_TAGS`. With more than that it carries `anythingTag` alone,
 * by which every invalidation reaches it.
 */
export function boundedTags(tags: Iterable<CacheTag>): readonly CacheTag[] {
  const unique = [...new Set(tags)];
  return unique.length > MAX_TAGS ? [anythingTag] : unique;
}

/** The entity that an entry of the cache of entities holds. */
export interface TaggedEntity {
  /** Name of its type, as in the representation. */
  readonly type: string;
  /** Who answered it. */
  readonly source: string;
  /** What it was asked for with: its key fields, and perhaps others. */
  readonly representation: Readonly<Record<string, unknown>>;
}

/**
 * All tags of one entity of one source, save that of the client graph.
 *
 * @param rules Of the supergraph that it was asked for with.
 * @param ofType What `tagsOfEntityType` gives; whoever tags many entities computes it once.
 */
export function tagsOfEntity(
  rules: CacheTagRules,
  { type, source, representation }: TaggedEntity,
  ofType: readonly CacheTag[] = tagsOfEntityType(type, source),
): readonly CacheTag[] {
  const tags = [...ofType];
  tags.push(...tagsOfKeys(type, rules.keys.get(type) ?? [], representation));
  for (const { format, sources } of rules.formats.get(type) ?? []) {
    if (!sources.has(source)) {
      continue;
    }
    const name = fillTagFormat(format, ({ path }) => valueAt(representation, path));
    tags.push(...(name === undefined ? tagsOfSomeName(format) : tagsOfName(name, [source])));
  }
  return boundedTags(tags);
}

/** What all entities of one type and source carry. */
export function tagsOfEntityType(type: string, source: string): readonly CacheTag[] {
  return [typeTag(type), typeTag(type, source), sourceTag(source)];
}

/**
 * The tags of an entity by each of its keys.
 *
 * @param keys Of its type.
 * @param object Has the fields of some of them.
 */
export function tagsOfKeys(
  type: string,
  keys: readonly KeyFields[],
  object: Readonly<Record<string, unknown>>,
): CacheTag[] {
  const known = keys.map((fields) => keyOf(fields, object)).filter((key) => key !== undefined);
  const tags = known.map((key) => entityTag(type, key));
  return known.length === keys.length && known.length > 0 ? tags : [...tags, someEntityTag(type)];
}

/** The values of a key; undefined when the object does not have all of them. */
export function keyOf(
  fields: KeyFields,
  object: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> | undefined {
  const key: Record<string, unknown> = Object.create(null);
  for (const [name, below] of fields) {
    const value = Object.hasOwn(object, name) ? object[name] : undefined;
    const picked = below === undefined || value === null ? value : pick(below, value);
    if (picked === undefined) {
      return undefined;
    }
    key[name] = picked;
  }
  return key;
}

function pick(fields: KeyFields, value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => pick(fields, item));
    return items.includes(undefined) ? undefined : items;
  }
  return typeof value === 'object' && value !== null ? keyOf(fields, value as Record<string, unknown>) : undefined;
}

/** What is invalidated, in the words of users. */
export type InvalidationTarget =
  | { readonly kind: 'type'; readonly type: string; readonly source?: string | undefined }
  | { readonly kind: 'entity'; readonly type: string; readonly key: Readonly<Record<string, unknown>> }
  | { readonly kind: 'cache_tag'; readonly cacheTag: string; readonly sources?: readonly string[] | undefined }
  /** Whatever has a name that this format may give. */
  | { readonly kind: 'cache_tags_like'; readonly format: TagFormat }
  | { readonly kind: 'source'; readonly source: string }
  | { readonly kind: 'client_graph'; readonly clientGraph: string };

/** The tags by which all that holds one of the targets is found; each once. */
export function tagsOfTargets(targets: readonly InvalidationTarget[]): readonly CacheTag[] {
  return [...new Set([anythingTag, ...targets.flatMap(tagsOfTarget)])];
}

function tagsOfTarget(target: InvalidationTarget): readonly CacheTag[] {
  switch (target.kind) {
    case 'type':
      return [typeTag(target.type, target.source)];
    case 'entity':
      return [entityTag(target.type, target.key), someEntityTag(target.type)];
    case 'cache_tag': {
      const { cacheTag: name, sources } = target;
      const named = sources === undefined ? [nameTag(name)] : sources.map((source) => nameTag(name, source));
      return [...named, cacheTag('some-name', ''), cacheTag('some-name', familyOf(name))];
    }
    case 'cache_tags_like': {
      const family = familyOfFormat(target.format);
      return family === ''
        ? [cacheTag('names', ''), cacheTag('some-name-at-all')]
        : [cacheTag('names', family), cacheTag('some-name', family), cacheTag('some-name', '')];
    }
    case 'source':
      return [sourceTag(target.source)];
    case 'client_graph':
      return [clientGraphTag(target.clientGraph)];
    default:
      return target satisfies never;
  }
}

/** Names with the same text up to their first character that is no letter or digit are of one family. */
function familyOf(name: string): string {
  return /^[A-Za-z0-9]*[^A-Za-z0-9]/.exec(name)?.[0] ?? '';
}

/** The family of all names that a format gives; '' when they are of several. */
function familyOfFormat({ parts: [first] }: TagFormat): string {
  return typeof first === 'string' ? familyOf(first) : '';
}

/** The same text for the same key: names in order, and scalars as text. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(canonical).join(',')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
    return `{${entries.map(([name, below]) => `${JSON.stringify(name)}:${canonical(below)}`).join(',')}}`;
  }
  return value === null || value === undefined ? 'null' : JSON.stringify(String(value));
}
