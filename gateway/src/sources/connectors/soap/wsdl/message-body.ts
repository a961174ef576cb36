import { attributeOf, type XmlElement } from '@facet/schema/wsdl';
import { slotsOf } from '../xsd/content-slots.js';
import { once } from '../xsd/once.js';
import type { XsdCompiler } from '../xsd/xsd-compiler.js';
import type { ComplexType, ElementModel, Group } from '../xsd/xsd-model.js';
import { partElement, partsOf, partType } from './message-parts.js';
import type { MessageBody } from './service-description.js';
import { type WsdlNode, wsdlError } from './wsdl-components.js';

/** What the body of a message is made from. */
export interface BodySource {
  readonly compiler: XsdCompiler;
  readonly message: WsdlNode;
  /** The binding's `soap:body`, or the node around it where there is none. */
  readonly body: WsdlNode;
  /** Parts that travel as headers. */
  readonly headerParts: ReadonlySet<XmlElement>;
  /** Names of the parts that travel beside the envelope, and where the binding says so. */
  readonly attachedParts: ReadonlyMap<string, XmlElement>;
  readonly direction: 'input' | 'output';
  readonly style: 'document' | 'rpc';
  /** Name of the wrapper in `rpc` style. */
  readonly rpcName: string;
}

/**
 * The elements that a message puts into the SOAP body.
 *
 * Spec: WSDL 1.1 section 3.5, narrowed for `use="literal"` as WS-I Basic Profile 1.1 section 4.4 demands.
 *
 * @throws {WsdlError} WSDL_UNSUPPORTED for `use="encoded"` with the style `document`, for a `document` part that names a
 *   type, for an `rpc` part that names an element and for a part of a request that is an attachment.
 */
export function bodyOf(source: BodySource): MessageBody {
  if (source.style === 'document' && isEncoded(source)) {
    const message = 'use="encoded" is not supported with style="document", only with style="rpc"';
    throw wsdlError(source.body, message, 'WSDL_UNSUPPORTED');
  }
  const parts = bodyParts(source);
  return source.style === 'rpc' ? [rpcWrapper(source, parts)] : parts.map((part) => documentElement(source, part));
}

function isEncoded({ body }: BodySource): boolean {
  return attributeOf(body.node, 'use') === 'encoded';
}

function bodyParts(source: BodySource): readonly WsdlNode[] {
  const listed = attributeOf(source.body.node, 'parts')?.split(/\s+/);
  const [attached] = source.attachedParts.values();
  if (attached !== undefined && source.direction === 'input') {
    const at = { ...source.body, node: attached };
    throw wsdlError(at, 'a request with attachments (mime:content) is not supported', 'WSDL_UNSUPPORTED');
  }
  return partsOf(source.message).filter(({ node }) => {
    const name = attributeOf(node, 'name') ?? '';
    if (listed !== undefined) return listed.includes(name);
    return !source.headerParts.has(node) && !source.attachedParts.has(name);
  });
}

function documentElement({ compiler }: BodySource, part: WsdlNode): ElementModel {
  const element = partElement(compiler, part);
  if (element === undefined) {
    throw wsdlError(part, 'a document part that names a type and no element is not supported', 'WSDL_UNSUPPORTED');
  }
  return element;
}

/** The wrapper is named after the operation; the parts inside of it have no namespace. */
function rpcWrapper(source: BodySource, parts: readonly WsdlNode[]): ElementModel {
  const content: Group = {
    kind: 'sequence',
    particles: parts.map((part) => ({ kind: 'element', element: rpcPart(source, part), minOccurs: 1, maxOccurs: 1 })),
    minOccurs: 1,
    maxOccurs: 1,
  };
  const type: ComplexType = {
    kind: 'complex',
    name: undefined,
    namespace: '',
    abstract: false,
    mixed: false,
    simpleContent: undefined,
    content,
    attributes: new Map(),
    anyAttribute: false,
    elements: slotsOf(content),
    wildcard: undefined,
    base: undefined,
  };
  return plainElement(source.rpcName, attributeOf(source.body.node, 'namespace') ?? '', () => type);
}

function rpcPart(source: BodySource, part: WsdlNode): ElementModel {
  if (attributeOf(part.node, 'element') !== undefined) {
    throw wsdlError(part, 'an rpc part that names an element and no type is not supported', 'WSDL_UNSUPPORTED');
  }
  return plainElement(
    attributeOf(part.node, 'name') ?? '',
    '',
    once(() => partType(source.compiler, part)),
    // Any value may be null in SOAP's encoding (SOAP 1.1 section 5.1).
    isEncoded(source),
  );
}

function plainElement(name: string, namespace: string, type: ElementModel['type'], isNillable = false): ElementModel {
  return { name, namespace, type, nillable: () => isNillable, fixed: () => undefined };
}
