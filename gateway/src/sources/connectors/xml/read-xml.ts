import { decodeXml, parseXml, textOf, type XmlElement, XmlEncodingError, XmlSyntaxError } from '@facet/schema/wsdl';
import { createObject, maxValueDepth } from '../json.js';

/** XML as data for mappings, or why it cannot be read, in words that repeat nothing of it. */
export type ReadXml =
  | { readonly kind: 'data'; readonly data: unknown }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Most elements of one document: each costs some hundred bytes of memory. */
const maxElements = 200_000;

const instanceNamespace = 'http://www.w3.org/2001/XMLSchema-instance';

/** Whether a media type, without parameters and in lower case, is XML. Spec: RFC 7303 section 4.2. */
export function isXmlType(mediaType: string): boolean {
  return mediaType === 'application/xml' || mediaType === 'text/xml' || mediaType.endsWith('+xml');
}

/**
 * Reads an XML document as JSON by one fixed rule, so that a mapping can be written from looking at the document:
 *
 * - the data is an object with one key, the root element's name; namespaces and prefixes are dropped;
 * - attributes are keys `"@name"`, child elements keys of their own, and siblings of one name a list;
 * - an element with nothing but text is that text, as it stands; beside attributes or elements text is `"#text"`;
 * - an empty element is the empty text, one with `xsi:nil="true"` null.
 *
 * Nothing is guessed of numbers, and one sibling is no list: the schema's types decide both (see `fitToType`).
 *
 * @param bytes A document type declaration is refused, whatever it declares; depth, elements and size are bounded.
 */
export function readXml(bytes: Uint8Array, contentType: string | undefined): ReadXml {
  try {
    const root = parseXml(decodeXml(bytes, contentType), { maxDepth: maxValueDepth - 1, maxElements });
    const data = createObject();
    data[root.name] = toJson(root);
    return { kind: 'data', data };
  } catch (error) {
    if (error instanceof XmlSyntaxError) {
      const what =
        error.refusal === 'malformed' ? 'the body is not well-formed XML' : `the XML is refused: ${error.message}`;
      return { kind: 'unreadable', reason: `${what} (line ${error.line}, column ${error.column})` };
    }
    if (error instanceof XmlEncodingError) return { kind: 'unreadable', reason: error.message };
    throw error;
  }
}

/** Recursive: the parser has bounded the depth. */
function toJson(element: XmlElement): unknown {
  const { attributes, children } = element;
  if (isNil(element)) return null;
  const hasElements = children.some((child) => typeof child !== 'string');
  const shown = attributes.filter(({ namespace, name }) => namespace !== instanceNamespace || name === 'type');
  if (!hasElements && shown.length === 0) return textOf(element);
  const object = createObject();
  for (const { name, value } of shown) object[`@${name}`] = value;
  const lists = new Set<string>();
  for (const child of children) if (typeof child !== 'string') addChild(object, child, lists);
  const text = textOf(element);
  // Between elements white space is layout; text is there only when something else is.
  if (!hasElements ? text !== '' : text.trim() !== '') object['#text'] = hasElements ? text.trim() : text;
  return object;
}

function addChild(object: Record<string, unknown>, child: XmlElement, lists: Set<string>): void {
  const { name } = child;
  const value = toJson(child);
  if (lists.has(name)) (object[name] as unknown[]).push(value);
  else if (Object.hasOwn(object, name)) {
    object[name] = [object[name], value];
    lists.add(name);
  } else object[name] = value;
}

function isNil({ attributes }: XmlElement): boolean {
  return attributes.some(
    ({ namespace, name, value }) =>
      namespace === instanceNamespace && name === 'nil' && (value.trim() === 'true' || value.trim() === '1'),
  );
}
