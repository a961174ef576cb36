import { z } from 'zod';
import { isSafeUrl } from './safe-url.js';

/** Signatures that need no shared secret. HMAC is not among them: whoever can verify it could sign. */
const asymmetricAlgorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const;

const httpUrl = z.url({ protocol: /^https?$/ });
const headerName = z
  .string()
  .regex(/^[A-Za-z0-9-]+$/)
  .toLowerCase();

const introspectionConfig = z
  .strictObject({
    endpoint: httpUrl
      .optional()
      .describe('Where tokens are introspected (RFC 7662). Default: the `introspection_endpoint` of the discovery.'),
    clientId: z.string().min(1).describe('The gateway’s own client id at the issuer.'),
    clientSecret: z
      .string()
      .min(1)
      .describe('Its secret, sent as HTTP Basic. By reference to the environment; never written here.'),
    cacheSeconds: z
      .int()
      .min(0)
      .max(3600)
      .default(10)
      .describe(
        'How long an answer holds, in seconds: a revoked token is accepted that long at most. 0 asks each time.',
      ),
    timeoutMs: z
      .int()
      .min(1)
      .max(60_000)
      .default(2000)
      .describe('Deadline of one call, in milliseconds. Past it: AUTHENTICATION_UNAVAILABLE.'),
    requireAudience: z
      .boolean()
      .default(true)
      .describe(
        'Whether a token needs an `aud` that its client graph accepts. false: an answer without `aud` will do, for issuers that call active only what is meant for this client id.',
      ),
  })
  .describe(
    'Has tokens validated by the issuer in each call (RFC 7662) instead of by its keys. Takes opaque tokens too.',
  );

/** One authorization server. */
const issuerConfig = z
  .strictObject({
    issuer: httpUrl.describe('Its identifier, exactly as in the `iss` of its tokens. https, unless `allowHttp`.'),
    jwksUri: httpUrl
      .optional()
      .describe(
        'Where its keys are. Default: found by discovery, at `/.well-known/openid-configuration` and by RFC 8414 else.',
      ),
    allowHttp: z
      .boolean()
      .default(false)
      .describe('Whether it may be reached over http, where keys can be forged on the way. localhost always may.'),
    algorithms: z
      .array(z.enum(asymmetricAlgorithms))
      .min(1)
      .default([...asymmetricAlgorithms])
      .describe(
        'Signature algorithms that its tokens may have. Shared secrets (HS256 and the like) are never accepted.',
      ),
    tokenType: z
      .string()
      .min(1)
      .optional()
      .describe('The `typ` that its tokens must have, such as `at+jwt` (RFC 9068). Unset: any or none.'),
    clockToleranceSeconds: z
      .int()
      .min(0)
      .max(300)
      .default(5)
      .describe('How far its clock may be from ours, in seconds, when `exp` and `nbf` are judged.'),
    scopeClaims: z
      .array(z.string().min(1))
      .min(1)
      .default(['scope', 'scp'])
      .describe('Claims that hold scopes, as a text with blanks between them or as a list. All of them count.'),
    introspection: introspectionConfig.optional(),
  })
  .refine(
    (issuer) =>
      issuer.allowHttp ||
      [issuer.issuer, issuer.jwksUri, issuer.introspection?.endpoint].every(
        (url) => url === undefined || isSafeUrl(url),
      ),
    {
      error: 'Must be reached over https: over http keys and answers can be forged on the way ("allowHttp" permits it)',
    },
  )
  .describe('One authorization server, by a name for the log.');

/** Who may call, and how that is proven. */
export const authConfig = z.strictObject({
  issuers: z
    .record(z.string().regex(/^[a-z][a-z0-9-]*$/), issuerConfig)
    .default({})
    .refine((issuers) => unique(Object.values(issuers).map(({ issuer }) => issuer)), {
      error: 'Two issuers have the same "issuer": a token could not be told to be of one of them',
    })
    .refine((issuers) => Object.values(issuers).filter(({ introspection }) => introspection).length <= 1, {
      error: 'Only one issuer can have "introspection": an opaque token does not say whose it is',
    })
    .describe('Authorization servers whose bearer tokens are accepted, each by a name for the log.'),
  tokens: z
    .strictObject({
      maxBytes: z
        .int()
        .min(256)
        .max(16_384)
        .default(8192)
        .describe('Longest bearer token, in bytes. Over it: UNAUTHENTICATED.'),
      maxCachedTokens: z
        .int()
        .min(1)
        .max(10_000_000)
        .default(100_000)
        .describe('How many verified tokens are remembered until they expire. Over it the ones used longest ago go.'),
      maxCacheBytes: z
        .int()
        .min(65_536)
        .max(17_179_869_184)
        .default(67_108_864)
        .describe('Memory for verified tokens, estimated, in bytes. Over it the ones used longest ago go.'),
    })
    .prefault({})
    .describe('Bearer tokens, of all issuers.'),
  keys: z
    .strictObject({
      refreshSeconds: z
        .int()
        .min(1)
        .max(86_400)
        .default(600)
        .describe('How old an issuer’s keys may get before they are fetched again, in seconds, while tokens are used.'),
      cooldownSeconds: z
        .int()
        .min(1)
        .max(3600)
        .default(10)
        .describe('Least time between two fetches that tokens of unknown keys cause, in seconds.'),
      maxStaleSeconds: z
        .int()
        .min(1)
        .max(2_592_000)
        .default(86_400)
        .describe(
          'How long known keys go on working while their issuer cannot be reached, in seconds. Past it: AUTHENTICATION_UNAVAILABLE.',
        ),
      timeoutMs: z
        .int()
        .min(1)
        .max(60_000)
        .default(5000)
        .describe('Deadline for fetching an issuer’s keys, discovery included, in milliseconds.'),
      maxAnswerBytes: z
        .int()
        .min(1024)
        .max(10_485_760)
        .default(262_144)
        .describe('Largest answer of an issuer, in bytes. One over it is not used.'),
      maxKeys: z
        .int()
        .min(1)
        .max(1000)
        .default(100)
        .describe('Most keys of one issuer. A set with more of them is not used.'),
    })
    .prefault({})
    .describe('The public keys of issuers.'),
  apiKeys: z
    .strictObject({
      file: z
        .string()
        .min(1)
        .describe(
          'YAML or JSON file with the keys’ hashes; `facet keys create` makes entries for it. Read again when it changes; one that cannot be used then changes nothing.',
        ),
      header: headerName.default('x-api-key').describe('Request header that holds the key.'),
    })
    .optional()
    .describe('API keys of client apps.'),
  client: z
    .strictObject({
      nameHeader: headerName
        .default('apollographql-client-name')
        .describe('Request header with the client app’s name. What a token or an API key says wins.'),
      versionHeader: headerName
        .default('apollographql-client-version')
        .describe('Request header with the client app’s version.'),
    })
    .prefault({})
    .describe('How client apps say who they are.'),
});

/** Who may call, and how that is proven, defaults filled in. */
export type AuthConfig = Readonly<z.infer<typeof authConfig>>;

/** One authorization server, defaults filled in. */
export type IssuerConfig = Readonly<z.infer<typeof issuerConfig>>;

/** `auth` of a client graph’s `facet.bff.yaml`. */
export const clientGraphAuthConfig = z.strictObject({
  anonymous: z
    .enum(['allow', 'refuse'])
    .optional()
    .describe(
      'Whether requests without credentials are answered. `refuse`: UNAUTHENTICATED. Default: `refuse` when `facet.yaml` has issuers or API keys, else `allow`.',
    ),
  audience: z
    .array(z.string().min(1))
    .default([])
    .describe(
      'What the `aud` of a token must hold, one of them at least. Needed as soon as `facet.yaml` has issuers: a token that was made for another service must not work here.',
    ),
  scopes: z
    .array(z.string().min(1))
    .default([])
    .describe('Scopes that every request needs, all of them. Without: FORBIDDEN. Anonymous requests are then refused.'),
});

/** Who may call a client graph, defaults filled in. */
export type ClientGraphAuthConfig = Readonly<z.infer<typeof clientGraphAuthConfig>>;

function unique(values: readonly string[]): boolean {
  return new Set(values).size === values.length;
}
