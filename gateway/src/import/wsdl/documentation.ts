import { childElements, parseWsdlDocument, textOf, type WsdlDocument, wsdlNamespace } from '@facet/schema/wsdl';

/** What the port types of a WSDL say about their operations, by name. */
export function documentationOf(documents: readonly WsdlDocument[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const document of documents) {
    const { root } = parseWsdlDocument(document);
    if (root.namespace !== wsdlNamespace) continue;
    for (const operation of childElements(root, 'portType').flatMap((portType) =>
      childElements(portType, 'operation'),
    )) {
      const [documentation] = childElements(operation, 'documentation');
      const name = operation.attributes.find((attribute) => attribute.name === 'name')?.value;
      const text = documentation === undefined ? '' : textOf(documentation).replace(/\s+/g, ' ').trim();
      if (name !== undefined && text !== '' && !found.has(name)) found.set(name, text);
    }
  }
  return found;
}
