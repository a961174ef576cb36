import { attributeOf, childElements, resolveQName, textOf, type XmlElement } from '@facet/schema/wsdl';
import { createObject } from '../../json.js';
import { encodingNamespaces, envelopeNamespaces, instanceNamespace } from '../namespaces.js';
import { anyArray, anyType } from '../xsd/builtin-types.js';
import { derivesFrom } from '../xsd/xsd-compiler.js';
import type { ComplexType, XsdLibrary, XsdType } from '../xsd/xsd-model.js';
import { SoapAnswerError } from './answer-error.js';
import { isEncodedArray, readArray } from './read-array.js';
import { readSimple } from './read-simple.js';

/** Attributes of these namespaces belong to SOAP and XML Schema, not to the data. */
const withheldNamespaces: ReadonlySet<string> = new Set([
  instanceNamespace,
  ...Object.values(envelopeNamespaces),
  ...Object.values(encodingNamespaces),
]);

/**
 * Reads an element of a declared type as JSON, by one rule:
 *
 * - a simple type is a scalar, a complex one an object with a key for each child element, prefixes dropped;
 * - an element that the WSDL allows more than once is a list, whether none, one or many came; any other is single;
 * - attributes are `"@name"`, and text beside attributes or elements is `"#text"`;
 * - `xsi:nil` is null; `xsi:type` is `"@type"` and its type is the one read by. Where the WSDL has types derived from an
 *   element's own, `"@type"` is there whatever came: without `xsi:type`, it is the name of the type declared;
 * - an array of SOAP's encoding is a list.
 *
 * What the WSDL does not know is kept: an attribute as text, an element as a list, since nothing says that it is single.
 *
 * @throws {SoapAnswerError} when a value is not of its type, or a single element comes twice.
 */
export function readElement(xml: XmlElement, declared: XsdType, library: XsdLibrary): unknown {
  const nil = attributeOf(xml, 'nil', instanceNamespace)?.trim();
  if (nil === 'true' || nil === '1') {
    return null;
  }
  const type = actualType(xml, declared, library);
  if (type.kind === 'simple') {
    return readSimple(type, textOf(xml), xml.name);
  }
  if (type.array !== undefined) {
    return readArray(xml, type.array, library, (item, itemType) => readElement(item, itemType, library));
  }
  if (type.simpleContent !== undefined) {
    return readTextWithAttributes(xml, type, library);
  }
  // What may be anything is text as long as it holds nothing else.
  if (type === anyType && childElements(xml).length === 0 && ownAttributes(xml).length === 0) {
    return textOf(xml);
  }
  return readObject(xml, type, library);
}

/** The type that `xsi:type` names, where that may stand for the declared one. */
function actualType(xml: XmlElement, declared: XsdType, library: XsdLibrary): XsdType {
  const text = attributeOf(xml, 'type', instanceNamespace);
  const name = text === undefined ? undefined : resolveQName(xml.scope, text);
  const named = name && library.type(name);
  if (named === undefined || declared.kind === 'simple') {
    return declared === anyType && isEncodedArray(xml) ? anyArray : declared;
  }
  if (named.kind === 'simple') {
    return declared === anyType ? named : declared;
  }
  return derivesFrom(named, declared) ? named : declared;
}

/** An object even where no attribute came, so that the WSDL alone decides the shape. */
function readTextWithAttributes(xml: XmlElement, type: ComplexType, library: XsdLibrary): unknown {
  const text = type.simpleContent === undefined ? undefined : readSimple(type.simpleContent, textOf(xml), xml.name);
  if (type.attributes.size === 0 && !type.anyAttribute) {
    return text;
  }
  const object = createObject();
  readAttributes(xml, type, library, object);
  object['#text'] = text;
  return object;
}

function readObject(xml: XmlElement, type: ComplexType, library: XsdLibrary): unknown {
  const object = createObject();
  readAttributes(xml, type, library, object);
  for (const [name, { repeated }] of type.elements) {
    if (repeated) {
      object[name] = [];
    }
  }
  for (const child of xml.children) {
    if (typeof child !== 'string') {
      readChild(child, type, library, object);
    }
  }
  const text = type.mixed ? textOf(xml) : '';
  if (text.trim() !== '') {
    object['#text'] = text;
  }
  return object;
}

function readAttributes(xml: XmlElement, type: ComplexType, library: XsdLibrary, into: Record<string, unknown>): void {
  const instanceType =
    attributeOf(xml, 'type', instanceNamespace) ?? (library.hasDerived(type) ? type.name : undefined);
  if (instanceType !== undefined && !type.attributes.has('type')) {
    into['@type'] = instanceType.trim().replace(/^.*:/, '');
  }
  for (const { name, value } of ownAttributes(xml)) {
    const declared = type.attributes.get(name);
    into[`@${name}`] = declared === undefined ? value : readSimple(declared.type, value, `${xml.name}/@${name}`);
  }
}

function ownAttributes(xml: XmlElement) {
  return xml.attributes.filter(({ namespace }) => !withheldNamespaces.has(namespace));
}

function readChild(child: XmlElement, type: ComplexType, library: XsdLibrary, into: Record<string, unknown>): void {
  // By local name alone: services get the namespaces of local elements wrong more often than their names.
  const slot = type.elements.get(child.name);
  const declared = slot?.element.type() ?? library.element(child)?.type() ?? anyType;
  const value = readElement(child, declared, library);
  if (slot?.repeated ?? (type.wildcard === undefined || type.wildcard.maxOccurs > 1)) {
    const list = into[child.name];
    if (Array.isArray(list)) {
      list.push(value);
    } else {
      into[child.name] = [value];
    }
    return;
  }
  if (Object.hasOwn(into, child.name)) {
    throw new SoapAnswerError(`"${child.name}" came more than once, where the WSDL allows one`);
  }
  into[child.name] = value;
}
