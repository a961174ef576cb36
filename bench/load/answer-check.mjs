import { isDeepStrictEqual } from 'node:util';

/** How many texts of one right answer are remembered; a gateway normally writes one. */
const MAX_TEXTS = 8;

/**
 * Checks every answer of a run: byte by byte against texts that were found right before, else as JSON.
 *
 * @param {unknown} data What `data` must be.
 * @returns {(answer: Buffer) => string | undefined} What is wrong with an answer; nothing when it is right.
 */
export function createAnswerCheck(data) {
  /** @type {Buffer[]} */
  const rightTexts = [];
  return (answer) => {
    if (rightTexts.some((text) => text.equals(answer))) return undefined;
    const fault = findFault(answer, data);
    if (fault === undefined && rightTexts.length < MAX_TEXTS) rightTexts.push(answer);
    return fault;
  };
}

/**
 * @param {Buffer} answer
 * @param {unknown} data
 * @returns {string | undefined}
 */
export function findFault(answer, data) {
  const text = answer.toString();
  try {
    const parsed = JSON.parse(text);
    if (parsed.errors === undefined && isDeepStrictEqual(parsed.data, data)) return undefined;
  } catch {
    return `not JSON: ${text.slice(0, 300)}`;
  }
  return `wrong: ${text.slice(0, 300)}`;
}
