/** What the configuration says of a mocked source: `sources.each.<name>.mock`. */
export interface MockSettings {
  /** Chooses the values; another seed, other values. Default: that of `@mock` on the schema, else 1. */
  readonly seed?: number | undefined;
  /** Items of a list that nothing else says the length of. Default: that of `@mock`, else 3. */
  readonly listSize?: number | undefined;
  /** How long each answer takes, in milliseconds. Default 0. */
  readonly latencyMs?: number | undefined;
  /** Share of nullable fields that are null, 0 to 1. Default 0. */
  readonly nullRate?: number | undefined;
}

/** Items of a list where neither configuration, schema nor arguments say how many. */
export const defaultListSize = 3;

/** Most items of one list, whatever is asked for. */
export const maxListSize = 1000;

/** Most fields and items of one answer. Past it: SOURCE_ANSWER_TOO_LARGE. */
export const maxAnswerValues = 20_000;
