import type { ClientGraphSettings } from '../assembly/gateway-settings.js';
import type { ClientGraphDefinition } from '../client-graph/load-client-graph-folder.js';
import type { AuthConfig } from '../config/auth-config.js';
import type { ConfigProblem } from '../config/config-problem.js';
import type { DeepReadonly } from '../config/deep-freeze.js';

/** Whether callers can prove who they are at all. */
function provesCallers({ issuers, apiKeys }: DeepReadonly<AuthConfig>): boolean {
  return Object.keys(issuers).length > 0 || apiKeys !== undefined;
}

/** Who may call a client graph, with the default that depends on whether callers can prove who they are. */
export function callersOf(
  { auth }: ClientGraphDefinition,
  gateway: DeepReadonly<AuthConfig>,
): NonNullable<ClientGraphSettings['callers']> {
  const anonymous = auth.anonymous ?? (provesCallers(gateway) ? 'refuse' : 'allow');
  return { anonymous: anonymous === 'allow', audience: auth.audience, scopes: auth.scopes };
}

/**
 * Finds what the `auth` of a client graph and that of `facet.yaml` make impossible together.
 *
 * @returns The problems: no audience where there are issuers, whose tokens for other services would be accepted here; a
 *   client graph that nobody could call.
 */
export function checkCallers(
  { auth, file }: ClientGraphDefinition,
  gateway: DeepReadonly<AuthConfig>,
): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  if (Object.keys(gateway.issuers).length > 0 && auth.audience.length === 0) {
    const message = 'Missing option: tokens are accepted only for an audience, and facet.yaml has "auth.issuers"';
    problems.push({ file, path: 'auth.audience', message });
  }
  if (!provesCallers(gateway) && (auth.anonymous === 'refuse' || auth.scopes.length > 0)) {
    const path = auth.anonymous === 'refuse' ? 'auth.anonymous' : 'auth.scopes';
    const message = 'Nobody could call it: facet.yaml has neither "auth.issuers" nor "auth.apiKeys"';
    problems.push({ file, path, message });
  }
  return problems;
}
