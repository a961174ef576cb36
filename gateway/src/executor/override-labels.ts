import type { SourceRequest } from './source.js';

/** Which labels of `@override(label:)` are on. */
export interface OverrideSettings {
  /** Labels that are on for every request. */
  readonly labels: readonly string[];
  /** Request header, in lower case, that names further labels for its request, separated by commas. Undefined: none. */
  readonly header: string | undefined;
}

/** Picks the labels that are on for one request, in the supergraph's order. */
export type ActiveLabels = (request: SourceRequest) => readonly string[];

/**
 * Creates the choice of labels. `percent(n)` is drawn for each request anew; all others are on when the settings or the
 * request's header name them. Labels that the supergraph does not have are passed over.
 *
 * Spec: Apollo Federation, `@override`, progressive migration.
 *
 * @param known Every label of the supergraph.
 * @param random Gives numbers from 0 (inclusive) to 1 (exclusive).
 */
export function createActiveLabels(
  known: readonly string[],
  settings: OverrideSettings,
  random: () => number = Math.random,
): ActiveLabels {
  if (known.length === 0) {
    return () => [];
  }
  const always = new Set(settings.labels);
  return (request) => {
    const named = settings.header === undefined ? '' : (request.headers.get(settings.header) ?? '');
    const asked = new Set(named.split(',').map((label) => label.trim()));
    return known.filter((label) => {
      const percent = percentOf(label);
      return percent === undefined ? always.has(label) || asked.has(label) : random() * 100 < percent;
    });
  };
}

function percentOf(label: string): number | undefined {
  const digits = /^percent\((\d+(?:\.\d+)?)\)$/.exec(label)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
