/**
 * Parses JSON without losing digits: a number that JavaScript's numbers cannot hold exactly, such as a 64-bit integer or a
 * decimal of twenty digits, becomes a text of just those digits. GraphQL's `ID`, `String` and scalars of one's own take it
 * as it is.
 *
 * Costs more than `JSON.parse` only for a text with sixteen digits in a row somewhere, or a fraction that long. O(n).
 *
 * @throws {SyntaxError} when the text is no JSON.
 */
export function parseExactJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return mayLoseDigits.test(text) ? (JSON.parse(quoteLongNumbers(text)) as unknown) : value;
}

/** Fifteen significant digits always survive; the point may stand anywhere among sixteen. */
const mayLoseDigits = /[0-9.]{16}/;

const numberOrString = /["0-9-]/g;
const numberAt = /-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;

/** @param text Valid JSON. */
function quoteLongNumbers(text: string): string {
  const parts: string[] = [];
  let copied = 0;
  let offset = 0;
  for (;;) {
    numberOrString.lastIndex = offset;
    const start = numberOrString.exec(text)?.index;
    if (start === undefined) break;
    if (text[start] === '"') {
      offset = endOfString(text, start);
      continue;
    }
    numberAt.lastIndex = start;
    const digits = numberAt.exec(text)?.[0] ?? '';
    offset = start + digits.length;
    if (typeof exactNumber(digits) === 'number') continue;
    parts.push(text.slice(copied, start), `"${digits}"`);
    copied = offset;
  }
  return parts.join('') + text.slice(copied);
}

const quoteOrEscape = /["\\]/g;

/** The offset behind the closing quote. */
function endOfString(text: string, start: number): number {
  quoteOrEscape.lastIndex = start + 1;
  for (;;) {
    const at = quoteOrEscape.exec(text)?.index ?? text.length;
    if (text[at] !== '\\') return at + 1;
    quoteOrEscape.lastIndex = at + 2;
  }
}

/** A number as it is written in JSON or GraphQL: a text of the same digits where JavaScript's numbers lose some. */
export function exactNumber(digits: string): number | string {
  return isExact(digits) ? Number(digits) : digits;
}

function isExact(digits: string): boolean {
  if (digits.length < 16) return true;
  const value = Number(digits);
  if (/^-?[0-9]+$/.test(digits)) return Number.isSafeInteger(value);
  const significant = digits
    .replace(/[eE].*$/, '')
    .replace(/[-.]/g, '')
    .replace(/^0+/, '')
    .replace(/0+$/, '');
  // What a double was written as reads back as the same double.
  return significant.length <= 15 || (Number.isFinite(value) && String(value) === digits);
}
