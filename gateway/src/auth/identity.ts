/** How an identity was proven. */
export type IdentityProof = 'none' | 'token' | 'introspection' | 'api-key' | 'certificate';

/** The client app that sends a request: what it calls itself, unless its credentials say it. */
export interface ClientApp {
  readonly name: string | undefined;
  readonly version: string | undefined;
}

/**
 * Who is calling, established once, before anything of the request's body is looked at. Everything that is allowed,
 * limited, cached or passed on by caller reads this and nothing of the headers.
 */
export interface Identity {
  readonly proof: IdentityProof;
  /** Who it is, unique with `issuer`; undefined when nobody is named: anonymous callers, some client credentials. */
  readonly subject: string | undefined;
  /** Who vouches for it: a token's issuer, the name of an API key's file, a certificate's issuer. */
  readonly issuer: string | undefined;
  readonly scopes: ReadonlySet<string>;
  /** What else was proven, such as a token's claims. Null prototype. */
  readonly claims: Readonly<Record<string, unknown>>;
  readonly client: ClientApp;
  /** When the proof ends, in milliseconds since 1970; undefined when it does not. */
  readonly expiresAt: number | undefined;
  /** The bearer token as it came, for sources that it is passed on to. Never logged. */
  readonly token: string | undefined;
  /**
   * Equal for two requests only if nothing that may be allowed or answered can differ by identity: a digest of the proof,
   * the client app included. Part of every key under which answers are shared or kept. Shows no secret.
   */
  readonly key: string;
}

/** Nobody in particular. */
export const anonymous: Identity = {
  proof: 'none',
  subject: undefined,
  issuer: undefined,
  scopes: new Set(),
  claims: Object.freeze(Object.create(null) as Record<string, unknown>),
  client: { name: undefined, version: undefined },
  expiresAt: undefined,
  token: undefined,
  key: 'anonymous',
};
