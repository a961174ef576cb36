import { describe, expect, it } from 'vitest';
import {
  type Answer,
  type Federation,
  type RecordedFetch,
  startFederation,
  type TestSubgraphs,
} from './start-federation.js';

/** What sources are asked for: by source, one entry for each fetch, either its root type or its representations. */
export type Asked = Readonly<Record<string, ReadonlyArray<'query' | 'mutation' | readonly unknown[]>>>;

/** One rule of federation and an operation that shows whether it holds. */
export interface ConformanceCase {
  /** `FED-<THEME>-<number>`; never given to another rule once it is committed. */
  readonly id: string;
  /** The rule, in one sentence. */
  readonly rule: string;
  /** Where the rule is written. */
  readonly section: string;
  readonly subgraphs: TestSubgraphs;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** The whole answer, errors included. */
  readonly answer: Answer;
  /** Every source that may be asked, and for what; left out where it does not matter. */
  readonly asked?: Asked;
  /** Text of `data`, where the order of its fields matters. */
  readonly text?: string;
}

/** Runs the cases of a theme. Cases with the same `subgraphs` object share what is composed of it. */
export function describeCases(theme: string, cases: readonly ConformanceCase[]): void {
  const composed = new Map<TestSubgraphs, Promise<Federation>>();
  const compose = (subgraphs: TestSubgraphs): Promise<Federation> => {
    const federation = composed.get(subgraphs) ?? startFederation(subgraphs);
    composed.set(subgraphs, federation);
    return federation;
  };
  describe(theme, () => {
    it.each(cases.map((one) => [one.id, one.rule, one] as const))('%s %s', async (_id, _rule, one) => {
      const federation = await compose(one.subgraphs);
      const { answer, text, fetches } = await federation.run(one.query, { variables: one.variables ?? {} });
      expect(answer, one.section).toEqual(one.answer);
      if (one.asked !== undefined) expect(askedOf(fetches), one.section).toEqual(one.asked);
      if (one.text !== undefined) expect(text, one.section).toBe(one.text);
    });
  });
}

/** Fetches in the form in which cases expect them. */
export function askedOf(fetches: readonly RecordedFetch[]): Asked {
  const asked: Record<string, ('query' | 'mutation' | readonly unknown[])[]> = {};
  for (const { source, text, representations } of fetches) {
    asked[source] ??= [];
    asked[source].push(representations ?? (text.startsWith('mutation') ? 'mutation' : 'query'));
  }
  return asked;
}
