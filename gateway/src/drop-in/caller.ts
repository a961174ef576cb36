import { GraphQLError } from 'graphql';
import { anonymous, type ClientApp, type Identity } from '../auth/identity.js';
import { digestProof, identityKey } from '../auth/identity-key.js';
import { type ErrorLog, presentError } from '../errors/present-error.js';

/** Who is calling, as far as Apollo Server's context knows. Whoever says it has proven it. */
export interface Caller {
  readonly subject?: string | undefined;
  readonly issuer?: string | undefined;
  /** Met by `@requiresScopes`. Default: none. */
  readonly scopes?: Iterable<string> | undefined;
  /** JSON values, for policies. Default: none. */
  readonly claims?: Readonly<Record<string, unknown>> | undefined;
  readonly client?: Partial<ClientApp> | undefined;
  /** When the proof ends, in milliseconds since 1970. Default: it does not. */
  readonly expiresAt?: number | undefined;
}

/** Says who is calling, from Apollo Server's context; nothing for an anonymous caller. */
export type Identify = (context: unknown) => Caller | null | undefined | Promise<Caller | null | undefined>;

/**
 * Finds out who is calling.
 *
 * @param option Default: everybody is anonymous.
 * @throws {GraphQLError} What the option has thrown, as clients may see it.
 */
export async function identify(option: Identify | undefined, context: unknown, log: ErrorLog): Promise<Identity> {
  try {
    return toIdentity(await option?.(context));
  } catch (error) {
    const { message, extensions } = presentError(error, log);
    throw new GraphQLError(message, { extensions });
  }
}

/**
 * Makes an identity of what a context says. A caller, even one without any member, is authenticated; none is not.
 *
 * @throws {TypeError} When it is neither an object nor nothing, or its scopes are a text.
 */
export function toIdentity(caller: Caller | null | undefined): Identity {
  if (caller === undefined || caller === null) {
    return anonymous;
  }
  if (typeof caller !== 'object' || typeof caller.scopes === 'string') {
    throw new TypeError('"identity" must return an object with a list of scopes, or nothing for anonymous callers');
  }
  const { subject, issuer, expiresAt } = caller;
  const scopes = new Set(caller.scopes);
  const claims = Object.assign(Object.create(null) as Record<string, unknown>, caller.claims);
  const client: ClientApp = { name: caller.client?.name, version: caller.client?.version };
  const who = digestProof(['context', issuer ?? null, subject ?? null, [...scopes].sort(), claims]);
  const key = identityKey(who, client);
  return { proof: 'token', subject, issuer, scopes, claims, client, expiresAt, token: undefined, key };
}
