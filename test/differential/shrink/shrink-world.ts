import type { World } from '../world/world.js';
import { partsOf, type SdlPart, withoutParts } from './sdl-parts.js';
import { shrinkEntities } from './shrink-entities.js';

/** Yields smaller worlds, the boldest cuts first. They may not compose, or be unsound: the caller finds out. */
export function* shrinkWorld(world: World): Generator<World> {
  const names = Object.keys(world.subgraphs);
  for (const name of names) {
    const { [name]: _dropped, ...subgraphs } = world.subgraphs;
    if (names.length > 1) yield { ...world, subgraphs };
  }
  const parts = partsOf(world.monolith);
  for (const { kind, name } of parts) {
    if (kind === 'type' && name !== 'Query') yield removeEverywhere(world, withUses(name, world));
  }
  const ofKind = (...kinds: readonly SdlPart['kind'][]) => parts.filter(({ kind }) => kinds.includes(kind));
  yield* inChunks(ofKind('field'), (chunk) => removeEverywhere(world, chunk));
  yield* inChunks(ofKind('argument', 'member', 'directive'), (chunk) => removeEverywhere(world, chunk));
  for (const [subgraph, sdl] of Object.entries(world.subgraphs)) {
    for (const { name } of partsOf(sdl)) {
      const smaller = withoutParts(sdl, new Set([name]));
      yield { ...world, subgraphs: { ...world.subgraphs, [subgraph]: smaller } };
    }
  }
  yield* shrinkEntities(world);
}

/** A type with every field that leads to it, and its name where it is a member or is implemented. */
function withUses(typeName: string, { monolith, subgraphs }: World): readonly SdlPart[] {
  const parts = [monolith, ...Object.values(subgraphs)].flatMap(partsOf);
  return parts.filter(({ kind, name, target }) => (kind === 'type' && name === typeName) || target === typeName);
}

/** First all at once, then halves, quarters and so on down to one. */
function* inChunks<T>(items: readonly T[], make: (chunk: readonly T[]) => World): Generator<World> {
  for (let size = items.length; size >= 1; size = Math.floor(size / 2)) {
    for (let start = 0; start < items.length; start += size) yield make(items.slice(start, start + size));
  }
}

function removeEverywhere(world: World, parts: readonly SdlPart[]): World {
  const names = new Set(parts.map(({ name }) => name));
  return {
    ...world,
    monolith: withoutParts(world.monolith, names),
    subgraphs: Object.fromEntries(
      Object.entries(world.subgraphs).map(([name, sdl]) => [name, withoutParts(sdl, names)]),
    ),
  };
}
