import { measureValue } from './measure-input.js';
import type { Excess, OperationLimits } from './operation-limits.js';

/**
 * Holds the variables of a request against the limits, whatever types they are declared with: a custom scalar takes any
 * JSON.
 *
 * @param variables As sent, those that the operation does not declare included.
 */
export function checkVariables(
  variables: Readonly<Record<string, unknown>>,
  limits: OperationLimits,
): readonly Excess[] {
  const values = Object.values(variables);
  const sizes = values.map(measureValue);
  const measures = [
    ['maxVariables', values.length],
    ['maxListItems', sizes.reduce((most, { items }) => Math.max(most, items), 0)],
    ['maxInputDepth', sizes.reduce((most, { depth }) => Math.max(most, depth), 0)],
  ] as const;
  return measures
    .filter(([limit, measured]) => measured > limits[limit])
    .map(([limit, measured]) => ({ limit, measured, allowed: limits[limit], of: 'request' }));
}
