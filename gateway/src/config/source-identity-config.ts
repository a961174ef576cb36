import { RE2JS } from 're2js';
import { z } from 'zod';
import type { DeepReadonly } from './deep-freeze.js';
import { unpassableHeaders } from './passed-headers.js';
import { isSafeUrl } from './safe-url.js';
import { listenerTlsConfig } from './tls-config.js';

const httpUrl = z.url({ protocol: /^https?$/ });
/** RFC 9110 section 5.6.2, token. */
const headerName = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}$/);

/** One rule on headers. Which of its options an action needs: see `headerRuleFault`. */
const headerRule = z
  .strictObject({
    action: z
      .enum(['copy', 'rename', 'set', 'default', 'remove'])
      .describe(
        '`copy`: the client’s header, as it is. `rename`: the client’s header `name`, under the name `to`. `set`: `name` ' +
          'with `value`. `default`: the same, if no rule before has given the header. `remove`: takes back what rules ' +
          'before have given.',
      ),
    name: headerName.optional().describe('Name of the header, in any case. Either this or `matching`.'),
    matching: z
      .string()
      .min(1)
      .max(1000)
      .optional()
      .describe(
        'For `copy` and `remove`: a regular expression (RE2 syntax) that the whole name matches, in any case. It never ' +
          'copies `authorization` or `cookie`: these have to be named.',
      ),
    to: headerName.optional().describe('For `rename`: the name under which the source gets it.'),
    value: z
      .string()
      .max(8192)
      .regex(/^[\t\x20-\x7e]*$/)
      .optional()
      .describe('For `set` and `default`: the value, visible ASCII characters, spaces and tabs.'),
  })
  .superRefine((rule, context) => {
    const fault = headerRuleFault(rule);
    if (fault !== undefined) {
      context.addIssue({ code: 'custom', message: fault });
    }
  })
  .describe('One rule on headers.');

function headerRuleFault(rule: {
  readonly action: string;
  readonly name?: string | undefined;
  readonly matching?: string | undefined;
  readonly to?: string | undefined;
  readonly value?: string | undefined;
}): string | undefined {
  const takesPattern = rule.action === 'copy' || rule.action === 'remove';
  if (rule.matching !== undefined && !takesPattern) {
    return `"${rule.action}" needs a "name": "matching" is for "copy" and "remove"`;
  }
  if ((rule.name === undefined) === (rule.matching === undefined)) {
    return takesPattern ? 'Needs either "name" or "matching"' : `"${rule.action}" needs a "name"`;
  }
  if ((rule.action === 'rename') !== (rule.to !== undefined)) {
    return rule.to === undefined ? '"rename" needs "to"' : `"to" is for "rename"`;
  }
  const takesValue = rule.action === 'set' || rule.action === 'default';
  if (takesValue !== (rule.value !== undefined)) {
    return rule.value === undefined ? `"${rule.action}" needs a "value"` : '"value" is for "set" and "default"';
  }
  const unpassable = [rule.name, rule.to].find((name) => unpassableHeaders.has(name?.toLowerCase() ?? ''));
  if (unpassable !== undefined) {
    return `Header "${unpassable}" is never passed on or set: it belongs to one connection, or to the gateway`;
  }
  return rule.matching === undefined ? undefined : patternFault(rule.matching);
}

function patternFault(pattern: string): string | undefined {
  try {
    RE2JS.compile(pattern);
    return undefined;
  } catch (error) {
    return `"matching" is no regular expression of RE2: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Rules on the headers that a source gets. */
export const headerRulesConfig = z.array(headerRule).max(200);

/** How the gateway gets a token for a source from the authorization server. */
const exchangeConfig = z.strictObject({
  tokenEndpoint: httpUrl.describe('The authorization server’s token endpoint. https, unless `allowHttp`.'),
  allowHttp: z
    .boolean()
    .default(false)
    .describe(
      'Whether it may be reached over http, where tokens and the password can be read on the way. localhost always may.',
    ),
  clientId: z.string().min(1).max(1000).describe('What the gateway is called there.'),
  clientSecret: z.string().min(1).max(1000).describe('Its password there. By reference to the environment.'),
  clientAuthentication: z
    .enum(['basic', 'post'])
    .default('basic')
    .describe('Where the two go: into an `Authorization` header (`basic`, RFC 6749 section 2.3.1) or into the form.'),
  audience: z
    .string()
    .min(1)
    .max(1000)
    .optional()
    .describe('`audience` of the token. Default: the name of the source.'),
  resource: httpUrl.optional().describe('`resource` of the token (RFC 8707). Default: none.'),
  scopes: z
    .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,256}$/))
    .max(100)
    .default([])
    .describe('Scopes to ask for. None: what the authorization server gives by itself.'),
  timeoutMs: z
    .int()
    .min(1)
    .max(60_000)
    .default(2000)
    .describe('Deadline of one exchange, in milliseconds. Past it the fetch fails with SOURCE_TIMEOUT.'),
  maxCachedTokens: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(10_000)
    .describe('Most exchanged tokens that are kept. Over it the one that was not used for longest is forgotten.'),
});

/** Who the gateway says is calling, to sources that say nothing themselves. What is particular to a source is not shared. */
export const sharedIdentityConfig = z.strictObject({
  mode: z
    .enum(['none', 'pass', 'mint'])
    .describe('As for one source. `exchange` has to be set up for each source by itself.'),
});

/** Who the gateway says is calling, to one source. */
export const sourceIdentityConfig = z
  .strictObject({
    mode: z
      .enum(['none', 'pass', 'exchange', 'mint'])
      .describe(
        '`none`: the source is told nothing. `pass`: the client’s bearer token as it came. `exchange`: a token that the ' +
          'authorization server gives for it (RFC 8693). `mint`: a short-lived token that this gateway signs for this ' +
          'source alone; see `sources.tokens`.',
      ),
    mint: z
      .strictObject({
        audience: z
          .string()
          .min(1)
          .max(1000)
          .optional()
          .describe('`aud` of the token: what the source calls itself. Default: the name of the source.'),
        claims: z
          .array(z.string().min(1).max(256))
          .max(50)
          .default([])
          .describe('Names of the caller’s claims that the token repeats, such as `email`. Default: none.'),
      })
      .optional()
      .describe('For mode `mint`: what the tokens say.'),
    exchange: exchangeConfig.optional().describe('For mode `exchange`: where and how.'),
  })
  .superRefine(({ mode, mint, exchange }, context) => {
    if (mode === 'exchange' && exchange === undefined) {
      context.addIssue({ code: 'custom', message: 'Mode "exchange" needs "exchange"' });
    }
    if (mode !== 'exchange' && exchange !== undefined) {
      context.addIssue({ code: 'custom', message: '"exchange" is for mode "exchange"' });
    }
    if (exchange !== undefined && !exchange.allowHttp && !isSafeUrl(exchange.tokenEndpoint)) {
      context.addIssue({
        code: 'custom',
        path: ['exchange', 'tokenEndpoint'],
        message: 'Must be reached over https: over http tokens can be read on the way ("allowHttp" permits it)',
      });
    }
    if (mode !== 'mint' && mint !== undefined) {
      context.addIssue({ code: 'custom', message: '"mint" is for mode "mint"' });
    }
  });

/** A secret that this gateway shares with a source. */
export const signatureConfig = z.strictObject({
  keyId: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,128}$/)
    .describe('Name of the secret, by which the source finds it.'),
  secret: z
    .string()
    .min(32)
    .max(1024)
    .describe('The secret, at least 32 characters that nobody can guess. By reference to the environment.'),
});

/** Certificates for one source. */
export const sourceTlsConfig = z
  .strictObject({
    ca: z
      .string()
      .min(1)
      .optional()
      .describe('PEM file with the authorities that may have signed the source’s certificate. Default: the system’s.'),
    cert: z.string().min(1).optional().describe('PEM file with the certificate that the gateway shows, and its chain.'),
    key: z.string().min(1).optional().describe('PEM file with the certificate’s private key.'),
    servername: z
      .string()
      .min(1)
      .max(253)
      .optional()
      .describe('Name that the source’s certificate must have. Default: the host of its URL.'),
  })
  .refine(({ cert, key }) => (cert === undefined) === (key === undefined), { error: 'Needs both "cert" and "key"' })
  .refine((tls) => Object.values(tls).some((value) => value !== undefined), { error: 'Says nothing' });

/** The tokens that this gateway signs, for sources in mode `mint`. */
export const mintedTokensConfig = z.strictObject({
  issuer: z
    .string()
    .min(1)
    .max(1000)
    .default('facet-gateway')
    .describe('`iss` of the tokens, which sources expect. The same for all gateways of one installation.'),
  algorithm: z.enum(['ES256', 'EdDSA']).default('ES256').describe('How keys that the gateway makes itself sign.'),
  lifetimeSeconds: z
    .int()
    .min(10)
    .max(3600)
    .default(120)
    .describe(
      'How long a token is valid, in seconds. It is used for half of that; it never outlives the caller’s own.',
    ),
  maxCachedTokens: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(10_000)
    .describe('Most tokens that are kept for further requests, per source. Over it the one not used for longest goes.'),
  keys: z
    .string()
    .min(1)
    .max(65_536)
    .optional()
    .describe(
      'The private keys to sign with, a JWK Set or PEM: the path of a file with them, or they themselves, by reference to ' +
        'the environment. The first signs, all are published. A file is watched: to rotate, write the next key behind ' +
        'the first, and later before it. Several gateways need it. Default: each makes its own.',
    ),
  rotateAfterSeconds: z
    .int()
    .min(60)
    .max(31_536_000)
    .default(86_400)
    .describe('How long a key that the gateway made itself signs, in seconds. Then the next one does.'),
  publishAheadSeconds: z
    .int()
    .min(1)
    .max(86_400)
    .default(600)
    .describe('How long such a key is published before it signs, in seconds, so that sources know it by then.'),
  jwks: z
    .strictObject({
      host: z.string().min(1).default('127.0.0.1').describe('Address or name to listen on; sources must reach it.'),
      port: z.int().min(0).max(65_535).default(4002).describe('TCP port to listen on. 0 takes a free one.'),
      tls: listenerTlsConfig
        .optional()
        .describe(
          'Certificate and key to speak HTTPS with. Unset: HTTP, where somebody on the way could hand out other keys.',
        ),
    })
    .prefault({})
    .describe('The listener that publishes the public keys, at `/.well-known/jwks.json`, and nothing else.'),
});

/** Whether `tokens.keys` are the keys themselves, and not the path of a file with them. */
export function areKeys(keys: string): boolean {
  return /^\s*(\{|-----BEGIN)/.test(keys);
}

/** One rule on headers, as configured. */
export type HeaderRuleConfig = DeepReadonly<z.infer<typeof headerRule>>;
/** Who the gateway says is calling, defaults filled in. */
export type SourceIdentityConfig = DeepReadonly<z.infer<typeof sourceIdentityConfig>>;
/** How tokens are exchanged, defaults filled in. */
export type ExchangeConfig = DeepReadonly<z.infer<typeof exchangeConfig>>;
/** A secret shared with a source. */
export type SignatureConfig = DeepReadonly<z.infer<typeof signatureConfig>>;
/** Certificates for one source, paths absolute. */
export type SourceTlsConfig = DeepReadonly<z.infer<typeof sourceTlsConfig>>;
/** The tokens that this gateway signs, defaults filled in. */
export type MintedTokensConfig = DeepReadonly<z.infer<typeof mintedTokensConfig>>;
