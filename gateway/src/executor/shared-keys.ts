import type { PlanNode } from '../planner/types.js';
import { fetchKeyOf } from './fetch-key.js';
import type { LeafFetches } from './loaded-entities.js';
import { fetchesOf } from './plan-fetches.js';

/**
 * The keys (see `fetchKeyOf`) of a plan's entity fetches that ask for what other fetches of it may have asked for, or
 * brought. What all others bring need not be remembered.
 */
export function findSharedKeys(node: PlanNode | undefined, leafFetches: LeafFetches): ReadonlySet<string> {
  const fetches = [...fetchesOf(node)].flatMap((fetch) => [fetch, ...(fetch.otherwise ? [fetch.otherwise] : [])]);
  const keys = fetches.flatMap((fetch) => (fetch.requires === undefined ? [] : fetchKeyOf(fetch)));
  const repeated = keys.filter((key, i) => keys.indexOf(key) !== i);
  const brought = [...leafFetches.values()].flat().map(({ key }) => key);
  return new Set([...repeated, ...brought]);
}
