import { pathToFileURL } from 'node:url';
import type { PolicySettings } from '../auth/policies/create-policy-decider.js';
import type { PolicyFunction } from '../auth/policies/policy-functions.js';
import type { AuthorizationConfig } from '../config/authorization-config.js';
import type { DeepReadonly } from '../config/deep-freeze.js';
import { GatewayError } from '../errors/gateway-error.js';

/**
 * Imports the module of policies, when there is one.
 *
 * @throws {GatewayError} CONFIGURATION_INVALID when the module fails, or `policies` is not an object of functions.
 */
export async function loadPolicies({ policies }: DeepReadonly<AuthorizationConfig>): Promise<PolicySettings> {
  const { module, timeoutMs, http } = policies;
  return {
    timeoutMs,
    ...(http && { http }),
    ...(module !== undefined && { functions: await loadFunctions(module) }),
  };
}

async function loadFunctions(file: string): Promise<Readonly<Record<string, PolicyFunction>>> {
  const cannot = `Cannot load the policies from "${file}"`;
  let exported: Readonly<Record<string, unknown>>;
  try {
    exported = await import(pathToFileURL(file).href);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new GatewayError('CONFIGURATION_INVALID', `${cannot}: ${reason}`, { cause: error });
  }
  const { policies } = exported;
  if (typeof policies !== 'object' || policies === null) {
    throw new GatewayError('CONFIGURATION_INVALID', `${cannot}: it exports no object "policies"`);
  }
  for (const [name, decide] of Object.entries(policies)) {
    if (typeof decide !== 'function') {
      throw new GatewayError('CONFIGURATION_INVALID', `${cannot}: "${name}" is no function`);
    }
  }
  return policies as Readonly<Record<string, PolicyFunction>>;
}
