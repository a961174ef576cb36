import { attributeOf, childElements, type XmlElement } from '@facet/schema/wsdl';
import { SoapAnswerError } from './answer-error.js';

const xopNamespace = 'http://www.w3.org/2004/08/xop/include';

/**
 * Puts the bytes that travelled beside the envelope back to where they belong, as base64: where an `xop:Include` stands
 * (MTOM), and where an element's `href` names them (SOAP with Attachments). So binary content reads the same however it
 * was sent.
 *
 * Spec: XML-binary Optimized Packaging, section 3.2; SOAP Messages with Attachments, section 3.
 *
 * @param attachments By content id. Each goes to one place, as a sender makes one part of each value: a small answer could
 *   else ask for one attachment any number of times.
 * @throws {SoapAnswerError} for an attachment that is missing or named twice, and for a reference out of the message.
 */
export function includeAttachments(root: XmlElement, attachments: ReadonlyMap<string, Uint8Array>): XmlElement {
  const left = new Map(attachments);
  return include(root);

  /** The parser bounds the depth. */
  function include(element: XmlElement): XmlElement {
    const id = includedId(element) ?? attachedId(element);
    if (id !== undefined) {
      const attributes = element.attributes.filter(({ name, value }) => name !== 'href' || !isCid(value));
      return { ...element, attributes, children: [take(element, id)] };
    }
    let isSame = true;
    const children = element.children.map((child) => {
      const included = typeof child === 'string' ? child : include(child);
      isSame &&= included === child;
      return included;
    });
    return isSame ? element : { ...element, children };
  }

  function take({ name }: XmlElement, id: string): string {
    const bytes = left.get(id);
    if (bytes === undefined) {
      const reason = attachments.has(id) ? 'an attachment that another element has' : 'an attachment that did not come';
      throw new SoapAnswerError(`"${name}" includes ${reason}`);
    }
    left.delete(id);
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  }
}

/** The content id as it stands in a header, `<id>`, or in a URL, `cid:id`, without what is around it. */
export function contentId(text: string): string {
  const bare = text.trim().replace(/^<(.*)>$/, '$1');
  if (!isCid(bare)) return bare;
  try {
    return decodeURIComponent(bare.slice('cid:'.length));
  } catch {
    // Not percent-encoded after all: then it is the id as it stands.
    return bare.slice('cid:'.length);
  }
}

function includedId(element: XmlElement): string | undefined {
  const [only] = childElements(element);
  if (only?.name !== 'Include' || only.namespace !== xopNamespace) return undefined;
  const href = attributeOf(only, 'href') ?? '';
  if (!isCid(href)) throw new SoapAnswerError(`"${element.name}" includes something outside of the message`);
  return contentId(href);
}

function attachedId(element: XmlElement): string | undefined {
  const href = attributeOf(element, 'href');
  return href !== undefined && isCid(href) && element.children.length === 0 ? contentId(href) : undefined;
}

function isCid(url: string): boolean {
  return /^cid:/i.test(url);
}
