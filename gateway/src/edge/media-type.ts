/** A parsed `Content-Type`. */
export interface MediaType {
  /** `type/subtype` in lower case. */
  readonly essence: string;
  /** Names in lower case, values unquoted; the first of a name counts. */
  readonly parameters: ReadonlyMap<string, string>;
}

const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const essencePattern = new RegExp(`[ \\t]*(${token}/${token})[ \\t]*`, 'y');
const parameterPattern = new RegExp(`;[ \\t]*(?:(${token})=(?:(${token})|"((?:[^"\\\\]|\\\\.)*)"))?[ \\t]*`, 'y');

/**
 * Reads a media type.
 *
 * Spec: RFC 9110 section 8.3.1.
 *
 * @returns undefined when the text is none, or more than one.
 */
export function parseMediaType(text: string): MediaType | undefined {
  essencePattern.lastIndex = 0;
  const essence = essencePattern.exec(text)?.[1];
  if (essence === undefined) {
    return undefined;
  }
  const parameters = new Map<string, string>();
  let offset = essencePattern.lastIndex;
  while (offset < text.length) {
    parameterPattern.lastIndex = offset;
    const match = parameterPattern.exec(text);
    if (match === null) {
      return undefined; // what is left is no parameter, such as that of a second header
    }
    const [, name, plain, quoted] = match;
    const key = name?.toLowerCase();
    if (key !== undefined && !parameters.has(key)) {
      parameters.set(key, plain ?? quoted?.replace(/\\(.)/g, '$1') ?? '');
    }
    offset = parameterPattern.lastIndex;
  }
  return { essence: essence.toLowerCase(), parameters };
}
