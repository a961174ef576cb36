import { isJsonObject } from '../json.js';

/** The media type for which bodies are sent as a form. */
const formMediaType = 'application/x-www-form-urlencoded';

/**
 * Writes a mapped body: as a form when the content type asks for one, as JSON otherwise.
 *
 * A form has indexed brackets (`b[c][0]=x`), `+` for spaces and nothing for null, as the `qs` convention has it.
 *
 * @param value Not missing.
 * @returns Undefined when a form is asked for and the value is no object.
 */
export function encodeBody(value: unknown, contentType: string): string | undefined {
  const [mediaType = ''] = contentType.split(';', 1);
  if (mediaType.trim().toLowerCase() !== formMediaType) return JSON.stringify(value);
  if (!isJsonObject(value)) return undefined;
  return Object.entries(value)
    .flatMap(([name, entry]) => formPairs(encodeFormText(name), entry))
    .join('&');
}

function formPairs(name: string, value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [`${name}=${encodeFormText(String(value ?? ''))}`];
  return Object.entries(value).flatMap(([key, entry]) => formPairs(`${name}[${encodeFormText(key)}]`, entry));
}

/** URLSearchParams knows the form encoding, WHATWG URL section 5.2; its name part is cut off. */
function encodeFormText(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1);
}
