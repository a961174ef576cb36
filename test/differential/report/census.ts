/** How often each feature occurred, among so many. */
export interface Census {
  readonly worlds: Tally;
  readonly operations: Tally;
}

/** Counts sets of features. */
export interface Tally {
  total: number;
  readonly byFeature: Map<string, number>;
}

/** Creates an empty census. */
export function createCensus(): Census {
  return { worlds: { total: 0, byFeature: new Map() }, operations: { total: 0, byFeature: new Map() } };
}

/** Counts one world's or operation's features. */
export function countFeatures(tally: Tally, features: ReadonlySet<string>): void {
  tally.total++;
  for (const feature of features) tally.byFeature.set(feature, (tally.byFeature.get(feature) ?? 0) + 1);
}

/** The census as lines of text: the part of worlds, and of operations, that have each feature. */
export function describeCensus({ worlds, operations }: Census): string {
  return [
    `Of ${worlds.total} worlds:`,
    ...lines(worlds),
    `Of ${operations.total} operations:`,
    ...lines(operations),
  ].join('\n');
}

function lines({ total, byFeature }: Tally): readonly string[] {
  return [...byFeature]
    .sort(([, left], [, right]) => right - left)
    .map(([feature, count]) => `  ${((100 * count) / total).toFixed(1).padStart(5)} %  ${feature}`);
}
