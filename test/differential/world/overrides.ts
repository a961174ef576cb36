import { partsOf } from '../shrink/sdl-parts.js';
import { readSubgraphFacts } from './subgraph-facts.js';
import type { World } from './world.js';

/** By subgraph, its fields that another one answers in its place: `Type.field`. */
export type Overridden = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * The fields that a subgraph must not be asked for: those that were taken from it, and those that it would have taken over
 * if a label were on.
 */
export function overriddenFields(world: World): Overridden {
  const overridden = new Map<string, Set<string>>();
  for (const [name, sdl] of Object.entries(world.subgraphs)) {
    for (const [coordinate, { from, label }] of readSubgraphFacts(sdl).overrides) {
      const loser = label === undefined || isOn(label, world) ? from : name;
      overridden.set(loser, (overridden.get(loser) ?? new Set()).add(coordinate));
    }
  }
  return overridden;
}

/** Overrides with a label whose field the other subgraph does not have: nobody would answer it while the label is off. */
export function baselessOverrides(world: World): readonly string[] {
  return Object.entries(world.subgraphs).flatMap(([name, sdl]) =>
    [...readSubgraphFacts(sdl).overrides].flatMap(([coordinate, { from, label }]) => {
      const isThere = partsOf(world.subgraphs[from] ?? '').some((part) => part.name === coordinate);
      return label === undefined || isThere ? [] : [`${name}: override of ${coordinate}`];
    }),
  );
}

/** Of percentages only 0 and 100 occur: all others would be drawn anew for each request. */
function isOn(label: string, { activeLabels = [] }: World): boolean {
  return label === 'percent(100)' || activeLabels.includes(label);
}
