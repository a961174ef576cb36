import { attributeOf, childElements, type QName, xsdNamespace } from '@facet/schema/wsdl';
import { stringType } from './builtin-types.js';
import { compileAttributes } from './compile-attributes.js';
import { compileContent } from './compile-content.js';
import { compileEncodedArray } from './compile-encoded-array.js';
import { restrict } from './compile-simple-type.js';
import { slotsOf, wildcardOf } from './content-slots.js';
import { type Declared, invalid } from './schema-set.js';
import type { XsdContext } from './xsd-context.js';
import type { AttributeModel, ComplexType, EncodedArray, Group, SimpleType, XsdType } from './xsd-model.js';

/** What a `complexType` says of its content, with what it derives from already taken in. */
interface Derived {
  readonly content: Group | undefined;
  readonly simpleContent: SimpleType | undefined;
  readonly attributes: ReadonlyMap<string, AttributeModel>;
  readonly anyAttribute: boolean;
  readonly mixed: boolean;
  readonly base: ComplexType | undefined;
  readonly array?: EncodedArray | undefined;
}

/**
 * Compiles an `xsd:complexType`: what it extends or restricts is part of it afterwards.
 *
 * Spec: XML Schema Part 1, section 3.4.
 */
export function compileComplexType(context: XsdContext, declared: Declared, name?: QName): ComplexType {
  const derived = derive(context, declared);
  return {
    kind: 'complex',
    name: name?.name,
    namespace: name?.namespace ?? declared.schema.targetNamespace,
    abstract: isTrue(declared, 'abstract'),
    ...derived,
    mixed: derived.mixed || isTrue(declared, 'mixed'),
    elements: slotsOf(derived.content),
    wildcard: wildcardOf(derived.content),
  };
}

function derive(context: XsdContext, declared: Declared): Derived {
  for (const node of childElements(declared.node)) {
    if (node.namespace === xsdNamespace && (node.name === 'simpleContent' || node.name === 'complexContent')) {
      return deriveContent(context, { node, schema: declared.schema });
    }
  }
  return {
    content: compileContent(context, declared),
    simpleContent: undefined,
    ...compileAttributes(context, declared, undefined),
    mixed: false,
    base: undefined,
  };
}

/** `simpleContent` or `complexContent`. */
function deriveContent(context: XsdContext, declared: Declared): Derived {
  const step = childElements(declared.node).find((node) => node.name === 'extension' || node.name === 'restriction');
  const baseName = step && attributeOf(step, 'base');
  if (step === undefined || baseName === undefined) {
    throw invalid(declared, `${declared.node.name} holds neither an extension nor a restriction of a base`);
  }
  const child = { node: step, schema: declared.schema };
  const base = context.typeReferred(child, baseName);
  const complexBase = base.kind === 'complex' ? base : undefined;
  const attributes = compileAttributes(context, child, complexBase);
  if (declared.node.name === 'simpleContent') {
    const simpleContent = restrict(textTypeOf(base), step);
    return { content: undefined, simpleContent, ...attributes, mixed: false, base: complexBase };
  }
  const own = compileContent(context, child);
  if (complexBase?.array !== undefined) {
    const array = compileEncodedArray(context, child, { base: complexBase.array, content: own });
    const none = { attributes: new Map(), anyAttribute: false, mixed: false };
    return { content: undefined, simpleContent: undefined, ...none, base: complexBase, array };
  }
  return {
    content: step.name === 'extension' ? append(complexBase?.content, own) : own,
    simpleContent: undefined,
    ...attributes,
    mixed: isTrue(declared, 'mixed') || (step.name === 'extension' && complexBase?.mixed === true),
    base: complexBase,
  };
}

function textTypeOf(base: XsdType): SimpleType {
  return base.kind === 'simple' ? base : (base.simpleContent ?? stringType);
}

/** An extension's own content follows that of its base. */
function append(base: Group | undefined, own: Group | undefined): Group | undefined {
  if (base === undefined || own === undefined) {
    return base ?? own;
  }
  return { kind: 'sequence', particles: [base, own], minOccurs: 1, maxOccurs: 1 };
}

function isTrue({ node }: Declared, attribute: string): boolean {
  return /^(true|1)$/.test(attributeOf(node, attribute)?.trim() ?? '');
}
