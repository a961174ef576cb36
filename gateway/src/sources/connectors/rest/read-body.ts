import { isTooDeep } from '../json.js';
import { isXmlType, readXml } from '../xml/read-xml.js';
import { parseExactJson } from './parse-exact-json.js';

/** A body as data for mappings, or why it cannot be read, in words that repeat nothing of it. */
export type ReadBody =
  | { readonly kind: 'data'; readonly data: unknown; readonly isXml?: true }
  | { readonly kind: 'unreadable'; readonly reason: string };

/**
 * Reads the body of an answer by its content type: JSON (also `+json`, and when there is no type), XML (also `+xml`) by
 * the rule of `readXml`, `text/plain` as a string in its charset; nothing, and every other type, is null.
 *
 * Spec: Apollo Connectors, response mapping.
 */
export function readBody(body: Buffer, contentType: string | undefined): ReadBody {
  if (body.length === 0) return { kind: 'data', data: null };
  const [mediaType = '', ...parameters] = (contentType ?? 'application/json').split(';');
  const type = mediaType.trim().toLowerCase();
  if (type === 'application/json' || type.endsWith('+json')) return readJson(body);
  if (isXmlType(type)) {
    const read = readXml(body, contentType);
    return read.kind === 'data' ? { ...read, isXml: true } : read;
  }
  return { kind: 'data', data: type === 'text/plain' ? decodeText(body, parameters) : null };
}

function readJson(body: Buffer): ReadBody {
  let data: unknown;
  try {
    // TextDecoder drops a byte order mark, which JSON.parse would stumble over.
    data = parseExactJson(new TextDecoder().decode(body));
  } catch {
    // The parser's message repeats a piece of the body, so it is not kept as the cause.
    return { kind: 'unreadable', reason: 'the body is not JSON' };
  }
  return isTooDeep(data) ? { kind: 'unreadable', reason: 'the JSON nests too deeply' } : { kind: 'data', data };
}

function decodeText(body: Buffer, parameters: readonly string[]): string {
  const charset = parameters.map((parameter) => /^\s*charset\s*=\s*"?([^"\s]+)/i.exec(parameter)?.[1]).find(Boolean);
  try {
    return new TextDecoder(charset ?? 'utf-8').decode(body);
  } catch {
    // An unknown charset: UTF-8 is what the text most likely is.
    return new TextDecoder().decode(body);
  }
}
