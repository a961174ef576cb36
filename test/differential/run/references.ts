import type { Node } from '../world/datum.js';
import { parseFieldSet, projectJson, type TypeMatch } from '../world/field-set.js';
import { stableJson } from '../world/stable-json.js';
import type { SubgraphFacts } from '../world/subgraph-facts.js';
import type { World } from '../world/world.js';
import type { Monolith } from './monolith.js';

/** What a gateway sends for an entity. */
export type Representation = Readonly<Record<string, unknown>>;

/** Finds the entity that a representation speaks of; null when there is none. */
export type FindReference = (representation: Representation) => Node | null;

/** What references are looked up in. */
export interface ReferencesInput {
  readonly world: World;
  readonly monolith: Monolith;
  readonly facts: SubgraphFacts;
  readonly matches: TypeMatch;
}

/**
 * Looks entities up by the keys of one subgraph. A type name stands for its subtypes too: interfaces with keys, and
 * `@interfaceObject` types.
 */
export function createReferences({ world, monolith, facts, matches }: ReferencesInput): FindReference {
  const indexes = new Map<string, ReadonlyMap<string, Node>>();
  const indexOf = (typeName: string, fieldSet: string): ReadonlyMap<string, Node> => {
    const name = `${typeName} ${fieldSet}`;
    let index = indexes.get(name);
    if (index === undefined) {
      const nodes = Object.values(world.entities).filter(({ type }) => matches(type, typeName));
      index = new Map(nodes.map((node) => [stableJson(monolith.project(node, fieldSet).value), node]));
      indexes.set(name, index);
    }
    return index;
  };
  return (representation) => {
    const typeName = String(representation['__typename']);
    const found = new Set<Node | null>();
    for (const { fields, resolvable } of facts.keys.get(typeName) ?? []) {
      const key = projectJson(parseFieldSet(fields), representation, matches);
      if (resolvable && 'value' in key) found.add(indexOf(typeName, fields).get(stableJson(key.value)) ?? null);
    }
    const [node] = found;
    if (node === undefined) throw new Error(`MISUSE: no resolvable key of "${typeName}" in the representation`);
    if (found.size > 1) throw new Error(`MISUSE: the keys of a "${typeName}" speak of different entities`);
    return node;
  };
}
