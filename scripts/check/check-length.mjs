import { isTest } from './read-modules.mjs';

/** Past this a file needs a reason. */
const MAX_LINES = 400;
/** Where the reason stands: `// Long file: <why it is one piece>` among the first lines. */
const REASON = /^\/\/ Long file: \S/;
const REASON_WITHIN_LINES = 5;

/**
 * Checks that no source file is longer than 400 lines without a line at its top that says why it is one piece. Tests may
 * be longer.
 *
 * @param {ReadonlyMap<string, import('./read-modules.mjs').Module>} modules
 * @returns {readonly string[]} Problems, each with file and line.
 */
export function checkLength(modules) {
  return [...modules.values()].flatMap(({ file, text }) => {
    const lines = text.split('\n');
    // The text ends with a line break, after which there is no line.
    const count = lines.at(-1) === '' ? lines.length - 1 : lines.length;
    if (count <= MAX_LINES || isTest(file)) return [];
    if (lines.slice(0, REASON_WITHIN_LINES).some((line) => REASON.test(line))) return [];
    return [`${file}:${MAX_LINES}: has ${count} lines; split it, or say why not in a first line "// Long file: ..."`];
  });
}
