/** Anything but XML 1.0's `Char`: control characters, lone surrogates, U+FFFE and U+FFFF. */
const notXml = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
};

/**
 * Writes text so that it can stand in an element or a double-quoted attribute.
 *
 * XML has no way to carry control characters and lone surrogates, escaped or not: U+FFFD stands for each, as it does
 * wherever text meets bytes that are none. A carriage return becomes a reference, as readers make a line feed of it.
 *
 * Spec: Extensible Markup Language 1.0 (Fifth Edition), section 2.2 "Characters", section 2.11 "End-of-Line Handling".
 */
export function escapeXml(text: string): string {
  return text.replace(notXml, '\u{FFFD}').replace(/[&<>"\r]/g, (character) => references[character] ?? character);
}
