/** A parsed `Content-Type`. */
export interface MediaType {
  /** `type/subtype` in lower case. */
  readonly essence: string;
  /** Names in lower case, values unquoted; the first of a name counts. */
  readonly parameters: ReadonlyMap<string, string>;
}

const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const essencePattern = new RegExp(`^\\s*(${token}/${token})\\s*(?:;|$)`);
const parameterPattern = new RegExp(`;\\s*(${token})=(?:(${token})|"((?:[^"\\\\]|\\\\.)*)")`, 'g');

/**
 * Reads a media type.
 *
 * Spec: RFC 9110 section 8.3.1.
 *
 * @returns undefined when the text is none.
 */
export function parseMediaType(text: string): MediaType | undefined {
  const essence = essencePattern.exec(text)?.[1];
  if (essence === undefined) {
    return undefined;
  }
  const parameters = new Map<string, string>();
  for (const [, name = '', plain, quoted] of text.matchAll(parameterPattern)) {
    const key = name.toLowerCase();
    if (!parameters.has(key)) {
      parameters.set(key, plain ?? quoted?.replace(/\\(.)/g, '$1') ?? '');
    }
  }
  return { essence: essence.toLowerCase(), parameters };
}
