import type { Identity } from '../identity.js';

/** How one source is told who is calling: in an `Authorization` header. */
export interface SourceCredentials {
  /**
   * The header's value; undefined when there is nothing to tell of this identity. A promise only when something has to be
   * waited for, which is rare: what was got once is kept.
   *
   * @param signal Aborts when nobody waits for the call any more.
   * @throws {GatewayError} SOURCE_AUTHENTICATION_FAILED, SOURCE_UNREACHABLE, SOURCE_TIMEOUT when there is no token to be had.
   */
  authorization(identity: Identity, signal: AbortSignal): string | undefined | Promise<string | undefined>;
  /** The source has refused what it got for this identity: what is kept of it may be revoked. */
  refused?(identity: Identity): void;
}

/** The client's own bearer token, as it came. */
export const passToken: SourceCredentials = {
  authorization: ({ token }) => (token === undefined ? undefined : `Bearer ${token}`),
};
