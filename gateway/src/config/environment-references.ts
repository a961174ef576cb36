/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A text with its references to environment variables filled in. */
export interface Substitution {
  readonly text: string;
  /** Names that are neither set nor have a default; `text` still has these references as written. */
  readonly missing: readonly string[];
  /** References that cannot be read, as written. */
  readonly malformed: readonly string[];
}

// `$${` is how a literal `${` is written. A reference ends at the first `}`, so a default cannot hold one.
const reference = /\$\$\{|\$\{([^}]*)(\}?)/g;
const referenceBody = /^([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/s;

/**
 * Fills `${NAME}` and `${NAME:-default}` in a text. As in a shell, the default also stands in for an empty variable.
 *
 * @returns The text, or which references stand in the way. Values never appear in a problem, since they may be secret.
 */
export function substituteEnvironment(text: string, environment: Environment): Substitution {
  const missing: string[] = [];
  const malformed: string[] = [];
  const substituted = text.replace(reference, (written: string, body: string | undefined, end: string | undefined) => {
    if (body === undefined) {
      return '${';
    }
    const match = end === '}' ? referenceBody.exec(body) : null;
    const name = match?.[1];
    if (name === undefined) {
      malformed.push(written);
      return written;
    }
    const fallback = match?.[2];
    // Own properties only: the names come from a file, and `constructor` is not a variable.
    const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
    if (fallback !== undefined && (value === undefined || value === '')) {
      return fallback;
    }
    if (value === undefined) {
      missing.push(name);
      return written;
    }
    return value;
  });
  return { text: substituted, missing, malformed };
}
