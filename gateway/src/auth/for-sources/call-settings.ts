import { type CallLimits, defaultCallLimits } from '../../upstream/call-queue.js';
import { defaultMaxConnections } from '../../upstream/http-client.js';

/** What is said of the calls to a source that are made at the same time; see `CallLimits`. */
export type CallSettings = { readonly [K in keyof CallLimits]?: CallLimits[K] | undefined };

/**
 * @param settings Innermost first: each holds for what those before it do not say.
 * @param connections Most connections to one origin: more calls than those cannot be under way. Default
 *   `defaultMaxConnections`.
 */
export function resolveCallLimits(
  settings: readonly CallSettings[],
  connections: number = defaultMaxConnections,
): CallLimits {
  const first = (name: keyof CallLimits): number | undefined => settings.find((own) => own[name] !== undefined)?.[name];
  return {
    maxInFlight: first('maxInFlight') ?? connections,
    maxQueued: first('maxQueued') ?? defaultCallLimits.maxQueued,
    maxQueueMs: first('maxQueueMs') ?? defaultCallLimits.maxQueueMs,
  };
}
