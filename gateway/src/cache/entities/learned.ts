import type { CacheScope } from '../../supergraph/cache-hints.js';
import type { PartPolicy } from './fetch-policy.js';
import type { SplitAnswer } from './kept-parts.js';

/** After as many answers in a row of which nothing could be kept, it is no longer looked whether something is. */
const HOPELESS_AFTER = 8;
/** The share of the last answer in what counts as usual. */
const OF_THE_LAST = 1 / 8;

/** What is learned from. */
export interface HeardAnswer {
  readonly split: SplitAnswer;
  readonly hasCaller: boolean;
  /** How long the source took, in milliseconds. */
  readonly madeInMs: number;
}

/** What the answers to one fetch have shown so far. Decides only where it is worth looking, never what may be given. */
export interface Learned {
  heard(policy: PartPolicy, answer: HeardAnswer): void;
  /** Whether nothing is ever kept. One answer of which something can be changes that. */
  isHopeless(): boolean;
  /** Whether something of the last answer was kept, or none is known. */
  isKept(): boolean;
  /** How long the source has taken of late, in milliseconds; undefined: it was not asked yet. */
  usualMs(): number | undefined;
  /** Whether parts may be found among everybody's, and among the caller's own. */
  places(hasCaller: boolean): { readonly everybody: boolean; readonly caller: boolean };
}

/** @param scope As far as the schema says. */
export function createLearned(scope: CacheScope): Learned {
  const seen = { PUBLIC: false, PRIVATE: false };
  let inVain = 0;
  let usualMs: number | undefined;
  return {
    heard(policy, { split, hasCaller, madeInMs }) {
      if (split.general.length > 0 || split.errors.size > 0 || split.values === undefined) {
        return; // an answer with errors says nothing of those without
      }
      usualMs = usualMs === undefined ? madeInMs : usualMs + (madeInMs - usualMs) * OF_THE_LAST;
      const keeps = policy.maxAge > 0 || policy.negativeMaxAge > 0;
      if (!keeps || (policy.scope === 'PRIVATE' && !hasCaller)) {
        inVain++;
        return;
      }
      inVain = 0;
      seen[policy.scope] = true;
    },
    isKept: () => inVain === 0,
    usualMs: () => usualMs,
    isHopeless: () => inVain >= HOPELESS_AFTER,
    places(hasCaller) {
      const unsure = !seen.PUBLIC && !seen.PRIVATE;
      return {
        everybody: scope === 'PUBLIC' && (seen.PUBLIC || unsure || !hasCaller),
        caller: hasCaller && (scope === 'PRIVATE' || seen.PRIVATE || unsure),
      };
    },
  };
}
