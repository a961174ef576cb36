import { attributeOf, type XmlAttribute, type XmlElement } from '@facet/schema/wsdl';
import { maxValueDepth } from '../../json.js';
import { encodingNamespaces } from '../namespaces.js';
import { SoapAnswerError } from './answer-error.js';

/**
 * Most elements that an answer may come to once its references are followed; as many as any answer may have. Ten
 * elements that each refer twice to the next are a thousand, so a small answer could ask for any number.
 */
const maxElements = 500_000;

/**
 * Puts what `href` refers to in the place of the elements that refer to it, so that a graph of `multiRef` elements reads
 * like a tree. Only references within the message are followed: nothing is opened or fetched.
 *
 * Spec: SOAP 1.1 section 5.4.1 (`id`, `href`); SOAP 1.2 Part 2 section 3.1.5 (`enc:id`, `enc:ref`).
 *
 * @param body The child elements of the body. O(elements), however often they are referred to.
 * @returns The same elements without references. Those referred to from several places are shared.
 * @throws {SoapAnswerError} for a reference out of the message or to nothing, a circle, which JSON cannot hold, and for
 *   more than 500000 elements or a depth of 128 once all are followed.
 */
export function resolveReferences(body: readonly XmlElement[]): readonly XmlElement[] {
  const resolver = new ReferenceResolver(body);
  return body.map((element) => resolver.resolve(element, 0).element);
}

/** Whether an element stands in the body only to be referred to. */
export function isReferred(element: XmlElement): boolean {
  return idOf(element) !== undefined;
}

interface Resolved {
  readonly element: XmlElement;
  /** Elements in it, itself included. */
  readonly size: number;
  /** Levels of elements in it, itself included. */
  readonly height: number;
}

class ReferenceResolver {
  readonly #targets = new Map<string, XmlElement>();
  readonly #resolved = new Map<XmlElement, Resolved>();
  /** Elements around the one being resolved. */
  readonly #open = new Set<XmlElement>();

  constructor(body: readonly XmlElement[]) {
    const waiting: XmlElement[] = [...body];
    for (let element = waiting.pop(); element !== undefined; element = waiting.pop()) {
      const id = idOf(element);
      if (id !== undefined) this.#targets.set(id, element);
      for (const child of element.children) {
        if (typeof child !== 'string') waiting.push(child);
      }
    }
  }

  resolve(element: XmlElement, depth: number): Resolved {
    const known = this.#resolved.get(element);
    if (depth + (known?.height ?? 0) > maxValueDepth) {
      throw new SoapAnswerError(`its references lead to elements nested more than ${maxValueDepth} deep`);
    }
    if (known !== undefined) return known;
    if (this.#open.has(element)) {
      throw new SoapAnswerError(`"${element.name}" refers to an element that it is part of`);
    }
    this.#open.add(element);
    const reference = referenceOf(element);
    const made = reference === undefined ? this.#inside(element, depth) : this.#referred(element, reference, depth);
    this.#open.delete(element);
    if (made.size > maxElements) {
      throw new SoapAnswerError(`its references come to more than ${maxElements} elements`);
    }
    this.#resolved.set(element, made);
    return made;
  }

  #inside(element: XmlElement, depth: number): Resolved {
    let size = 1;
    let height = 0;
    let isSame = true;
    const children = element.children.map((child) => {
      if (typeof child === 'string') return child;
      const resolved = this.resolve(child, depth + 1);
      size += resolved.size;
      height = Math.max(height, resolved.height);
      isSame &&= resolved.element === child;
      return resolved.element;
    });
    const attributes = element.attributes.filter((attribute) => !isId(attribute));
    isSame &&= attributes.length === element.attributes.length;
    return { element: isSame ? element : { ...element, attributes, children }, size, height: height + 1 };
  }

  /** The name is that of the one that refers; all else, its prefixes too, of the one referred to. */
  #referred({ name, namespace }: XmlElement, reference: string, depth: number): Resolved {
    const target = this.#targets.get(reference);
    if (target === undefined) {
      throw new SoapAnswerError(`"${name}" refers to an element that is not in the message`);
    }
    // One level deeper, though it takes the same place: a long chain of references would cost stack.
    const { element, size, height } = this.resolve(target, depth + 1);
    return { element: { ...element, name, namespace }, size, height: height + 1 };
  }
}

function isId({ name, namespace }: XmlAttribute): boolean {
  return name === 'id' && (namespace === '' || namespace === encodingNamespaces['1.2']);
}

function idOf(element: XmlElement): string | undefined {
  return element.attributes.find(isId)?.value;
}

/** The id that an element refers to. */
function referenceOf(element: XmlElement): string | undefined {
  const ref = attributeOf(element, 'ref', encodingNamespaces['1.2']);
  if (ref !== undefined) return ref.replace(/^#/, '');
  const href = attributeOf(element, 'href');
  if (href === undefined) return undefined;
  if (!href.startsWith('#')) throw new SoapAnswerError(`"${element.name}" refers to something outside of the message`);
  return href.slice(1);
}
