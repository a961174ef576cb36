/** What stands in a log line for what was taken out. */
export const redacted = '[redacted]';

/**
 * Names whose values are never logged, wherever in a line they stand. Matched anywhere in the name, so that `x-api-key`,
 * `clientSecret` and `refresh_token` are covered; `proxy-authorization` and `set-cookie` too.
 */
const secretName = /authorization|cookie|passw|passphrase|secret|token|api[-_]?key|private[-_]?key|credential/i;

/** Credentials inside of text: an Authorization header's value, and user info in a URL. */
const bearerOrBasic = /\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi;
const urlUserInfo = /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/?#@]+@/gi;

/** Fields deeper than this are not logged: a line is no place for a whole document. */
const maxDepth = 8;

/**
 * Fields of a log line of which none can be secret, since whoever writes the line has seen to it. They are logged as they
 * are: for lines that every request leaves behind.
 */
export abstract class HarmlessFields {}

/**
 * Copies a log line's fields without what may be secret: values under secret-like names, and credentials inside of text.
 * Errors become plain objects with `type`, `message`, `stack`, `code`, `source` and `cause`, and nothing else, since
 * libraries hang requests and their headers on them. The given value is left as it is.
 */
export function redactSecrets(value: unknown): unknown {
  return redactAt(value, 0);
}

/** Takes credentials out of text: `Bearer …`, `Basic …` and the user info of URLs. */
export function redactText(text: string): string {
  // Most text has neither, and every line of the log passes here.
  const withoutTokens = /(?:bearer|basic)\s/i.test(text) ? text.replace(bearerOrBasic, `$1 ${redacted}`) : text;
  return withoutTokens.includes('@') ? withoutTokens.replace(urlUserInfo, `$1${redacted}@`) : withoutTokens;
}

function redactAt(value: unknown, depth: number): unknown {
  if (typeof value === 'string') {
    return redactText(value);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if (depth >= maxDepth) {
    return '[deeper than is logged]';
  }
  if (value instanceof Error) {
    return redactEntries(Object.entries(errorFields(value)), depth);
  }
  if (Array.isArray(value)) {
    return value.map((item) => redactAt(item, depth + 1));
  }
  if (value instanceof Map) {
    return redactEntries(
      [...value].map(([key, item]) => [String(key), item]),
      depth,
    );
  }
  if (value instanceof Date || value instanceof URL) {
    return redactText(String(value.toJSON()));
  }
  return redactEntries(Object.entries(value), depth);
}

function redactEntries(entries: ReadonlyArray<readonly [string, unknown]>, depth: number): object {
  return Object.fromEntries(
    entries.map(([name, value]) => [name, secretName.test(name) ? redacted : redactAt(value, depth + 1)]),
  );
}

function errorFields(error: Error & { code?: unknown; source?: unknown }): Record<string, unknown> {
  return {
    type: error.name,
    message: error.message,
    stack: error.stack,
    ...(error.code === undefined ? {} : { code: error.code }),
    ...(typeof error.source === 'string' ? { source: error.source } : {}),
    ...(error.cause === undefined ? {} : { cause: error.cause }),
  };
}
