import { parseXml, XmlSyntaxError } from './parse-xml.js';
import { WsdlError } from './wsdl-error.js';
import { attributeOf, childElements, type XmlElement } from './xml-element.js';

/** Namespace of WSDL 1.1. */
export const wsdlNamespace = 'http://schemas.xmlsoap.org/wsdl/';
/** Namespace of XML Schema 1.0 and 1.1. */
export const xsdNamespace = 'http://www.w3.org/2001/XMLSchema';

/** A document as it is stored with a supergraph. */
export interface WsdlDocument {
  /** Path relative to the WSDL's directory, with `/`, or an absolute URL. */
  readonly location: string;
  readonly text: string;
}

/** A document and its parsed root: `definitions` or `schema`. */
export interface ParsedDocument {
  readonly location: string;
  readonly root: XmlElement;
}

/** A reference from one document to another. */
export interface WsdlImport {
  readonly kind: 'wsdl-import' | 'import' | 'include' | 'redefine';
  /** As written, relative to the document; undefined where the reference only names a namespace. */
  readonly location: string | undefined;
  readonly namespace: string | undefined;
  readonly line: number;
}

/** Schemas that are known without being read: their documents are never fetched. */
const builtInNamespaces: ReadonlySet<string> = new Set([
  xsdNamespace,
  'http://www.w3.org/XML/1998/namespace',
  'http://schemas.xmlsoap.org/soap/envelope/',
  'http://schemas.xmlsoap.org/soap/encoding/',
  'http://www.w3.org/2003/05/soap-envelope',
  'http://www.w3.org/2003/05/soap-encoding',
  'http://schemas.xmlsoap.org/wsdl/',
  'http://schemas.xmlsoap.org/wsdl/soap/',
]);

/**
 * Parses a WSDL 1.1 or XML Schema document.
 *
 * @throws {WsdlError} WSDL_INVALID with file and line; WSDL_UNSUPPORTED for WSDL 2.0.
 */
export function parseWsdlDocument(document: WsdlDocument): ParsedDocument {
  const root = parseRoot(document);
  const place = { file: document.location, line: root.line };
  if (root.name === 'description' && root.namespace === 'http://www.w3.org/ns/wsdl') {
    throw new WsdlError('WSDL_UNSUPPORTED', 'WSDL 2.0 is not supported: give a WSDL 1.1 document', place);
  }
  if (!isDefinitions(root) && !isSchema(root)) {
    const found = root.namespace === '' ? `"${root.name}"` : `"${root.name}" of "${root.namespace}"`;
    throw new WsdlError(
      'WSDL_INVALID',
      `the document is neither WSDL 1.1 nor an XML Schema: its root is ${found}`,
      place,
    );
  }
  return { location: document.location, root };
}

function parseRoot(document: WsdlDocument): XmlElement {
  try {
    return parseXml(document.text);
  } catch (error) {
    if (error instanceof XmlSyntaxError) {
      const message =
        error.refusal === 'malformed' ? `the document is not well-formed: ${error.message}` : error.message;
      throw new WsdlError('WSDL_INVALID', message, { file: document.location, line: error.line }, error);
    }
    throw error;
  }
}

/** True for the root of a WSDL 1.1 document. */
export function isDefinitions(element: XmlElement): boolean {
  return element.name === 'definitions' && element.namespace === wsdlNamespace;
}

/** True for an XML Schema, whether a document of its own or inside `wsdl:types`. */
export function isSchema(element: XmlElement): boolean {
  return element.name === 'schema' && element.namespace === xsdNamespace;
}

/** The schemas that stand in a document itself. */
export function schemasOf(root: XmlElement): readonly XmlElement[] {
  if (isSchema(root)) {
    return [root];
  }
  return childElements(root, 'types').flatMap((types) => childElements(types).filter(isSchema));
}

/** The references of a document, in document order; those that need no document are left out. */
export function importsOf(root: XmlElement): readonly WsdlImport[] {
  const found: WsdlImport[] = [];
  if (isDefinitions(root)) {
    for (const element of childElements(root, 'import')) {
      found.push(toImport(element, 'wsdl-import', attributeOf(element, 'location')));
    }
  }
  for (const schema of schemasOf(root)) {
    found.push(...schemaImportsOf(schema));
  }
  return found;
}

/** The same for one schema. */
export function schemaImportsOf(schema: XmlElement): readonly WsdlImport[] {
  const found: WsdlImport[] = [];
  for (const element of childElements(schema)) {
    const kind = element.name;
    if (element.namespace === xsdNamespace && (kind === 'import' || kind === 'include' || kind === 'redefine')) {
      found.push(toImport(element, kind, attributeOf(element, 'schemaLocation')));
    }
  }
  return found.filter((each) => each.namespace === undefined || !builtInNamespaces.has(each.namespace));
}

function toImport(element: XmlElement, kind: WsdlImport['kind'], location: string | undefined): WsdlImport {
  return { kind, location, namespace: attributeOf(element, 'namespace'), line: element.line };
}

/**
 * Where a reference leads, as a location of the same kind: relative to the WSDL's directory, or an absolute URL. Both
 * the resolver and a reader of stored documents use it, so that they agree without any file or network.
 *
 * @param base Location of the document that holds the reference.
 * @returns A path that leaves the WSDL's directory begins with `../`.
 */
export function resolveLocation(base: string, reference: string): string {
  const cleaned = reference.trim().split('#', 1)[0] ?? '';
  if (cleaned === '') {
    return base;
  }
  if (URL.canParse(cleaned)) {
    return new URL(cleaned).href;
  }
  if (URL.canParse(base)) {
    return new URL(cleaned, base).href;
  }
  const segments = cleaned.startsWith('/') ? [] : base.split('/').slice(0, -1);
  for (const segment of decodePath(cleaned).split('/')) {
    if (segment === '..' && segments.length > 0 && segments.at(-1) !== '..') {
      segments.pop();
    } else if (segment !== '.' && (segment !== '' || segments.length === 0)) {
      segments.push(segment);
    }
  }
  return segments.join('/');
}

/** A schema location is a URI reference: a space in a file's name is `%20` there. Backslashes are a common mistake. */
function decodePath(path: string): string {
  const slashed = path.replaceAll('\\', '/');
  try {
    return decodeURIComponent(slashed);
  } catch {
    // Not percent-encoded after all: a file whose name holds a bare `%`.
    return slashed;
  }
}
