import { attributeOf, childElements, xsdNamespace } from '@facet/schema/wsdl';
import { anyType } from './builtin-types.js';
import { once } from './once.js';
import { type Declared, invalid, referenceOf } from './schema-set.js';
import type { XsdContext } from './xsd-context.js';
import type { ElementModel, Group, Occurs, Particle, Wildcard, XsdType } from './xsd-model.js';

/**
 * The content model among the children of a `complexType`, `extension`, `restriction` or `group`.
 *
 * Spec: XML Schema Part 1, sections 3.7 to 3.10.
 */
export function compileContent(context: XsdContext, declared: Declared): Group | undefined {
  for (const node of childElements(declared.node)) {
    const particle = compileParticle(context, { node, schema: declared.schema });
    if (particle?.kind === 'element' || particle?.kind === 'any') {
      throw invalid(declared, `${declared.node.name} holds an element outside of sequence, choice and all`);
    }
    if (particle !== undefined) {
      return particle;
    }
  }
  return undefined;
}

/** Undefined for what is no particle (annotations, attributes) and for `maxOccurs="0"`. */
function compileParticle(context: XsdContext, declared: Declared): Particle | undefined {
  const { node } = declared;
  if (node.namespace !== xsdNamespace) {
    return undefined;
  }
  const occurs = occursOf(declared);
  switch (node.name) {
    case 'element':
      return occurs.maxOccurs === 0 ? undefined : compileElementParticle(context, declared, occurs);
    case 'sequence':
    case 'choice':
    case 'all':
      return occurs.maxOccurs === 0
        ? undefined
        : { kind: node.name, particles: compileAll(context, declared), ...occurs };
    case 'group':
      return occurs.maxOccurs === 0 ? undefined : compileGroupReference(context, declared, occurs);
    case 'any':
      return occurs.maxOccurs === 0 ? undefined : compileWildcard(declared, occurs);
    default:
      return undefined;
  }
}

function compileAll(context: XsdContext, declared: Declared): readonly Particle[] {
  return childElements(declared.node).flatMap(
    (node) => compileParticle(context, { node, schema: declared.schema }) ?? [],
  );
}

function compileGroupReference(context: XsdContext, declared: Declared, occurs: Occurs): Group | undefined {
  const ref = attributeOf(declared.node, 'ref');
  if (ref === undefined) {
    throw invalid(declared, 'a group inside of a content model has no ref');
  }
  const group = context.groupReferred(declared, referenceOf(declared, ref));
  return group === undefined ? undefined : { kind: 'sequence', particles: [group], ...occurs };
}

function compileElementParticle(context: XsdContext, declared: Declared, occurs: Occurs): Particle {
  const ref = attributeOf(declared.node, 'ref');
  if (ref === undefined) {
    return { kind: 'element', element: compileElement(context, declared), ...occurs };
  }
  const name = referenceOf(declared, ref);
  const head = context.elementReferred(declared, name);
  const substitutes = context.substitutesFor(name);
  if (substitutes.length === 0) {
    return { kind: 'element', element: head, ...occurs };
  }
  // Any of them may stand at each occurrence, as in a choice.
  const particles = [head, ...substitutes].map(
    (element): Particle => ({ kind: 'element', element, minOccurs: 1, maxOccurs: 1 }),
  );
  return { kind: 'choice', particles, ...occurs };
}

/** Compiles an `xsd:element` that declares one: global (a child of the schema) or local. */
export function compileElement(context: XsdContext, declared: Declared): ElementModel {
  const { node } = declared;
  const name = attributeOf(node, 'name');
  if (name === undefined) {
    throw invalid(declared, 'an element has neither name nor ref');
  }
  const fixed = attributeOf(node, 'fixed');
  const nillable = /^(true|1)$/.test(attributeOf(node, 'nillable')?.trim() ?? '');
  return {
    name,
    namespace: isQualified(declared, 'elementFormDefault') ? declared.schema.targetNamespace : '',
    type: once(() => typeOfElement(context, declared)),
    nillable: () => nillable,
    fixed: () => fixed,
  };
}

/** Global declarations always are; local ones by their `form` or the schema's default. */
export function isQualified({ node, schema, isGlobal }: Declared, defaultName: string): boolean {
  return isGlobal === true || (attributeOf(node, 'form') ?? attributeOf(schema.root, defaultName)) === 'qualified';
}

function typeOfElement(context: XsdContext, declared: Declared): XsdType {
  const { node, schema } = declared;
  const named = attributeOf(node, 'type');
  if (named !== undefined) {
    return context.typeReferred(declared, named);
  }
  for (const child of childElements(node)) {
    if (child.name === 'complexType') {
      return context.complexType({ node: child, schema });
    }
    if (child.name === 'simpleType') {
      return context.simpleType({ node: child, schema });
    }
  }
  const head = attributeOf(node, 'substitutionGroup');
  return head === undefined ? anyType : context.elementReferred(declared, referenceOf(declared, head)).type();
}

function compileWildcard({ node, schema }: Declared, occurs: Occurs): Wildcard {
  const [first = '##any'] = (attributeOf(node, 'namespace') ?? '##any').trim().split(/\s+/);
  const named = first === '##targetNamespace' ? schema.targetNamespace : first;
  return { kind: 'any', namespace: named.startsWith('##') ? '' : named, ...occurs };
}

function occursOf(declared: Declared): Occurs {
  const maxOccurs = attributeOf(declared.node, 'maxOccurs')?.trim() ?? '1';
  return {
    minOccurs: toCount(declared, attributeOf(declared.node, 'minOccurs')?.trim() ?? '1'),
    maxOccurs: maxOccurs === 'unbounded' ? Number.POSITIVE_INFINITY : toCount(declared, maxOccurs),
  };
}

function toCount(declared: Declared, text: string): number {
  if (!/^\d{1,15}$/.test(text)) {
    throw invalid(declared, `"${text}" is not a number of occurrences`);
  }
  return Number(text);
}
