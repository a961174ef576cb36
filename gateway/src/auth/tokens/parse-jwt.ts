/** What a JWT says before anybody has verified a word of it. Of use only for choosing who verifies it. */
export interface UnverifiedJwt {
  readonly algorithm: string;
  readonly keyId: string | undefined;
  /** `iss`; undefined when there is none that is a text. */
  readonly issuer: string | undefined;
}

/** A JWT taken apart, or why it is none that may be verified. */
export type JwtReading =
  | { readonly kind: 'jwt'; readonly jwt: UnverifiedJwt }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Header parameters that say where the key comes from, or that change what is signed or how it is read. Whoever forges a
 * token writes them, so a token that has one is refused rather than read without it: some other verifier would heed it.
 *
 * Spec: RFC 7515 section 4.1 (`jku`, `jwk`, `x5u`, `x5c`, `crit`), RFC 7797 (`b64`), RFC 7516 (`enc`, `zip`), RFC 7518
 * sections 4.6 to 4.8 (the rest); RFC 8725 sections 3.8 to 3.10.
 */
const refusedParameters = [
  'jku',
  'jwk',
  'x5u',
  'x5c',
  'crit',
  'b64',
  'enc',
  'zip',
  'epk',
  'apu',
  'apv',
  'iv',
  'tag',
  'p2s',
  'p2c',
] as const;

/** Key ids are compared, never used as a path, a query or a URL; this only keeps them from being a burden. */
const maxKeyIdLength = 256;

/**
 * Takes a JWT in compact serialization apart and refuses every form that has no place in an access token, before any of
 * the costly work. What is left is verified by `jose`.
 *
 * Base64url is judged by its letter, since `jose` is lenient: one text for one token, without padding, blanks, foreign
 * characters, or a last character with bits that say nothing.
 *
 * Spec: RFC 7515 sections 2 and 3.1; RFC 8725 ("JSON Web Token Best Current Practices").
 */
export function parseJwt(token: string): JwtReading {
  const parts = token.split('.');
  if (parts.length === 5) {
    return refused('encrypted tokens are not accepted');
  }
  const [header, payload, signature] = parts;
  if (parts.length !== 3 || !header || !payload || signature === undefined) {
    return refused('it is not a JWT');
  }
  if (!isCanonical(header) || !isCanonical(payload) || !isCanonical(signature)) {
    return refused('it is not strict base64url');
  }
  const parameters = parseObject(header);
  const claims = parseObject(payload);
  if (parameters === undefined || claims === undefined) {
    return refused('its header or its payload is not a JSON object');
  }
  return readParameters(parameters, claims.get('iss'), signature);
}

/** Whether a token has the form of a JWT, signed or encrypted; other tokens only their issuer can read. */
export function looksLikeJwt(token: string): boolean {
  // The header is a JSON object, and base64url of `{"` is `eyJ`; blanks between the two are allowed, and unheard of.
  return token.startsWith('ey') && token.includes('.');
}

function readParameters(parameters: ReadonlyMap<string, unknown>, issuer: unknown, signature: string): JwtReading {
  const found = refusedParameters.find((name) => parameters.has(name));
  if (found !== undefined) {
    return refused(`the header parameter ${found} is not accepted`);
  }
  const algorithm = parameters.get('alg');
  const keyId = parameters.get('kid');
  if (typeof algorithm !== 'string' || signature === '') {
    return refused('it is not signed');
  }
  if (keyId !== undefined && (typeof keyId !== 'string' || keyId === '' || keyId.length > maxKeyIdLength)) {
    return refused('its key id is not a text of 1 to 256 characters');
  }
  return { kind: 'jwt', jwt: { algorithm, keyId, issuer: typeof issuer === 'string' ? issuer : undefined } };
}

function isCanonical(part: string): boolean {
  return Buffer.from(part, 'base64url').toString('base64url') === part;
}

function parseObject(part: string): ReadonlyMap<string, unknown> | undefined {
  try {
    const bytes = Buffer.from(part, 'base64url');
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? new Map(Object.entries(value)) : undefined;
  } catch {
    // Neither JSON nor UTF-8: the caller says so.
    return undefined;
  }
}

function refused(reason: string): JwtReading {
  return { kind: 'refused', reason };
}
