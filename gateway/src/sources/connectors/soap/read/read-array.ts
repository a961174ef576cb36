import { attributeOf, childElements, resolveQName, type XmlElement } from '@facet/schema/wsdl';
import { encodingNamespaces } from '../namespaces.js';
import { anyType } from '../xsd/builtin-types.js';
import { arrayItemType, parseArrayType } from '../xsd/compile-encoded-array.js';
import type { EncodedArray, XsdLibrary, XsdType } from '../xsd/xsd-model.js';
import { SoapAnswerError } from './answer-error.js';

/** Reads one item of a type. */
export type ItemReader = (xml: XmlElement, type: XsdType) => unknown;

/** Whether an element says of itself that it is an array of SOAP's encoding. */
export function isEncodedArray(xml: XmlElement): boolean {
  return declaredShape(xml) !== undefined;
}

/**
 * Reads an array of SOAP's encoding as a list, of several dimensions as lists of lists. The items' names mean nothing;
 * where the WSDL leaves their type open the answer's own `arrayType` counts.
 *
 * Spec: SOAP 1.1 section 5.4.2; SOAP 1.2 Part 2 section 3.1.6.
 *
 * @throws {SoapAnswerError} for arrays sent in parts or with gaps, and for another number of items than the dimensions
 *   hold.
 */
export function readArray(xml: XmlElement, array: EncodedArray, library: XsdLibrary, read: ItemReader): unknown[] {
  const items = childElements(xml);
  assertWhole(xml, items);
  const shape = declaredShape(xml);
  const declared = array.item();
  const itemType = declared === anyType && shape !== undefined ? typeNamed(xml, shape.item, library) : declared;
  const values = items.map((item) => read(item, itemType));
  const sizes = shape?.sizes ?? [];
  const dimensions = shape?.dimensions ?? array.dimensions;
  if (dimensions <= 1) return values;
  if (sizes.length !== dimensions || sizes.reduce((product, size) => product * size, 1) !== values.length) {
    throw new SoapAnswerError(`"${xml.name}" has ${values.length} items, which is not what its dimensions hold`);
  }
  // From the innermost dimension outwards; the last index of all counts fastest.
  return sizes.slice(1).reduceRight<unknown[]>((inner, size) => chunked(inner, size), values);
}

function chunked(values: readonly unknown[], size: number): unknown[] {
  const chunks: unknown[] = [];
  for (let start = 0; start < values.length; start += size) chunks.push(values.slice(start, start + size));
  return chunks;
}

/** A gap of a billion items takes a few bytes, so positions are not followed. */
function assertWhole(xml: XmlElement, items: readonly XmlElement[]): void {
  const namespace = encodingNamespaces['1.1'];
  const offset = attributeOf(xml, 'offset', namespace) ?? '[0]';
  const isPartial = !/^\s*\[[0,\s]*\]\s*$/.test(offset);
  if (isPartial || items.some((item) => attributeOf(item, 'position', namespace) !== undefined)) {
    throw new SoapAnswerError(`"${xml.name}" is an array sent in parts, which is not supported`);
  }
}

interface Shape {
  readonly item: string;
  readonly dimensions: number;
  readonly sizes: readonly number[];
}

function declaredShape(xml: XmlElement): Shape | undefined {
  const arrayType = attributeOf(xml, 'arrayType', encodingNamespaces['1.1']);
  if (arrayType !== undefined) return parseArrayType(arrayType);
  const itemType = attributeOf(xml, 'itemType', encodingNamespaces['1.2']);
  const arraySize = attributeOf(xml, 'arraySize', encodingNamespaces['1.2'])?.trim().split(/\s+/);
  if (itemType === undefined && arraySize === undefined) return undefined;
  const sizes = arraySize?.filter((size) => /^\d+$/.test(size)).map(Number) ?? [];
  return { item: itemType ?? '', dimensions: arraySize?.length ?? 1, sizes };
}

function typeNamed(xml: XmlElement, text: string, library: XsdLibrary): XsdType {
  return arrayItemType(text, (name) => {
    const resolved = resolveQName(xml.scope, name);
    return (resolved && library.type(resolved)) ?? anyType;
  });
}
