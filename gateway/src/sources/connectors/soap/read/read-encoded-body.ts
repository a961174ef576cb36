import { childElements, type XmlElement } from '@facet/schema/wsdl';
import type { MessageBody } from '../wsdl/service-description.js';
import type { ElementModel, XsdLibrary } from '../xsd/xsd-model.js';
import { SoapAnswerError } from './answer-error.js';
import { readElement } from './read-element.js';
import { isReferred, resolveReferences } from './resolve-references.js';

/**
 * Reads the payload of an rpc/encoded answer, references followed: an object with a key for each part.
 *
 * Neither the wrapper's name nor that of the return value means anything (SOAP 1.1 section 7.1), and servers use what
 * they like: without one of the right name, the first element of the body that nobody refers to is the wrapper, and the
 * first one in it the first part.
 *
 * @throws {SoapAnswerError} as `readElement` and `resolveReferences` do, and when the body is empty.
 */
export function readEncodedBody(
  body: readonly XmlElement[],
  expected: MessageBody | undefined,
  library: XsdLibrary,
): unknown {
  const [only] = expected ?? [];
  if (only === undefined) return null;
  const resolved = resolveReferences(body);
  const index = indexOfWrapper(body, only.name);
  const wrapper = resolved[index];
  if (wrapper === undefined) {
    throw new SoapAnswerError(`the SOAP body has no "${only.name}": it has no element that nothing refers to`);
  }
  return readElement(withReturnName(wrapper, only), only.type(), library);
}

function indexOfWrapper(body: readonly XmlElement[], name: string): number {
  const named = body.findIndex((element) => element.name === name);
  return named === -1 ? body.findIndex((element) => !isReferred(element)) : named;
}

function withReturnName(wrapper: XmlElement, expected: ElementModel): XmlElement {
  const type = expected.type();
  const parts = type.kind === 'complex' ? [...type.elements.keys()] : [];
  const [first] = parts;
  const children = childElements(wrapper);
  if (first === undefined || children.some((child) => child.name === first)) return wrapper;
  const [returned] = children;
  if (returned === undefined || parts.includes(returned.name)) return wrapper;
  const renamed = { ...returned, name: first };
  return { ...wrapper, children: wrapper.children.map((child) => (child === returned ? renamed : child)) };
}
