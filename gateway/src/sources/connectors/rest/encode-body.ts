import { isJsonObject } from '../json.js';
import { isXmlType } from '../xml/read-xml.js';
import { writeXml } from '../xml/write-xml.js';

/** The media type for which bodies are sent as a form. */
const formMediaType = 'application/x-www-form-urlencoded';

/** A body as it is sent, or why there is none, in words that repeat no value. */
export type EncodedBody =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Writes a mapped body as its content type says: a form, XML (see `writeXml`), JSON otherwise.
 *
 * A form has indexed brackets (`b[c][0]=x`), `+` for spaces and nothing for null, as the `qs` convention has it.
 *
 * @param value Not missing.
 */
export function encodeBody(value: unknown, contentType: string): EncodedBody {
  const mediaType = mediaTypeOf(contentType);
  if (isXmlType(mediaType)) return writeXml(value);
  if (mediaType !== formMediaType) return { kind: 'text', text: JSON.stringify(value) };
  if (!isJsonObject(value)) return { kind: 'refused', reason: 'the body of a form is not an object' };
  const pairs = Object.entries(value).flatMap(([name, entry]) => formPairs(encodeFormText(name), entry));
  return { kind: 'text', text: pairs.join('&') };
}

/** The media type of a Content-Type, without parameters, in lower case. */
export function mediaTypeOf(contentType: string): string {
  const [mediaType = ''] = contentType.split(';', 1);
  return mediaType.trim().toLowerCase();
}

function formPairs(name: string, value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [`${name}=${encodeFormText(String(value ?? ''))}`];
  return Object.entries(value).flatMap(([key, entry]) => formPairs(`${name}[${encodeFormText(key)}]`, entry));
}

/** URLSearchParams knows the form encoding, WHATWG URL section 5.2; its name part is cut off. */
function encodeFormText(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1);
}
