const quote = 0x22;
const backslash = 0x5c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/**
 * Whether brackets and braces of a JSON text stand deeper in each other than is allowed. `JSON.parse()` takes a tenth of a
 * second for a megabyte of `[`; this takes some milliseconds, and what it refuses is not parsed.
 *
 * @param bytes UTF-8. What is no JSON gives either answer.
 * @param maxDepth At least 1.
 */
export function nestsDeeperThan(bytes: Uint8Array, maxDepth: number): boolean {
  // Each level takes a byte, so small texts need no look.
  if (bytes.length <= maxDepth) {
    return false;
  }
  let depth = 0;
  let inString = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (inString) {
      if (byte === backslash) {
        at++;
      } else if (byte === quote) {
        inString = false;
      }
    } else if (byte === quote) {
      inString = true;
    } else if (byte === openBracket || byte === openBrace) {
      depth++;
      if (depth > maxDepth) {
        return true;
      }
    } else if (byte === closeBracket || byte === closeBrace) {
      depth--;
    }
  }
  return false;
}
