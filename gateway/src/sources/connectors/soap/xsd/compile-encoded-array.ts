import { attributeOf, childElements, wsdlNamespace } from '@facet/schema/wsdl';
import { anyArray } from './builtin-types.js';
import { once } from './once.js';
import type { Declared } from './schema-set.js';
import type { XsdContext } from './xsd-context.js';
import type { EncodedArray, Group, XsdType } from './xsd-model.js';

/** An array type as text: the type of its items, and its dimensions, `xsd:int[][2,3]`. */
export interface ArrayTypeText {
  /** Of the items: `xsd:int[]`, an array again. */
  readonly item: string;
  readonly dimensions: number;
  /** As far as they are given; empty in a WSDL. */
  readonly sizes: readonly number[];
}

/**
 * Takes the text of an `arrayType` apart; undefined when it is none.
 *
 * Spec: SOAP 1.1 section 5.4.2.
 */
export function parseArrayType(text: string): ArrayTypeText | undefined {
  const [, item, inner] = /^\s*([^[\]\s]+(?:\[[,\d]*\])*)\[([,\d\s]*)\]\s*$/.exec(text) ?? [];
  if (item === undefined || inner === undefined) return undefined;
  const sizes = inner.split(',').map((size) => size.trim());
  return { item, dimensions: sizes.length, sizes: sizes.filter((size) => size !== '').map(Number) };
}

/** The type that the text of an array's items names, which may be an array again. */
export function arrayItemType(text: string, named: (name: string) => XsdType): XsdType {
  const array = parseArrayType(text);
  if (array === undefined) return named(text);
  const item = once(() => arrayItemType(array.item, named));
  const type = { ...anyArray, name: undefined, namespace: '' };
  return { ...type, array: { item, itemName: 'item', dimensions: array.dimensions } };
}

/**
 * The array that a restriction of `soapenc:Array` describes: by `wsdl:arrayType`, or by the one element of its content.
 *
 * @param declared The `restriction` or `extension`.
 */
export function compileEncodedArray(
  context: XsdContext,
  declared: Declared,
  { base, content }: { readonly base: EncodedArray; readonly content: Group | undefined },
): EncodedArray {
  const [particle] = content?.particles ?? [];
  const element = particle?.kind === 'element' ? particle.element : undefined;
  const itemName = element?.name ?? base.itemName;
  for (const node of childElements(declared.node, 'attribute')) {
    const array = parseArrayType(attributeOf(node, 'arrayType', wsdlNamespace) ?? '');
    if (array !== undefined) {
      const at = { node, schema: declared.schema };
      const item = once(() => arrayItemType(array.item, (name) => context.typeReferred(at, name)));
      return { item, itemName, dimensions: array.dimensions };
    }
  }
  return { item: element?.type ?? base.item, itemName, dimensions: base.dimensions };
}
