import { attributeOf, childElements, type QName, type XmlElement } from '@facet/schema/wsdl';
import { stringType } from './builtin-types.js';
import { type Declared, invalid } from './schema-set.js';
import type { XsdContext } from './xsd-context.js';
import type { SimpleType } from './xsd-model.js';

/**
 * Compiles an `xsd:simpleType`: a restriction with its enumeration, a list, or a union.
 *
 * Spec: XML Schema Part 2, section 4.1.
 */
export function compileSimpleType(context: XsdContext, declared: Declared, name?: QName): SimpleType {
  const named = { name: name?.name, namespace: name?.namespace ?? '' };
  for (const node of childElements(declared.node)) {
    const child = { node, schema: declared.schema };
    if (node.name === 'restriction') {
      return { ...restrict(simpleBase(context, child, 'base'), node), ...named };
    }
    if (node.name === 'list') {
      return { ...simpleBase(context, child, 'itemType'), list: true, ...named };
    }
    if (node.name === 'union') {
      return { ...unite(unionMembers(context, child)), ...named };
    }
  }
  throw invalid(declared, 'a simpleType is neither a restriction nor a list nor a union');
}

/**
 * Narrows a simple type by the facets of a `restriction`. Enumerations count; the other facets only narrow what a
 * service accepts, which it checks itself.
 */
export function restrict(base: SimpleType, restriction: XmlElement): SimpleType {
  const values = childElements(restriction, 'enumeration').map((node) => attributeOf(node, 'value') ?? '');
  return values.length === 0 ? base : { ...base, enumeration: new Set(values) };
}

/** The simple type that an attribute of the node names, or that stands inside it. */
function simpleBase(context: XsdContext, declared: Declared, attribute: string): SimpleType {
  const text = attributeOf(declared.node, attribute);
  if (text !== undefined) {
    return simpleReferred(context, declared, text);
  }
  const [inner] = childElements(declared.node, 'simpleType');
  if (inner === undefined) {
    throw invalid(declared, `${declared.node.name} has neither ${attribute} nor a simpleType`);
  }
  return context.simpleType({ node: inner, schema: declared.schema });
}

/** @throws {WsdlError} WSDL_INVALID when the type named is not a simple one. */
export function simpleReferred(context: XsdContext, declared: Declared, text: string): SimpleType {
  const type = context.typeReferred(declared, text);
  if (type.kind === 'simple') {
    return type;
  }
  throw invalid(declared, `"${text}" is not a simple type`);
}

function unionMembers(context: XsdContext, declared: Declared): readonly SimpleType[] {
  const named = (attributeOf(declared.node, 'memberTypes') ?? '').split(/\s+/).filter((text) => text !== '');
  const inner = childElements(declared.node, 'simpleType');
  return [
    ...named.map((text) => simpleReferred(context, declared, text)),
    ...inner.map((node) => context.simpleType({ node, schema: declared.schema })),
  ];
}

/** Members that become JSON in one way keep it; of mixed ones only the text is sure, whatever comes back. */
function unite(members: readonly SimpleType[]): SimpleType {
  const [first] = members;
  if (first === undefined || members.some((member) => member.value !== first.value || member.list !== first.list)) {
    return { ...stringType, value: 'token' };
  }
  const enumerated = members.every((member) => member.enumeration !== undefined);
  const enumeration = enumerated ? new Set(members.flatMap((member) => [...(member.enumeration ?? [])])) : undefined;
  return { ...first, enumeration };
}
