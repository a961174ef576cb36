import { createHash } from 'node:crypto';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose';
import { type GatewayCaller, type IncomingRequest, refused, type Verdict } from './caller.js';

/** How tokens that the gateway has minted are verified. */
export interface TokenOptions {
  /** What the gateway calls itself: its `sources.tokens.issuer`. */
  readonly issuer: string;
  /** What this source calls itself: by default the gateway says the subgraph's name. */
  readonly audience: string;
  /** Where the gateway publishes its keys, or the keys. https, unless `allowHttp`. */
  readonly jwks: string | URL | JSONWebKeySet;
  /**
   * Whether `jwks` may be an address with http: whoever sits on the way there can hand out keys of their own, and speak for
   * every user. localhost always may. Default false.
   */
  readonly allowHttp?: boolean;
  /** Default: both. */
  readonly algorithms?: readonly ('ES256' | 'EdDSA')[];
  /** How far the clocks may differ, in seconds. Default 5. */
  readonly clockToleranceSeconds?: number;
  /** How long after asking for keys they are not asked for again, whatever `kid` comes, in seconds. Default 30. */
  readonly cooldownSeconds?: number;
  /** How long keys are taken without asking whether they are still published, in seconds. Default 600. */
  readonly keysMaxAgeSeconds?: number;
  /** Deadline for asking for keys, in milliseconds. Default 3000. */
  readonly timeoutMs?: number;
  /** Most verified tokens that are remembered until they expire. Default 1000. */
  readonly maxRemembered?: number;
}

/** `typ` of the gateway's tokens: no other kind of token passes for one. */
const tokenType = 'facet-source+jwt';
/** Far more than the gateway's tokens have; longer ones are not looked at. */
const maxTokenLength = 8192;
const loopback: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);
/** Longer than the gateway lets any token live, in seconds. */
const maxTokenAgeSeconds = 3600;

/** Verifies the token of a request. */
export type TokenVerifier = (request: IncomingRequest) => Promise<Verdict>;

/**
 * Creates a verifier for the gateway's tokens: signature, algorithm, type, issuer, audience (this source alone), times.
 *
 * Spec: RFC 7519, RFC 8725 (best current practices), RFC 6750.
 *
 * @throws {TypeError} when keys would be fetched over http.
 */
export function createTokenVerifier(options: TokenOptions): TokenVerifier {
  const getKey = keysOf(options);
  const remembered = createMemory(options.maxRemembered ?? 1000);
  return async (request) => {
    const token = bearerToken(request);
    if (token === undefined) {
      return refused('the request has no bearer token, or more than one');
    }
    if (!isCanonical(token)) {
      return refused('the token is no JWS in base64url', { error: 'invalid_token' });
    }
    const digest = createHash('sha256').update(token).digest('base64');
    const known = remembered.get(digest);
    if (known !== undefined) {
      return { ok: true, caller: known };
    }
    try {
      const payload = await verify(token, getKey, options);
      const caller = callerOf(payload);
      remembered.set(digest, caller, (payload.exp ?? 0) * 1000);
      return { ok: true, caller };
    } catch (error) {
      return refusal(error);
    }
  };
}

async function verify(token: string, getKey: JWTVerifyGetKey, options: TokenOptions): Promise<JWTPayload> {
  const { payload } = await jwtVerify(token, getKey, {
    issuer: options.issuer,
    audience: options.audience,
    algorithms: [...(options.algorithms ?? ['ES256', 'EdDSA'])],
    typ: tokenType,
    clockTolerance: options.clockToleranceSeconds ?? 5,
    maxTokenAge: maxTokenAgeSeconds,
    requiredClaims: ['iss', 'aud', 'exp', 'iat', 'jti'],
  });
  // A token for several audiences could be used by one of them to call another.
  if (payload.aud !== options.audience) {
    throw new errors.JWTClaimValidationFailed('it is for other sources, too', payload, 'aud', 'check_failed');
  }
  return payload;
}

function keysOf(options: TokenOptions): JWTVerifyGetKey {
  const { jwks } = options;
  if (typeof jwks !== 'string' && !(jwks instanceof URL)) {
    return createLocalJWKSet(jwks);
  }
  const url = new URL(jwks);
  if (url.protocol !== 'https:' && options.allowHttp !== true && !loopback.has(url.hostname)) {
    throw new TypeError(
      `Cannot fetch keys from ${url.origin}: over http they can be forged on the way ("allowHttp" permits it)`,
    );
  }
  return createRemoteJWKSet(url, {
    cooldownDuration: (options.cooldownSeconds ?? 30) * 1000,
    cacheMaxAge: (options.keysMaxAgeSeconds ?? 600) * 1000,
    timeoutDuration: options.timeoutMs ?? 3000,
  });
}

/** RFC 6750 section 2.1. Two headers are refused: servers differ in which of them they take. */
function bearerToken(request: IncomingRequest): string | undefined {
  const [value, another] = request.headers('authorization');
  const token = another === undefined ? /^Bearer +([^\s,]+)$/i.exec(value ?? '')?.[1] : undefined;
  return token !== undefined && token.length <= maxTokenLength ? token : undefined;
}

/** RFC 7515 section 2: base64url has one form for each value; lenient decoders take others, too. */
function isCanonical(token: string): boolean {
  const parts = token.split('.');
  return parts.length === 3 && parts.every((part) => Buffer.from(part, 'base64url').toString('base64url') === part);
}

function refusal(error: unknown): Verdict {
  // No fault of the token: nothing can be said about it.
  if (!(error instanceof errors.JOSEError) || error instanceof errors.JWKSTimeout || isFetchFailure(error)) {
    return refused('the keys of the gateway cannot be had', { status: 503 });
  }
  return refused(error.message, { error: 'invalid_token' });
}

/** jose's own error for an answer that is no key set; everything more particular is about the token. */
function isFetchFailure(error: InstanceType<typeof errors.JOSEError>): boolean {
  return error.code === 'ERR_JOSE_GENERIC' || error instanceof errors.JWKSInvalid;
}

function callerOf(payload: JWTPayload): GatewayCaller {
  const client = payload['client'] as { readonly name?: unknown; readonly version?: unknown } | undefined;
  const subjectId = payload['sub_id'] as { readonly iss?: unknown } | undefined;
  const scope = payload['scope'];
  return {
    subject: payload.sub,
    subjectIssuer: text(subjectId?.iss),
    scopes: new Set(typeof scope === 'string' && scope !== '' ? scope.split(' ') : []),
    client: { name: text(client?.name), version: text(client?.version) },
    claims: Object.freeze(Object.assign(Object.create(null), payload)),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

interface Memory {
  get(digest: string): GatewayCaller | undefined;
  set(digest: string, caller: GatewayCaller, until: number): void;
}

/** Tokens that were verified, by their digest. The oldest goes when there are too many. */
function createMemory(max: number): Memory {
  const entries = new Map<string, { readonly caller: GatewayCaller; readonly until: number }>();
  return {
    get(digest) {
      const found = entries.get(digest);
      return found !== undefined && found.until > Date.now() ? found.caller : undefined;
    },
    set(digest, caller, until) {
      entries.set(digest, { caller, until });
      const [oldest] = entries.keys();
      if (entries.size > max && oldest !== undefined) {
        entries.delete(oldest);
      }
    },
  };
}
