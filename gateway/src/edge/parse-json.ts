import { isUtf8 } from 'node:buffer';
import { findJsonError } from './find-json-error.js';
import { type Reading, refuse } from './refusal.js';

/**
 * Reads a request body as JSON.
 *
 * Spec: RFC 8259; section 8.1 allows a reader to ignore a byte order mark, and this one does.
 *
 * @returns The value, or BAD_REQUEST naming line and column of the first character that is wrong.
 */
export function parseJsonBytes(bytes: Uint8Array): Reading<unknown> {
  if (!isUtf8(bytes)) {
    return refuse('BAD_REQUEST', 'The request body is not UTF-8');
  }
  // TextDecoder takes the byte order mark away.
  const text = new TextDecoder().decode(bytes);
  return text === '' ? refuse('BAD_REQUEST', 'The request body is empty') : parseJsonText(text, 'The request body');
}

/**
 * Reads a text as JSON.
 *
 * @param subject What the message says is no JSON, such as `The request body`.
 */
export function parseJsonText(text: string, subject: string): Reading<unknown> {
  try {
    return { kind: 'read', value: JSON.parse(text) };
  } catch {
    // Only a SyntaxError can be caught here. Its message is V8's, and quotes the text, so the position is found anew.
    const at = findJsonError(text);
    const where = at === undefined ? '' : `: line ${at.line}, column ${at.column} is where it goes wrong`;
    return refuse('BAD_REQUEST', `${subject} is not JSON${where}`);
  }
}
