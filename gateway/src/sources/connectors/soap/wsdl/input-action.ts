import { attributeOf } from '@facet/schema/wsdl';
import { type WsdlNode, wsdlChildren } from './wsdl-components.js';

/** Where WSDLs write `Action`: the recommendation, its last draft, and the submission. */
const actionNamespaces = [
  'http://www.w3.org/2007/05/addressing/metadata',
  'http://www.w3.org/2006/05/addressing/wsdl',
  'http://schemas.xmlsoap.org/ws/2004/08/addressing',
];

/**
 * The `wsa:Action` of an operation's request: the one that the WSDL gives it, else its SOAPAction, else the default that
 * is made from the names of the port type and of the input.
 *
 * Spec: Web Services Addressing 1.0: Metadata, section 4.4.
 *
 * @param operation Of the port type.
 */
export function inputAction(portType: WsdlNode, operation: WsdlNode, soapAction: string): string {
  const [input] = wsdlChildren(operation, 'input');
  const named = actionNamespaces.map((namespace) => input && attributeOf(input.node, 'Action', namespace));
  const given = named.find((action) => action !== undefined) ?? soapAction;
  if (given !== '') return given;
  const { targetNamespace } = portType;
  const inputName = (input && attributeOf(input.node, 'name')) ?? `${attributeOf(operation.node, 'name') ?? ''}Request`;
  // One delimiter between them, also where the namespace ends in one.
  const names = [targetNamespace.replace(/[/:]$/, ''), attributeOf(portType.node, 'name') ?? '', inputName];
  return names.join(targetNamespace.startsWith('urn:') ? ':' : '/');
}
