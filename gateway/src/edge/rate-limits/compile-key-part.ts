import type { ResolvedOperation } from '../../client-graph/client-graph.js';
import type { keyPartNames } from '../../config/limit-rule-config.js';
import { parseAddress } from '../addresses.js';
import type { Visit } from '../visit.js';
import { addressNetwork } from './address-network.js';

/** What a limit is asked about. */
export interface LimitFacts {
  readonly visit: Visit;
  /** Undefined before the body is read. */
  readonly operation: ResolvedOperation | undefined;
}

/** What a request is counted by: texts, of which those that it does not have are undefined. */
export type KeyPart = (facts: LimitFacts) => readonly (string | undefined)[];

/**
 * Compiles one part of a limit's key.
 *
 * @param written One of `keyPartNames`, `claim:NAME` or `header:NAME`.
 * @param options.ipv6Prefix See `addressNetwork()`.
 */
export function compileKeyPart(written: string, { ipv6Prefix }: { readonly ipv6Prefix: number }): KeyPart {
  const [, kind, name = ''] = /^(claim|header):(.*)$/s.exec(written) ?? [];
  if (kind === 'claim') {
    return ({ visit }) => [textOf(visit.identity.claims[name])];
  }
  if (kind === 'header') {
    const header = name.toLowerCase();
    return ({ visit }) => [visit.headers.get(header)];
  }
  const network: KeyPart = ({ visit: { address } }) => [addressNetwork(parseAddress(address) ?? address, ipv6Prefix)];
  const part = written as (typeof keyPartNames)[number]; // the configuration allows no other
  switch (part) {
    case 'user':
      return userOf;
    case 'caller':
      return (facts) =>
        facts.visit.identity.subject === undefined ? ['address', ...network(facts)] : ['user', ...userOf(facts)];
    case 'client':
      return ({ visit }) => [visit.identity.client.name];
    case 'clientVersion':
      return ({ visit }) => [visit.identity.client.version];
    case 'address':
      return network;
    case 'origin':
      return ({ visit }) => [visit.headers.get('origin')];
    case 'clientGraph':
      return ({ visit }) => [visit.graph?.name];
    case 'operation':
      return ({ operation }) => [operation?.name];
    case 'rootField':
      throw new TypeError('Root fields are counted one by one, see compile-limits.ts');
    default:
      return part satisfies never;
  }
}

const userOf: KeyPart = ({ visit: { identity } }) => [identity.issuer, identity.subject];

/** Claims are proven, and no longer than the credentials that they came with. */
function textOf(claim: unknown): string | undefined {
  return typeof claim === 'string' ? claim : JSON.stringify(claim);
}
