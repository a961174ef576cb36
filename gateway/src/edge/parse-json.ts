import { isUtf8 } from 'node:buffer';
import { findJsonError } from './find-json-error.js';
import { nestsDeeperThan } from './json-nesting.js';
import { type Reading, refuse } from './refusal.js';

/** More than `maxJsonDepth` of parse-graphql-request.ts, which says what is too deep; this keeps it from being parsed. */
const maxDepth = 512;

/** Longer texts, in characters, are told that they are no JSON, and not where: finding it takes longer than parsing. */
const maxSearchedLength = 100_000;

/** Takes the byte order mark away. */
const decoder = new TextDecoder();

/**
 * Reads a request body as JSON.
 *
 * Spec: RFC 8259; section 8.1 allows a reader to ignore a byte order mark, and this one does.
 *
 * @returns The value, or BAD_REQUEST: naming line and column of the first character that is wrong, in a text of up to
 *   100,000 characters, or saying that it is nested deeper than 512 levels.
 */
export function parseJsonBytes(bytes: Uint8Array): Reading<unknown> {
  if (!isUtf8(bytes)) {
    return refuse('BAD_REQUEST', 'The request body is not UTF-8');
  }
  if (nestsDeeperThan(bytes, maxDepth)) {
    return refuse('BAD_REQUEST', `The request body is nested deeper than ${maxDepth} levels`);
  }
  const text = decoder.decode(bytes);
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
    const at = text.length > maxSearchedLength ? undefined : findJsonError(text);
    const where = at === undefined ? '' : `: line ${at.line}, column ${at.column} is where it goes wrong`;
    return refuse('BAD_REQUEST', `${subject} is not JSON${where}`);
  }
}
