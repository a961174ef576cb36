import { attributeOf, type QName, resolveQName } from '@facet/schema/wsdl';
import type { XsdCompiler } from '../xsd/xsd-compiler.js';
import type { ElementModel, XsdType } from '../xsd/xsd-model.js';
import { type WsdlNode, wsdlChildren, wsdlError } from './wsdl-components.js';

/** The `part`s of a message, in order. */
export function partsOf(message: WsdlNode): readonly WsdlNode[] {
  return wsdlChildren(message, 'part');
}

/** The global element a part names by `element`; undefined when it names a type. @throws {WsdlError} when there is none. */
export function partElement(compiler: XsdCompiler, part: WsdlNode): ElementModel | undefined {
  const text = attributeOf(part.node, 'element');
  if (text === undefined) {
    return undefined;
  }
  const element = named(part, text, (name) => compiler.element(name));
  if (element === undefined) {
    const elsewhere = compiler.set.elsewhere('element', localName(text));
    throw wsdlError(part, `there is no global element "${text}"${elsewhere}`);
  }
  return element;
}

/** The type a part names by `type`. @throws {WsdlError} when it names none, or there is none. */
export function partType(compiler: XsdCompiler, part: WsdlNode): XsdType {
  const text = attributeOf(part.node, 'type');
  const type = text === undefined ? undefined : named(part, text, (name) => compiler.type(name));
  if (type === undefined) {
    const elsewhere = compiler.set.elsewhere('type', localName(text ?? ''));
    throw wsdlError(part, text === undefined ? 'the part names no type' : `there is no type "${text}"${elsewhere}`);
  }
  return type;
}

function named<T>(part: WsdlNode, text: string, find: (name: QName) => T | undefined): T | undefined {
  const name = resolveQName(part.node.scope, text);
  return name && find(name);
}

function localName(text: string): string {
  return text.slice(text.indexOf(':') + 1);
}
