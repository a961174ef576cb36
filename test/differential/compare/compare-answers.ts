import type { Answer, PossibleErrors } from '../run/answers.js';
import type { TypeMatch } from '../world/field-set.js';
import { compareErrors } from './compare-errors.js';

/** Two answers to one operation, and what there is to know about its errors. */
export interface Answers {
  readonly monolith: Answer;
  readonly facet: Answer;
  readonly possible: PossibleErrors;
  readonly matches: TypeMatch;
}

/**
 * Compares two answers: `data` as text, so values, order of fields and nulls; then errors.
 *
 * @returns One sentence for each difference; empty when they agree.
 */
export function compareAnswers({ monolith, facet, possible, matches }: Answers): readonly string[] {
  if (monolith.kind !== 'executed' || facet.kind !== 'executed') {
    return JSON.stringify(monolith) === JSON.stringify(facet) ? [] : ['One has data and the other has not'];
  }
  const ofMonolith = compareErrors(monolith.data, monolith.errors, { possible, matches });
  if (ofMonolith.length > 0) throw new Error(`The monolith contradicts what is known of it: ${ofMonolith.join('; ')}`);
  const differences = monolith.data === facet.data ? [] : ['The data differs'];
  // A null at the root may cancel the mutations that have not run yet (GraphQL, "Handling Execution Errors").
  const sameJournal = monolith.data === 'null' || monolith.journal.join('\n') === facet.journal.join('\n');
  if (!sameJournal) differences.push(`The mutations ran differently: ${facet.journal.join(', ')}`);
  return [...differences, ...compareErrors(monolith.data, facet.errors, { possible, matches })];
}
