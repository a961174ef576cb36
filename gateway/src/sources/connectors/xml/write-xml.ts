import { isJsonObject } from '../json.js';
import { SoapInputError } from '../soap/write/input-error.js';
import { assertName, namespaceOf, writeUntyped } from '../soap/write/write-untyped.js';
import { XmlWriter } from '../soap/write/xml-writer.js';

/** A document, or why there is none, in words that name keys and repeat no value. */
export type WrittenXml =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Writes a mapped value as an XML document, by the rule that `readXml` reads by: the only key is the root element,
 * `"@name"` an attribute, `"#text"` the text, a list repeats its element, null is `xsi:nil`, and `"@xmlns"` is the namespace
 * of the element and of those inside that have none of their own, as `xmlns` is in XML.
 */
export function writeXml(value: unknown): WrittenXml {
  const [entry, ...others] = isJsonObject(value) ? Object.entries(value) : [];
  if (entry === undefined || others.length > 0) {
    return { kind: 'refused', reason: 'the body of an XML request is not an object with one key, its root element' };
  }
  const [name, content] = entry;
  try {
    assertName(name, name);
    if (Array.isArray(content)) throw new SoapInputError(name, 'is a list: a document has one root element');
    const writer = new XmlWriter();
    const inherited = namespaceOf(content) ?? '';
    const tag = writer.qualify(inherited, name);
    writeUntyped(tag, content, { writer, path: name, depth: 0, inherited });
    const { xml, declarations } = writer.finish();
    const start = `<${tag}`;
    const text = `<?xml version="1.0" encoding="UTF-8"?>${start}${declarations}${xml.slice(start.length)}`;
    return { kind: 'text', text };
  } catch (error) {
    if (error instanceof SoapInputError) return { kind: 'refused', reason: error.message };
    throw error;
  }
}
