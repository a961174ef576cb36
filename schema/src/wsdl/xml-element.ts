/** An element of a parsed document, its names already resolved against the namespaces in scope. */
export interface XmlElement {
  /** Local name, without prefix. */
  readonly name: string;
  /** Namespace URI; empty for none. */
  readonly namespace: string;
  /** In document order, `xmlns` declarations left out. */
  readonly attributes: readonly XmlAttribute[];
  /** Elements and text in document order; neighbouring text and CDATA are one string. Comments are left out. */
  readonly children: readonly (XmlElement | string)[];
  /** For QNames in attribute values and text. */
  readonly scope: NamespaceScope;
  /** Where the element starts, 1-based. */
  readonly line: number;
}

/** An attribute, its name resolved. */
export interface XmlAttribute {
  readonly name: string;
  /** Empty for an attribute without prefix. */
  readonly namespace: string;
  readonly value: string;
}

/** Namespace declarations of one element, on top of those around it. */
export interface NamespaceScope {
  readonly declared: ReadonlyMap<string, string>;
  readonly outer: NamespaceScope | undefined;
}

/** A name and its namespace; `namespace` is empty for none. */
export interface QName {
  readonly namespace: string;
  readonly name: string;
}

/** The value of an attribute, or undefined where the element has none of that name. */
export function attributeOf(element: XmlElement, name: string, namespace = ''): string | undefined {
  return element.attributes.find((candidate) => candidate.name === name && candidate.namespace === namespace)?.value;
}

/** The child elements, text left out; those of one name where a name is given, in any namespace. */
export function childElements(element: XmlElement, name?: string): XmlElement[] {
  return element.children.filter(
    (child): child is XmlElement => typeof child !== 'string' && (name === undefined || child.name === name),
  );
}

/** The element's own text, that of its child elements left out. */
export function textOf(element: XmlElement): string {
  const [first] = element.children;
  if (element.children.length === 1 && typeof first === 'string') {
    return first;
  }
  return element.children.filter((child) => typeof child === 'string').join('');
}

/**
 * Resolves a QName written in text or in an attribute's value.
 *
 * Spec: Namespaces in XML 1.0, section 6.2. A QName without prefix takes the default namespace, as XML Schema reads it.
 *
 * @returns undefined when its prefix is not declared.
 */
export function resolveQName(scope: NamespaceScope, text: string): QName | undefined {
  const trimmed = text.trim();
  const colon = trimmed.indexOf(':');
  const prefix = colon === -1 ? '' : trimmed.slice(0, colon);
  const name = trimmed.slice(colon + 1);
  const namespace = prefix === 'xml' ? 'http://www.w3.org/XML/1998/namespace' : namespaceOf(scope, prefix);
  if (namespace === undefined) {
    return prefix === '' ? { namespace: '', name } : undefined;
  }
  return { namespace, name };
}

function namespaceOf(scope: NamespaceScope, prefix: string): string | undefined {
  for (let at: NamespaceScope | undefined = scope; at !== undefined; at = at.outer) {
    const namespace = at.declared.get(prefix);
    if (namespace !== undefined) {
      return namespace;
    }
  }
  return undefined;
}
