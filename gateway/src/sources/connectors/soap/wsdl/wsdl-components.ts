import {
  attributeOf,
  childElements,
  isDefinitions,
  type ParsedDocument,
  type QName,
  resolveQName,
  WsdlError,
  wsdlNamespace,
  type XmlElement,
} from '@facet/schema/wsdl';
import { keyOf } from '../xsd/schema-set.js';

/** A node of a WSDL and what its names mean. */
export interface WsdlNode {
  readonly node: XmlElement;
  /** The document's location, for errors. */
  readonly location: string;
  readonly targetNamespace: string;
}

/** The kinds of WSDL components that refer to each other by name. */
export type WsdlComponentKind = 'message' | 'portType' | 'binding';

/** An error at a node. */
export function wsdlError(at: WsdlNode, message: string, code: 'WSDL_INVALID' | 'WSDL_UNSUPPORTED' = 'WSDL_INVALID') {
  return new WsdlError(code, message, { file: at.location, line: at.node.line });
}

/** Child elements of the WSDL namespace. */
export function wsdlChildren(parent: WsdlNode, name: string): WsdlNode[] {
  return childElements(parent.node, name)
    .filter((node) => node.namespace === wsdlNamespace)
    .map((node) => ({ ...parent, node }));
}

/** Every message, port type, binding and service of a set of documents. */
export class WsdlComponents {
  readonly services: readonly WsdlNode[];
  readonly bindings: readonly WsdlNode[];
  readonly #byName = new Map<string, WsdlNode>();

  constructor(documents: readonly ParsedDocument[]) {
    const roots = documents
      .filter(({ root }) => isDefinitions(root))
      .map(({ location, root }): WsdlNode => {
        return { node: root, location, targetNamespace: attributeOf(root, 'targetNamespace') ?? '' };
      });
    const all = (name: string) => roots.flatMap((root) => wsdlChildren(root, name));
    this.services = all('service');
    this.bindings = all('binding');
    for (const kind of ['message', 'portType', 'binding'] as const) {
      for (const component of all(kind)) {
        const name = { namespace: component.targetNamespace, name: attributeOf(component.node, 'name') ?? '' };
        const key = `${kind} ${keyOf(name)}`;
        if (!this.#byName.has(key)) {
          this.#byName.set(key, component);
        }
      }
    }
  }

  /**
   * The component that an attribute of a node names.
   *
   * @throws {WsdlError} WSDL_INVALID when the attribute is missing or names none.
   */
  referred(kind: WsdlComponentKind, from: WsdlNode, attribute: string): WsdlNode {
    const found = this.find(kind, from, attribute);
    if (found === undefined) {
      throw wsdlError(from, `there is no ${kind} "${attributeOf(from.node, attribute) ?? ''}"`);
    }
    return found;
  }

  /** The same, undefined when there is none. */
  find(kind: WsdlComponentKind, from: WsdlNode, attribute: string): WsdlNode | undefined {
    const text = attributeOf(from.node, attribute);
    const name = text === undefined ? undefined : resolveQName(from.node.scope, text);
    return name && this.#named(kind, name, from);
  }

  /** A name without prefix and default namespace means the document's own. */
  #named(kind: WsdlComponentKind, name: QName, from: WsdlNode): WsdlNode | undefined {
    const own = { namespace: from.targetNamespace, name: name.name };
    return this.#byName.get(`${kind} ${keyOf(name)}`) ?? this.#byName.get(`${kind} ${keyOf(own)}`);
  }
}
