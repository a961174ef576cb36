/** Who may call the endpoints, and how they prove who they are. */
export interface EndpointCallers {
  /** Whether requests without credentials are answered. */
  readonly anonymous: boolean;
  /** What a token's `aud` must hold, one of them at least. */
  readonly audience: readonly string[];
  /** Scopes that every request needs, all of them. */
  readonly scopes: readonly string[];
  readonly issuers: readonly TokenIssuer[];
  /** Header that holds the API key; undefined when there are none. */
  readonly apiKeyHeader: string | undefined;
  /** See `TlsSettings.clientCertificates`. */
  readonly clientCertificates: 'off' | 'request' | 'require';
}

/** An authorization server whose tokens are accepted. */
export interface TokenIssuer {
  /** What it is called in the configuration. */
  readonly name: string;
  /** Its identifier, the `iss` of its tokens. */
  readonly issuer: string;
  /** Whether its metadata say all that there is to know of it. */
  readonly isDiscovered: boolean;
  /** Whether all its tokens are JWTs. */
  readonly isJwt: boolean;
}

/** Everybody, without credentials. */
export const everybody: EndpointCallers = {
  anonymous: true,
  audience: [],
  scopes: [],
  issuers: [],
  apiKeyHeader: undefined,
  clientCertificates: 'off',
};

type Json = Readonly<Record<string, unknown>>;

/** Alternatives, of each of which all schemes are needed. */
type Requirement = Readonly<Record<string, readonly string[]>>;

/** What an OpenAPI document says of credentials. Both are undefined where none is ever asked for or looked at. */
export interface DescribedSecurity {
  /** `components.securitySchemes`. */
  readonly securitySchemes?: Json;
  /** `security` of each operation; `{}` in it: none is needed. */
  readonly security?: readonly Requirement[];
}

/** No name of an issuer: those have no capitals. */
const apiKeyScheme = 'apiKey';
const certificateScheme = 'clientCertificate';

/**
 * Describes which credentials operations take: a token of any issuer, an API key, a client certificate, or none.
 *
 * Scopes that single fields need are not in it: what a caller lacks is told when it asks for them.
 *
 * Spec: OpenAPI 3.1, "Security Scheme Object" and "Security Requirement Object", whose list has the scopes of OpenID
 * Connect, and of other schemes "role names which are required for the execution".
 */
export function describeSecurity(callers: EndpointCallers): DescribedSecurity {
  const { scopes, issuers, apiKeyHeader, clientCertificates } = callers;
  const schemes = new Map<string, Json>();
  const alternatives: Requirement[] = [];
  for (const issuer of issuers) {
    schemes.set(issuer.name, tokenScheme(issuer, callers));
    alternatives.push({ [issuer.name]: scopes });
  }
  if (apiKeyHeader !== undefined) {
    schemes.set(apiKeyScheme, { type: 'apiKey', in: 'header', name: apiKeyHeader });
    alternatives.push({ [apiKeyScheme]: scopes });
  }
  if (clientCertificates !== 'off') {
    schemes.set(certificateScheme, { type: 'mutualTLS', description: 'A certificate that the client shows.' });
  }
  // A certificate proves who is calling, and gives no scopes.
  if (clientCertificates === 'request' && scopes.length === 0) {
    alternatives.push({ [certificateScheme]: [] });
  }
  const isOpen = scopes.length === 0 && (callers.anonymous || clientCertificates === 'require');
  const all = isOpen ? [...alternatives, {}] : alternatives;
  const security =
    clientCertificates === 'require' ? all.map((alternative) => ({ [certificateScheme]: [], ...alternative })) : all;
  return schemes.size === 0 ? {} : { securitySchemes: Object.fromEntries(schemes), security };
}

/** Spec: OpenID Connect Discovery 1.0 section 4; RFC 6750 section 2.1. */
function tokenScheme({ issuer, isDiscovered, isJwt }: TokenIssuer, { audience }: EndpointCallers): Json {
  const audiences = audience.map((one) => `"${one}"`).join(' or ');
  const description = `An access token of ${issuer}${audiences === '' ? '' : ` for the audience ${audiences}`}.`;
  return isDiscovered
    ? {
        type: 'openIdConnect',
        openIdConnectUrl: `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
        description,
      }
    : { type: 'http', scheme: 'bearer', ...(isJwt && { bearerFormat: 'JWT' }), description };
}
