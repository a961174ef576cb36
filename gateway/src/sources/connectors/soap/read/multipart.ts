import { SoapAnswerError } from './answer-error.js';

/** One part of a MIME message. */
export interface MessagePart {
  /** Names in lower case, values unfolded. */
  readonly headers: ReadonlyMap<string, string>;
  /** Its bytes, transfer encoding undone. A view on the message's where there was none. */
  readonly content: Uint8Array;
}

/** Most parts of one message; each costs more memory than bytes. */
const maxParts = 1_000;
/** Most bytes of one part's headers; some hundred are common. */
const maxHeaderBytes = 16_384;

/** A parameter of a media type, or undefined when it has none of that name. */
export function parameterOf(mediaType: string, name: string): string | undefined {
  const [, quoted, plain] =
    new RegExp(`;\\s*${name}\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s;]+))`, 'i').exec(mediaType) ?? [];
  return plain ?? quoted?.replace(/\\(.)/g, '$1');
}

/**
 * Takes a whole MIME message apart, in time linear in its length. What stands before the first and behind the last part
 * is left out.
 *
 * Spec: RFC 2046 section 5.1.1; RFC 2045 section 6 (transfer encodings).
 *
 * @throws {SoapAnswerError} for a message without its last delimiter (it was cut off), more than 1000 parts, more than
 *   16 KiB of headers in one, and transfer encodings other than 7bit, 8bit, binary and base64.
 */
export function parseMultipart(message: Buffer, boundary: string): readonly MessagePart[] {
  const parts: MessagePart[] = [];
  let delimiter = nextDelimiter(message, boundary, 0);
  while (delimiter !== undefined && !delimiter.isLast) {
    const next = nextDelimiter(message, boundary, delimiter.end);
    if (next === undefined) break;
    if (parts.length >= maxParts) throw new SoapAnswerError(`it has more than ${maxParts} parts`);
    parts.push(parsePart(message.subarray(delimiter.end, next.start)));
    delimiter = next;
  }
  if (delimiter?.isLast !== true) throw new SoapAnswerError('its last part is not closed: the message was cut off');
  return parts;
}

interface Delimiter {
  /** Where the line end before it begins, which belongs to it. */
  readonly start: number;
  /** Behind its own line end. */
  readonly end: number;
  readonly isLast: boolean;
}

function nextDelimiter(message: Buffer, boundary: string, from: number): Delimiter | undefined {
  const text = Buffer.from(`--${boundary}`, 'latin1');
  for (let at = message.indexOf(text, from); at !== -1; at = message.indexOf(text, at + 1)) {
    const start = lineEndBefore(message, at, from);
    const rest = message.toString('latin1', at + text.length, at + text.length + 80);
    // White space may follow on its line; anything else makes it part of the content.
    const [line, last] = /^(--)?[\t ]*(?:\r?\n|$)/.exec(rest) ?? [];
    if (start !== undefined && line !== undefined) {
      return { start, end: at + text.length + line.length, isLast: last !== undefined };
    }
  }
  return undefined;
}

/** Undefined when the position is not at the start of a line. */
function lineEndBefore(message: Buffer, at: number, from: number): number | undefined {
  if (at === from) return at;
  if (message[at - 1] !== 0x0a) return undefined;
  return at - 2 >= from && message[at - 2] === 0x0d ? at - 2 : at - 1;
}

function parsePart(bytes: Buffer): MessagePart {
  const head = bytes.toString('latin1', 0, maxHeaderBytes);
  const [blank] = /^\r?\n/.exec(head) ?? [];
  const end = blank === undefined ? /\r?\n\r?\n/.exec(head) : undefined;
  if (blank === undefined && !end) {
    throw new SoapAnswerError(`the headers of a part do not end within ${maxHeaderBytes} bytes`);
  }
  const headers = parseHeaders(end ? head.slice(0, end.index) : '');
  const content = bytes.subarray(end ? end.index + end[0].length : blank?.length);
  return { headers, content: decodeTransfer(content, headers.get('content-transfer-encoding')) };
}

function parseHeaders(text: string): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (const line of text.replace(/\r?\n[\t ]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return headers;
}

function decodeTransfer(content: Buffer, encoding = 'binary'): Uint8Array {
  const name = encoding.toLowerCase();
  if (name === 'binary' || name === '8bit' || name === '7bit') return content;
  if (name === 'base64') return Buffer.from(content.toString('latin1'), 'base64');
  throw new SoapAnswerError('a part has a transfer encoding that is not supported');
}
