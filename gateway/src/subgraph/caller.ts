/** Who is calling, as the gateway says. */
export interface GatewayCaller {
  /** Undefined for callers that nobody is named by: anonymous ones, or apps on their own. */
  readonly subject: string | undefined;
  /** Who vouches for the subject: it is unique only together with this. */
  readonly subjectIssuer: string | undefined;
  readonly scopes: ReadonlySet<string>;
  /** The client app, as it calls itself unless its credentials say so. */
  readonly client: { readonly name: string | undefined; readonly version: string | undefined };
  /** Everything that the token says. Null prototype; empty when there is only a signature. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** What a request came to. */
export type Verdict =
  | { readonly ok: true; readonly caller: GatewayCaller }
  | {
      readonly ok: false;
      /** 401: it does not come from the gateway, or is not meant for this source. 503: the gateway's keys cannot be had. */
      readonly status: 401 | 503;
      /** For the log: says what is wrong, and repeats nothing secret. */
      readonly reason: string;
      /** Value of `WWW-Authenticate` (RFC 6750 section 3). */
      readonly challenge: string;
    };

/** A request, however the server in use presents it. */
export interface IncomingRequest {
  readonly method: string;
  /** Path and query as they came: `/graphql?a=1`. */
  readonly target: string;
  /** Every value of a header that came, in their order, by name in lower case; none when it did not come. */
  readonly headers: (name: string) => readonly string[];
  /** The body's bytes as they came. Asked for only when signatures are checked. */
  readonly body: () => Uint8Array | undefined | Promise<Uint8Array | undefined>;
}

/** A caller of whom nothing is known but that the gateway vouches for the request. */
export const unnamedCaller: GatewayCaller = {
  subject: undefined,
  subjectIssuer: undefined,
  scopes: new Set(),
  client: { name: undefined, version: undefined },
  claims: Object.freeze(Object.create(null) as Record<string, unknown>),
};

/** A refusal, worded for `WWW-Authenticate`. */
export function refused(reason: string, { status = 401, error }: { status?: 401 | 503; error?: string } = {}): Verdict {
  const challenge = error === undefined ? 'Bearer' : `Bearer error="${error}"`;
  return { ok: false, status, reason, challenge };
}
