import { createHttpPolicies, type HttpPoliciesDependencies, type HttpPoliciesOptions } from './http-policies.js';
import type { PolicyDecider } from './policy-decider.js';
import { decideByFunctions, type PolicyFunction } from './policy-functions.js';

/** Who decides policies. */
export interface PolicySettings {
  /** By the name of the policy. They go before the service. */
  readonly functions?: Readonly<Record<string, PolicyFunction>>;
  /** Deadline of one function, in milliseconds. Default 1000. */
  readonly timeoutMs?: number;
  /** Decides the policies that have no function. */
  readonly http?: HttpPoliciesOptions;
}

/** Those of some policies that neither a function nor a service decides. */
export function undecidedPolicies(
  names: readonly string[],
  { functions = {}, http }: PolicySettings,
): readonly string[] {
  return http === undefined ? names.filter((name) => !Object.hasOwn(functions, name)) : [];
}

/**
 * Creates what decides policies: functions, a service, or both. A policy that neither knows does not hold.
 *
 * @throws {TypeError} When a policy is no function.
 */
export function createPolicyDecider(settings: PolicySettings, dependencies: HttpPoliciesDependencies): PolicyDecider {
  const functions = new Map(Object.entries(settings.functions ?? {}));
  for (const [name, decide] of functions) {
    if (typeof decide !== 'function') {
      throw new TypeError(`Policy "${name}" must be a function`);
    }
  }
  const http = settings.http && createHttpPolicies(settings.http, dependencies);
  const options = { timeoutMs: settings.timeoutMs ?? 1000, log: dependencies.log };
  return {
    async decide(names, context) {
      const own = new Map<string, PolicyFunction>();
      const others: string[] = [];
      for (const name of names) {
        const decide = functions.get(name);
        if (decide === undefined) {
          others.push(name);
        } else {
          own.set(name, decide);
        }
      }
      const [byFunctions, byHttp] = await Promise.all([
        decideByFunctions(own, context, options),
        http === undefined || others.length === 0 ? [] : http.decide(others, context),
      ]);
      return new Set([...byFunctions, ...byHttp]);
    },
  };
}
