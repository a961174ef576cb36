import { timingSafeEqual } from 'node:crypto';
import {
  contentDigest,
  createSignatureBase,
  requiredComponents,
  type SignatureParameters,
  signatureLabel,
  signBase,
} from '../message-signatures/signature-base.js';
import { type IncomingRequest, refused, unnamedCaller, type Verdict } from './caller.js';

/** How signatures of the gateway are verified. */
export interface SignatureOptions {
  /** Secrets by the names that the gateway knows them under (`signature.keyId`); two while one replaces the other. */
  readonly secrets: Readonly<Record<string, string>>;
  /** How old a signature may be, in seconds; a request that was overheard can be repeated for that long. Default 60. */
  readonly maxAgeSeconds?: number;
  /** How far ahead the gateway's clock may be, in seconds. Default 5. */
  readonly clockToleranceSeconds?: number;
  /** The host, and port, that the gateway calls, when something on the way changes `Host`. Default: what `Host` says. */
  readonly authority?: string;
  /** Seconds since 1970. Default: the system's clock. */
  readonly now?: () => number;
}

/** Verifies the signature of a request. */
export type SignatureVerifier = (request: IncomingRequest) => Promise<Verdict>;

const maxComponents = 200;

/**
 * Creates a verifier for the gateway's signatures. It takes the one form that the gateway writes and no other: what the
 * standard allows beside it would only be more to get wrong.
 *
 * Spec: RFC 9421 section 3.2, with `hmac-sha256`; RFC 9530 for the body.
 */
export function createSignatureVerifier(options: SignatureOptions): SignatureVerifier {
  const secrets = new Map(Object.entries(options.secrets));
  return async (request) => {
    const fault = await faultOf(request, secrets, options);
    return fault === undefined ? { ok: true, caller: unnamedCaller } : refused(fault);
  };
}

/** What is wrong with the signature; undefined when nothing is. */
async function faultOf(
  request: IncomingRequest,
  secrets: ReadonlyMap<string, string>,
  options: SignatureOptions,
): Promise<string | undefined> {
  const { maxAgeSeconds = 60, clockToleranceSeconds = 5, now = () => Date.now() / 1000 } = options;
  const parameters = readParameters(single(request, 'signature-input'));
  const signature = readSignature(single(request, 'signature'));
  if (parameters === undefined || signature === undefined) {
    return 'the request has no signature of the gateway';
  }
  const secret = secrets.get(parameters.keyId);
  if (secret === undefined) {
    return 'the signature is by a secret that is not known';
  }
  if (requiredComponents.some((name) => !parameters.components.includes(name))) {
    return 'the signature does not cover the whole request';
  }
  const age = now() - parameters.created;
  if (age > maxAgeSeconds + clockToleranceSeconds || age < -clockToleranceSeconds) {
    return 'the signature is too old, or from the future';
  }
  const base = createSignatureBase(signedRequest(request, options), parameters);
  if (base === undefined || !timingSafeEqual(signBase(base, secret), signature)) {
    return 'the signature does not fit the request';
  }
  const digest = contentDigest((await request.body()) ?? '');
  return digest === single(request, 'content-digest') ? undefined : 'the body is not the one that was signed';
}

function signedRequest(request: IncomingRequest, { authority }: SignatureOptions) {
  const { method, target } = request;
  const mark = target.indexOf('?');
  return {
    method: method.toUpperCase(),
    authority: (authority ?? single(request, 'host') ?? '').toLowerCase(),
    path: mark === -1 ? target : target.slice(0, mark),
    query: mark === -1 ? '?' : target.slice(mark),
    header: (name: string) => single(request, name),
  };
}

/** A header that came twice is none: which of the two was signed is not to be guessed. */
function single(request: IncomingRequest, name: string): string | undefined {
  const values = request.headers(name);
  return values.length === 1 ? values[0] : undefined;
}

const input = new RegExp(
  `^${signatureLabel}=\\(("[!#-~]+"(?: "[!#-~]+")*)\\);created=(\\d{1,12});keyid="([A-Za-z0-9._-]{1,128})";alg="hmac-sha256"$`,
);

function readParameters(value: string | undefined): SignatureParameters | undefined {
  const [, list, created, keyId] = input.exec(value ?? '') ?? [];
  if (list === undefined || keyId === undefined) {
    return undefined;
  }
  const components = list.split(' ').map((quoted) => quoted.slice(1, -1));
  const isUnique = new Set(components).size === components.length;
  return isUnique && components.length <= maxComponents ? { components, created: Number(created), keyId } : undefined;
}

function readSignature(value: string | undefined): Buffer | undefined {
  const encoded = new RegExp(`^${signatureLabel}=:([A-Za-z0-9+/]{43}=):$`).exec(value ?? '')?.[1];
  const bytes = encoded === undefined ? undefined : Buffer.from(encoded, 'base64');
  return bytes?.length === 32 && bytes.toString('base64') === encoded ? bytes : undefined;
}
