import type { RelevantHeaders } from '../executor/sharing-key.js';

/** They name the caller, or the request: neither chooses between answers. */
const unvaried: ReadonlySet<string> = new Set([
  'authorization',
  'cookie',
  'x-correlation-id',
  'traceparent',
  'tracestate',
  'accept-encoding',
]);

/**
 * The headers that choose between answers: those that are configured, and those that sources are passed.
 *
 * @param relevant Where it is `any`, since sources run code that may read whatever there is, those are left to the
 *   configuration: nothing would ever be found again.
 */
export function varyHeaders(configured: readonly string[], relevant: RelevantHeaders): readonly string[] {
  const passed = relevant === 'any' ? [] : [...relevant].filter((name) => !unvaried.has(name));
  return [...new Set([...configured, ...passed])].sort();
}
