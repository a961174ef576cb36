import type { ScalarModel } from './subgraph-model.js';

/** Scalars that imported subgraphs use: GraphQL's own, and those that keep what these would lose. */
export type ScalarName =
  | 'String'
  | 'Int'
  | 'Float'
  | 'Boolean'
  | 'ID'
  | 'Long'
  | 'Decimal'
  | 'Date'
  | 'DateTime'
  | 'Time'
  | 'Duration'
  | 'Base64'
  | 'JSON';

const descriptions: Partial<Readonly<Record<ScalarName, string>>> = {
  Long: 'A whole number of up to 64 bits: a number where JSON keeps it exact (up to 2^53), text beyond.',
  Decimal: 'A decimal number of any precision: a number where JSON keeps it exact, text beyond.',
  Date: 'A day, RFC 3339: 2031-12-24.',
  DateTime: 'A day and time, RFC 3339: 2031-12-24T18:00:00Z.',
  Base64: 'Bytes as Base64 text.',
  Time: 'A time of day: 18:00:00.',
  Duration: 'A length of time, ISO 8601: P1DT2H.',
  JSON: 'Any JSON value.',
};

/** The definition of a scalar; undefined for those that GraphQL has itself. */
export function scalarModel(name: string): ScalarModel | undefined {
  const description = Object.hasOwn(descriptions, name) ? descriptions[name as ScalarName] : undefined;
  return description === undefined ? undefined : { kind: 'scalar', name, description };
}
