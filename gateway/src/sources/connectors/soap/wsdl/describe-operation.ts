import { attributeOf, childElements, type XmlElement } from '@facet/schema/wsdl';
import { once } from '../xsd/once.js';
import type { XsdCompiler } from '../xsd/xsd-compiler.js';
import type { ElementModel } from '../xsd/xsd-model.js';
import { inputAction } from './input-action.js';
import { bodyOf } from './message-body.js';
import { partElement, partsOf } from './message-parts.js';
import { assertReachableTypes } from './reachable-types.js';
import type { MessageBody, MessageUse, Operation } from './service-description.js';
import { type WsdlComponents, type WsdlNode, wsdlChildren, wsdlError } from './wsdl-components.js';

/** What an operation of a binding is described from. */
export interface BoundOperation {
  readonly components: WsdlComponents;
  readonly compiler: XsdCompiler;
  /** The `operation` in the binding. */
  readonly bound: WsdlNode;
  readonly portType: WsdlNode;
  /** Namespace of the binding's SOAP elements. */
  readonly soapNamespace: string;
  /** `document` or `rpc`, where the operation itself says nothing. */
  readonly defaultStyle: string;
  /** The binding has other operations of this name. */
  readonly isOverloaded: boolean;
}

/**
 * Describes one operation of a SOAP binding. One of several of a name is called `name(input)`, by the name of its input,
 * which tells them apart (WSDL 1.1 section 2.5).
 *
 * @throws {WsdlError} WSDL_INVALID when the port type has no such operation.
 */
export function describeOperation(context: BoundOperation): Operation {
  const { bound, portType } = context;
  const name = attributeOf(bound.node, 'name') ?? '';
  const declared = declaredOperation(context, name);
  const soap = soapChild(context, bound.node, 'operation');
  const soapAction = (soap && attributeOf(soap, 'soapAction')) ?? '';
  return {
    name: context.isOverloaded ? `${name}(${inputNameOf(bound) ?? ''})` : name,
    soapAction,
    action: inputAction(portType, declared, soapAction),
    input: once(() => checked(messageBody(context, declared, 'input', name) ?? [])),
    output: once(() => {
      const body = messageBody(context, declared, 'output', `${name}Response`);
      return body && checked(body);
    }),
    inputHeaders: once(() => checked(headersOf(context, 'input'))),
    use: { input: useOf(context, 'input'), output: useOf(context, 'output') },
  };
}

/** The operation of the port type that one of a binding is about. */
function declaredOperation({ bound, portType, isOverloaded }: BoundOperation, name: string): WsdlNode {
  const named = wsdlChildren(portType, 'operation').filter((node) => attributeOf(node.node, 'name') === name);
  const inputName = inputNameOf(bound);
  const found = isOverloaded ? named.find((node) => inputNameOf(node) === inputName) : named[0];
  if (found === undefined) {
    const which = named.length === 0 ? '' : ` with the input "${inputName ?? ''}"`;
    throw wsdlError(bound, `the port type has no operation "${name}"${which}`);
  }
  return found;
}

function inputNameOf(operation: WsdlNode): string | undefined {
  const [input] = wsdlChildren(operation, 'input');
  return input && attributeOf(input.node, 'name');
}

/** Fails now, when the operation is loaded, rather than in the midst of an answer. */
function checked<Elements extends readonly ElementModel[]>(elements: Elements): Elements {
  assertReachableTypes(elements);
  return elements;
}

function messageBody(
  context: BoundOperation,
  declared: WsdlNode,
  direction: 'input' | 'output',
  rpcName: string,
): MessageBody | undefined {
  const [message] = wsdlChildren(declared, direction);
  const [binding] = wsdlChildren(context.bound, direction);
  if (message === undefined) {
    return undefined;
  }
  const soapBody = binding && findSoapBody(context, binding.node);
  const soapOperation = soapChild(context, context.bound.node, 'operation');
  const style = (soapOperation && attributeOf(soapOperation, 'style')) ?? context.defaultStyle;
  return bodyOf({
    compiler: context.compiler,
    message: context.components.referred('message', message, 'message'),
    body: { ...context.bound, node: soapBody ?? binding?.node ?? context.bound.node },
    headerParts: binding === undefined ? new Set() : headerPartsOf(context, binding),
    attachedParts: binding === undefined ? new Map() : attachedPartsOf(binding),
    direction,
    style: style === 'rpc' ? 'rpc' : 'document',
    rpcName,
  });
}

function useOf(context: BoundOperation, direction: 'input' | 'output'): MessageUse {
  const [binding] = wsdlChildren(context.bound, direction);
  const body = binding && findSoapBody(context, binding.node);
  return body !== undefined && attributeOf(body, 'use') === 'encoded' ? 'encoded' : 'literal';
}

/** The `soap:body` of a binding's message; inside of `mime:multipartRelated` where attachments are declared. */
function findSoapBody(context: BoundOperation, node: XmlElement): XmlElement | undefined {
  const direct = soapChild(context, node, 'body');
  if (direct !== undefined) {
    return direct;
  }
  const parts = childElements(node, 'multipartRelated').flatMap((multipart) => childElements(multipart, 'part'));
  return parts.map((part) => soapChild(context, part, 'body')).find((body) => body !== undefined);
}

/** The parts that a binding has travel beside the envelope, by name. */
function attachedPartsOf(binding: WsdlNode): ReadonlyMap<string, XmlElement> {
  const parts = childElements(binding.node, 'multipartRelated').flatMap((multipart) =>
    childElements(multipart, 'part'),
  );
  const contents = parts.flatMap((part) => childElements(part, 'content'));
  return new Map(contents.map((content) => [attributeOf(content, 'part') ?? '', content]));
}

function soapChild(context: BoundOperation, node: XmlElement, name: string): XmlElement | undefined {
  return childElements(node, name).find((child) => child.namespace === context.soapNamespace);
}

function headerBlocks(context: BoundOperation, binding: WsdlNode): WsdlNode[] {
  return childElements(binding.node, 'header')
    .filter((child) => child.namespace === context.soapNamespace)
    .map((node) => ({ ...binding, node }));
}

/** A part that travels as a header is not part of the body, even where `soap:body` does not list its own. */
function headerPartsOf(context: BoundOperation, binding: WsdlNode): ReadonlySet<XmlElement> {
  return new Set(headerBlocks(context, binding).flatMap((header) => partOf(context, header)?.node ?? []));
}

function headersOf(context: BoundOperation, direction: 'input'): readonly ElementModel[] {
  const [binding] = wsdlChildren(context.bound, direction);
  const blocks = binding === undefined ? [] : headerBlocks(context, binding);
  return blocks.map((header) => {
    const part = partOf(context, header);
    const element = part && partElement(context.compiler, part);
    if (element === undefined) {
      throw wsdlError(header, 'the header names no message part with an element');
    }
    return element;
  });
}

function partOf(context: BoundOperation, header: WsdlNode): WsdlNode | undefined {
  const message = context.components.find('message', header, 'message');
  return (
    message && partsOf(message).find((part) => attributeOf(part.node, 'name') === attributeOf(header.node, 'part'))
  );
}
