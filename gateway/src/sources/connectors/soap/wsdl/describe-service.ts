import { attributeOf, childElements, parseWsdlDocument, type WsdlDocument, WsdlError } from '@facet/schema/wsdl';
import { SchemaSet } from '../xsd/schema-set.js';
import { XsdCompiler } from '../xsd/xsd-compiler.js';
import { describeOperation } from './describe-operation.js';
import type { Operation, Port, ServiceDescription, SoapVersion } from './service-description.js';
import { WsdlComponents, type WsdlNode, wsdlChildren, wsdlError } from './wsdl-components.js';

/** Namespace of the SOAP binding elements in a WSDL, by the version of SOAP they mean. */
const bindingNamespaces: ReadonlyMap<string, SoapVersion> = new Map([
  ['http://schemas.xmlsoap.org/wsdl/soap/', '1.1'],
  ['http://schemas.xmlsoap.org/wsdl/soap12/', '1.2'],
]);

/**
 * Builds the description of a service from its WSDL and what that imports.
 *
 * Spec: WSDL 1.1, https://www.w3.org/TR/2001/NOTE-wsdl-20010315, with the SOAP 1.2 binding of
 * https://www.w3.org/Submission/wsdl11soap12/.
 *
 * @param documents As `resolveWsdl` gives them, the WSDL first.
 * @throws {WsdlError} WSDL_INVALID with file and line, also when no operation is offered over SOAP; WSDL_UNSUPPORTED.
 */
export function describeService(documents: readonly WsdlDocument[]): ServiceDescription {
  const parsed = documents.map(parseWsdlDocument);
  const components = new WsdlComponents(parsed);
  const compiler = new XsdCompiler(new SchemaSet(parsed));
  const ports = components.services.flatMap((service) => portsOf(components, compiler, service));
  const found = ports.length === 0 ? bindingsAsPorts(components, compiler) : ports;
  if (!found.some((port) => port.operations.size > 0)) {
    const place = { file: documents[0]?.location ?? '', line: parsed[0]?.root.line ?? 1 };
    throw new WsdlError('WSDL_INVALID', 'the WSDL has no operation with a SOAP binding', place);
  }
  return { ports: found, library: compiler };
}

function portsOf(components: WsdlComponents, compiler: XsdCompiler, service: WsdlNode): Port[] {
  return wsdlChildren(service, 'port').flatMap((node) => {
    const binding = components.referred('binding', node, 'binding');
    const address = childElements(node.node, 'address').find((child) => bindingNamespaces.has(child.namespace));
    const port = portOf(components, compiler, binding, attributeOf(node.node, 'name') ?? '');
    return port === undefined
      ? []
      : {
          ...port,
          service: attributeOf(service.node, 'name'),
          address: address && attributeOf(address, 'location'),
        };
  });
}

/** A WSDL may leave the service out, as an interface that others deploy; its bindings say all but the address. */
function bindingsAsPorts(components: WsdlComponents, compiler: XsdCompiler): Port[] {
  return components.bindings.flatMap(
    (binding) => portOf(components, compiler, binding, attributeOf(binding.node, 'name') ?? '') ?? [],
  );
}

/** Undefined for a binding of another protocol, such as plain HTTP. */
function portOf(components: WsdlComponents, compiler: XsdCompiler, binding: WsdlNode, name: string): Port | undefined {
  const soap = childElements(binding.node, 'binding').find((child) => bindingNamespaces.has(child.namespace));
  const version = soap && bindingNamespaces.get(soap.namespace);
  if (soap === undefined || version === undefined) {
    return undefined;
  }
  const portType = components.referred('portType', binding, 'type');
  const operations = new Map<string, Operation>();
  const bindings = wsdlChildren(binding, 'operation');
  const shared = sharedNames(bindings);
  for (const bound of bindings) {
    const operation = describeOperation({
      components,
      compiler,
      bound,
      portType,
      soapNamespace: soap.namespace,
      defaultStyle: attributeOf(soap, 'style') ?? 'document',
      isOverloaded: shared.has(attributeOf(bound.node, 'name')),
    });
    if (operations.has(operation.name)) {
      throw wsdlError(bound, `another operation is called "${operation.name}" too, and their inputs have one name`);
    }
    operations.set(operation.name, operation);
  }
  return { name, service: undefined, version, address: undefined, operations };
}

/** The names that several operations have. */
function sharedNames(operations: readonly WsdlNode[]): ReadonlySet<string | undefined> {
  const names = operations.map(({ node }) => attributeOf(node, 'name'));
  const seen = new Set<string | undefined>();
  return new Set(names.filter((name) => seen.size === seen.add(name).size));
}
