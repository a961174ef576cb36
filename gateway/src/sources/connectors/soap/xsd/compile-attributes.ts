import { attributeOf, childElements, xsdNamespace } from '@facet/schema/wsdl';
import { encodingNamespaces } from '../namespaces.js';
import { stringType } from './builtin-types.js';
import { isQualified } from './compile-content.js';
import { simpleReferred } from './compile-simple-type.js';
import { type Declared, invalid, referenceOf } from './schema-set.js';
import type { XsdContext } from './xsd-context.js';
import type { AttributeModel, ComplexType, SimpleType } from './xsd-model.js';

/** The attributes of a type. */
export interface Attributes {
  /** By local name. */
  readonly attributes: ReadonlyMap<string, AttributeModel>;
  readonly anyAttribute: boolean;
}

const xmlNamespace = 'http://www.w3.org/XML/1998/namespace';

/**
 * The attributes among the children of a `complexType`, `extension` or `restriction`, on top of those of the base.
 *
 * Spec: XML Schema Part 1, sections 3.2 and 3.6.
 */
export function compileAttributes(context: XsdContext, declared: Declared, base: ComplexType | undefined): Attributes {
  const collected = { attributes: new Map(base?.attributes), anyAttribute: base?.anyAttribute ?? false };
  collect(context, declared, collected, new Set());
  return collected;
}

interface Collected {
  readonly attributes: Map<string, AttributeModel>;
  anyAttribute: boolean;
}

function collect(context: XsdContext, declared: Declared, into: Collected, groups: Set<unknown>): void {
  for (const node of childElements(declared.node)) {
    if (node.namespace !== xsdNamespace) {
      continue;
    }
    const child = { node, schema: declared.schema };
    if (node.name === 'attribute') {
      collectAttribute(context, child, into);
    } else if (node.name === 'anyAttribute') {
      into.anyAttribute = true;
    } else if (node.name === 'attributeGroup') {
      collectGroup(context, child, into, groups);
    }
  }
}

function collectGroup(context: XsdContext, declared: Declared, into: Collected, groups: Set<unknown>): void {
  const ref = attributeOf(declared.node, 'ref');
  const group =
    ref === undefined ? undefined : context.set.find('attributeGroup', referenceOf(declared, ref), declared);
  if (group === undefined) {
    throw invalid(declared, `there is no attribute group "${ref ?? ''}"`);
  }
  // Each counts once, so that groups which hold each other end.
  if (!groups.has(group)) {
    groups.add(group);
    collect(context, group, into, groups);
  }
}

function collectAttribute(context: XsdContext, declared: Declared, into: Collected): void {
  const { node } = declared;
  const ref = attributeOf(node, 'ref');
  const name = attributeOf(node, 'name') ?? ref?.slice(ref.indexOf(':') + 1);
  if (name === undefined) {
    throw invalid(declared, 'an attribute has neither name nor ref');
  }
  const use = attributeOf(node, 'use');
  if (use === 'prohibited') {
    into.attributes.delete(name);
    return;
  }
  const target = ref === undefined ? declared : attributeReferred(context, declared, ref);
  const fixed = attributeOf(node, 'fixed') ?? (target && attributeOf(target.node, 'fixed'));
  into.attributes.set(name, {
    name,
    namespace: namespaceOf(declared, ref),
    type: target === undefined ? stringType : typeOfAttribute(context, target),
    required: use === 'required',
    fixed,
  });
}

function namespaceOf(declared: Declared, ref: string | undefined): string {
  if (ref !== undefined) {
    return referenceOf(declared, ref).namespace;
  }
  return isQualified(declared, 'attributeFormDefault') ? declared.schema.targetNamespace : '';
}

/** Undefined for the attributes of XML and SOAP themselves (xml:lang, …), whose schemas are not read. */
function attributeReferred(context: XsdContext, declared: Declared, ref: string): Declared | undefined {
  const name = referenceOf(declared, ref);
  const found = context.set.find('attribute', name);
  if (found === undefined && !isWellKnown(name.namespace)) {
    throw invalid(declared, `there is no attribute "${ref}"`);
  }
  return found;
}

/** Generators take `arrayType` of SOAP 1.1 along into the encoding of SOAP 1.2, so that counts by its namespace as well. */
function isWellKnown(namespace: string): boolean {
  return (
    namespace === xmlNamespace ||
    namespace === encodingNamespaces['1.2'] ||
    namespace.startsWith('http://schemas.xmlsoap.org/')
  );
}

function typeOfAttribute(context: XsdContext, declared: Declared): SimpleType {
  const named = attributeOf(declared.node, 'type');
  if (named !== undefined) {
    return simpleReferred(context, declared, named);
  }
  const [inner] = childElements(declared.node, 'simpleType');
  return inner === undefined ? stringType : context.simpleType({ node: inner, schema: declared.schema });
}
