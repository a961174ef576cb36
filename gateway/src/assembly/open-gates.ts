import { createAuthenticator } from '../auth/authenticator.js';
import type { Gate } from '../edge/gate.js';
import { createIdentityGate } from '../edge/identity-gate.js';
import { createLiveRules, type RulesSettings } from '../edge/rules/live-rules.js';
import { createRuleGates, type RuleGates } from '../edge/rules/rule-gates.js';
import type { VisitObserver } from '../edge/visit.js';
import type { Log } from '../telemetry/logger.js';
import type { Metrics } from '../telemetry/metrics.js';
import type { HttpClient } from '../upstream/http-client.js';
import type { GatewaySettings } from './gateway-settings.js';
import type { Opening } from './opening.js';

/** What the gate is opened with. */
export interface OpenIdentityGateOptions extends Opening {
  readonly httpClient: HttpClient;
  readonly log: Log;
}

/** Has what the first token needs fetched ahead of it, unwaited for: an issuer that is away keeps nobody else out. */
export function openIdentityGate(
  { auth, clientGraphs }: GatewaySettings,
  { httpClient, log, releases }: OpenIdentityGateOptions,
): Gate {
  const authenticator = createAuthenticator({ httpClient, log, ...(auth && { config: auth }) });
  releases.push(async () => authenticator.close());
  void authenticator.prepare();
  const everybody = { anonymous: true, audience: [], scopes: [] };
  return createIdentityGate(
    authenticator,
    new Map(clientGraphs.map(({ name, callers = everybody }) => [name, { clientGraph: name, ...callers }])),
  );
}

/** What the gates are opened with. */
export interface OpenRuleGatesOptions extends Opening {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly observer: VisitObserver;
}

/** Keeps the rules, as their files have them. */
export function openRuleGates(
  { rules }: GatewaySettings,
  { log, metrics, observer, releases }: OpenRuleGatesOptions,
): RuleGates {
  const stopped = new AbortController();
  releases.push(async () => stopped.abort());
  const none: RulesSettings = { initial: [], files: [], reload: () => ({ kind: 'refused', problems: [] }) };
  return createRuleGates({ rules: createLiveRules(rules ?? none, { log, metrics, signal: stopped.signal }), observer });
}
