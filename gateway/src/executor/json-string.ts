// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON escapes exactly these.
const needsEscape = /[\u0000-\u001f"\\\ud800-\udfff]/;

/** A string as JSON text. Half the time of `JSON.stringify` for what needs no escapes, which is nearly everything. */
export function jsonString(value: string): string {
  return needsEscape.test(value) ? JSON.stringify(value) : `"${value}"`;
}

/** Whether a value is a string that is written to JSON as it is, between quotes. */
export function isPlainText(value: unknown): boolean {
  return typeof value === 'string' && !needsEscape.test(value);
}
