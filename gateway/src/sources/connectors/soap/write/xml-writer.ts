import { SoapInputError } from './input-error.js';

/** Text of XML as it grows, and the prefixes it uses: all of them are declared once, on the envelope. */
export class XmlWriter {
  readonly #prefixes = new Map<string, string>();
  #text = '';

  /** @param prefixes Names to use for some namespaces; others are `n0`, `n1`, …. */
  constructor(prefixes: Readonly<Record<string, string>> = {}) {
    for (const [prefix, namespace] of Object.entries(prefixes)) {
      this.#prefixes.set(namespace, prefix);
    }
  }

  /** A name with the prefix of its namespace. */
  qualify(namespace: string, name: string): string {
    if (namespace === '') {
      return name;
    }
    const prefix = this.#prefixes.get(namespace) ?? `n${this.#prefixes.size}`;
    this.#prefixes.set(namespace, prefix);
    return `${prefix}:${name}`;
  }

  /** Adds markup or text that is escaped already. */
  add(xml: string): void {
    this.#text += xml;
  }

  /** What was written, and the declarations it needs, in the order of first use. */
  finish(): { readonly xml: string; readonly declarations: string } {
    const declarations = [...this.#prefixes].map(([namespace, prefix]) => ` xmlns:${prefix}="${escaped(namespace)}"`);
    return { xml: this.#text, declarations: declarations.join('') };
  }
}

/** Anything but XML 1.0's `Char`: control characters, lone surrogates, U+FFFE and U+FFFF. */
const notXml = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

/**
 * Escapes text for an element or a double-quoted attribute. Line ends and tabs become references, as a reader would
 * otherwise make other white space of them.
 *
 * @param path The place in the input, for the error.
 * @throws {SoapInputError} for characters that XML cannot carry, escaped or not.
 */
export function escapeXml(text: string, path: string): string {
  if (notXml.test(text)) {
    throw new SoapInputError(path, 'holds a character that XML cannot carry');
  }
  return escaped(text);
}

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
  // Line ends in XML 1.1, and to readers that know no better in XML 1.0.
  '\u0085': '&#133;',
  '\u2028': '&#8232;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"\t\n\r\u0085\u2028]/g, (character) => references[character] ?? character);
}
