import type { Authenticator, CallerPolicy, Identification } from '../auth/authenticator.js';
import type { Gate } from './gate.js';
import { type Refused, refuse } from './refusal.js';
import type { Visit } from './visit.js';

/**
 * Makes the gate that finds out who is calling and sets `visit.identity`, before anything of the body is read.
 *
 * @param policies Who may call which client graph, by its name: one for each client graph that is served.
 */
export function createIdentityGate(authenticator: Authenticator, policies: ReadonlyMap<string, CallerPolicy>): Gate {
  return {
    name: 'identity',
    admitHead(visit) {
      const policy = policies.get(visit.graph?.name ?? '');
      if (policy === undefined) {
        throw new TypeError('A request reached the identity gate without a client graph that has a policy');
      }
      const identification = authenticator.identify(visit, policy);
      return identification instanceof Promise
        ? identification.then((identified) => settle(visit, identified))
        : settle(visit, identification);
    },
  };
}

function settle(visit: Visit, identification: Identification): Refused | undefined {
  if (identification.kind === 'refused') {
    return refuse(identification.code, identification.message, identification.headers);
  }
  visit.identity = identification.identity;
  return undefined;
}
