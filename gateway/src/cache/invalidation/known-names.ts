import { isAbstractType, isInterfaceType, isObjectType } from 'graphql';
import { type KeyFields, keyText } from '../../supergraph/cache-tags.js';
import type { Supergraph } from '../../supergraph/supergraph.js';
import type { InvalidationTarget } from '../tags.js';

/** What targets may name: all that the client graphs of this process know. */
export interface KnownNames {
  add(clientGraph: string, supergraph: KnownSupergraph): void;
  /** What is wrong with a target, such as that there is no such type; undefined when nothing is. */
  problemOf(target: InvalidationTarget): string | undefined;
  /** The target, and those that are the same things under other names: an interface is all types that implement it. */
  expand(target: InvalidationTarget): readonly InvalidationTarget[];
}

/** What is asked of a supergraph. */
export type KnownSupergraph = Pick<Supergraph, 'fullSchema' | 'subgraphs' | 'cacheTags' | 'interfaceObjects'>;

/** Knows nothing yet. */
export function createKnownNames(): KnownNames {
  const graphs = new Map<string, KnownSupergraph>();

  const hasType = (type: string) =>
    [...graphs.values()].some(({ fullSchema }) => fullSchema.getType(type) !== undefined);
  const keysOf = (type: string): readonly KeyFields[] => {
    const keys = [...graphs.values()].flatMap(({ cacheTags }) => cacheTags.keys.get(type) ?? []);
    return [...new Map(keys.map((key) => [keyText(key), key])).values()];
  };
  const problemOfSource = (source: string): string | undefined => {
    const names = new Set([...graphs.values()].flatMap(({ subgraphs }) => subgraphs.map((each) => each.name)));
    return names.has(source) ? undefined : `there is no source "${source}": there are ${listed(names)}`;
  };
  const problemOfKey = (type: string, key: Readonly<Record<string, unknown>>): string | undefined => {
    const keys = keysOf(type);
    if (keys.length === 0) {
      return `"${type}" is no entity: it has no @key`;
    }
    return keys.some((fields) => fits(fields, key))
      ? undefined
      : `the key is none of "${type}": its keys are ${listed(keys.map(keyText))}`;
  };

  return {
    add: (clientGraph, supergraph) => void graphs.set(clientGraph, supergraph),
    problemOf(target) {
      switch (target.kind) {
        case 'type':
          return hasType(target.type)
            ? target.source && problemOfSource(target.source)
            : `there is no type "${target.type}"`;
        case 'entity':
          return hasType(target.type) ? problemOfKey(target.type, target.key) : `there is no type "${target.type}"`;
        case 'source':
          return problemOfSource(target.source);
        case 'cache_tag':
          return target.sources?.map(problemOfSource).find((problem) => problem !== undefined);
        case 'client_graph':
          return graphs.has(target.clientGraph)
            ? undefined
            : `there is no client graph "${target.clientGraph}": there are ${listed(graphs.keys())}`;
        case 'cache_tags_like':
          return undefined;
        default:
          return target satisfies never;
      }
    },
    expand(target) {
      if (target.kind !== 'type' && target.kind !== 'entity') {
        return [target];
      }
      const types = new Set([target.type]);
      for (const graph of graphs.values()) {
        for (const type of sameThings(target.type, graph)) {
          types.add(type);
        }
      }
      return [...types].map((type) => ({ ...target, type }));
    },
  };
}

/** Names under which objects of a type may be cached. */
function sameThings(name: string, { fullSchema, interfaceObjects }: KnownSupergraph): readonly string[] {
  const type = fullSchema.getType(name);
  if (isAbstractType(type)) {
    return fullSchema.getPossibleTypes(type).map((object) => object.name);
  }
  // A source that has an interface as an @interfaceObject is asked for it under the interface's name.
  return isObjectType(type)
    ? type
        .getInterfaces()
        .flatMap((each) => (isInterfaceType(each) && interfaceObjects.has(each.name) ? each.name : []))
    : [];
}

/** Whether a value has the fields of a key, scalars where it has, and nothing else. */
function fits(fields: KeyFields, value: unknown): boolean {
  if (Array.isArray(value)) {
    return value.every((item) => !Array.isArray(item) && fits(fields, item));
  }
  if (typeof value !== 'object' || value === null) {
    return value === null;
  }
  const names = Object.keys(value);
  return (
    names.length === fields.size &&
    names.every((name) => {
      const inner = (value as Readonly<Record<string, unknown>>)[name];
      const below = fields.get(name);
      return fields.has(name) && (below === undefined ? isLeaf(inner) : fits(below, inner));
    })
  );
}

function isLeaf(value: unknown): boolean {
  return Array.isArray(value) ? value.every((item) => typeof item !== 'object') : typeof value !== 'object';
}

function listed(names: Iterable<string>): string {
  const quoted = [...names].sort().map((name) => `"${name}"`);
  const shown = quoted.slice(0, 20).join(', ');
  return quoted.length > 20 ? `${shown} and ${quoted.length - 20} more` : shown || 'none';
}
