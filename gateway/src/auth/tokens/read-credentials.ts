import type { TokenError } from '../auth-refusal.js';

/** What a request says about who sends it, as it came. */
export interface RequestHead {
  /** Names and values in turn, as they came on the wire: Node's own headers keep the first of two `Authorization`. */
  readonly rawHeaders: readonly string[];
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** The query string without `?`. */
  readonly search: string;
}

/** Credentials found in a request, or why what was found is none. */
export type CredentialsReading =
  | { readonly kind: 'read'; readonly token: string | undefined; readonly apiKey: string | undefined }
  | { readonly kind: 'malformed'; readonly error: TokenError; readonly description: string };

/** What is looked for. */
export interface CredentialsRules {
  /** Whether bearer tokens are accepted at all; if not, what `Authorization` holds is left alone. */
  readonly tokens: boolean;
  /** Longest token, in characters. */
  readonly maxTokenLength: number;
  /** Name in lower case of the header with the API key; undefined when there are no API keys. */
  readonly apiKeyHeader: string | undefined;
}

/** Spec: RFC 6750 section 2.1, `b64token`. */
const bearer = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i;

/** The longest API key that is looked at, in characters: an id, a dot and a secret. */
const maxApiKeyLength = 256;

/**
 * Finds the bearer token and the API key of a request. A request that says twice who it is, or says it in the query
 * string, where it would end in logs and histories, is malformed.
 *
 * Spec: RFC 6750 section 2: "Clients MUST NOT use more than one method to transmit the token in each request"; of its
 * methods only the header is accepted (section 2.3 is NOT RECOMMENDED, and gone from OAuth 2.1).
 */
export function readCredentials(head: RequestHead, rules: CredentialsRules): CredentialsReading {
  if (!rules.tokens && rules.apiKeyHeader === undefined) {
    return { kind: 'read', token: undefined, apiKey: undefined };
  }
  const authorization = onlyValue(head.rawHeaders, 'authorization');
  const apiKey = rules.apiKeyHeader === undefined ? undefined : onlyValue(head.rawHeaders, rules.apiKeyHeader);
  if (authorization === repeated || apiKey === repeated) {
    return malformed('invalid_request', 'The request has credentials twice');
  }
  if (head.search !== '' && new URLSearchParams(head.search).has('access_token')) {
    return malformed('invalid_request', 'Tokens are not accepted in the query string: use the Authorization header');
  }
  if (apiKey !== undefined && apiKey.length > maxApiKeyLength) {
    return malformed('invalid_token', 'The API key is not valid');
  }
  if (authorization === undefined || !rules.tokens) {
    return { kind: 'read', token: undefined, apiKey };
  }
  const token = bearer.exec(authorization)?.[1];
  if (token === undefined) {
    return malformed('invalid_request', 'The Authorization header is not of the form: Bearer TOKEN');
  }
  return token.length > rules.maxTokenLength
    ? malformed('invalid_token', `The token is too long: at most ${rules.maxTokenLength} bytes are accepted`)
    : { kind: 'read', token, apiKey };
}

const repeated = Symbol('repeated');

function onlyValue(rawHeaders: readonly string[], name: string): string | undefined | typeof repeated {
  let found: string | undefined;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const candidate = rawHeaders[index];
    // Lengths first: few headers are as long as this one, and lower-casing each would cost more than all the rest.
    if (candidate?.length === name.length && candidate.toLowerCase() === name) {
      if (found !== undefined) {
        return repeated;
      }
      found = rawHeaders[index + 1] ?? '';
    }
  }
  return found;
}

function malformed(error: TokenError, description: string): CredentialsReading {
  return { kind: 'malformed', error, description };
}
