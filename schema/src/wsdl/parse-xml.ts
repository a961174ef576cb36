import { type SaxesAttributeNS, SaxesParser, type SaxesTagNS } from 'saxes';
import type { NamespaceScope, XmlAttribute, XmlElement } from './xml-element.js';

/** Why a document was refused. */
export type XmlRefusal = 'malformed' | 'dtd' | 'too-deep' | 'too-many-elements';

/** Limits of `parseXml`. */
export interface ParseXmlOptions {
  /** Deepest nesting of elements. Default 256; past it: `too-deep`. */
  readonly maxDepth?: number;
  /** Most elements in all, since ten bytes of text can cost some hundred of memory. Default 500000; past it: `too-many-elements`. */
  readonly maxElements?: number;
}

/** A document that is not well-formed, or that is refused for what it declares or how large it is. */
export class XmlSyntaxError extends SyntaxError {
  override readonly name = 'XmlSyntaxError';
  readonly refusal: XmlRefusal;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 code units. */
  readonly column: number;

  constructor(refusal: XmlRefusal, message: string, position: { readonly line: number; readonly column: number }) {
    super(message);
    this.refusal = refusal;
    this.line = position.line;
    this.column = position.column;
  }
}

/**
 * Parses a namespace-aware XML 1.0 document, in time linear in its length.
 *
 * A document type declaration is refused whatever it holds, so that no entity but the five predefined ones exists:
 * nothing can be expanded or fetched.
 *
 * Spec: Extensible Markup Language 1.0 (Fifth Edition); Namespaces in XML 1.0.
 *
 * @param text Decoded text; a byte order mark is skipped.
 * @returns The root element.
 * @throws {XmlSyntaxError} With line and column.
 */
export function parseXml(text: string, options: ParseXmlOptions = {}): XmlElement {
  const parser = new SaxesParser({ xmlns: true });
  const builder = new TreeBuilder(parser, text, options.maxDepth ?? 256, options.maxElements ?? 500_000);
  parser.on('error', (error) => builder.refuse('malformed', withoutPosition(error.message)));
  parser.on('doctype', () => builder.refuse('dtd', 'a document type declaration is not allowed'));
  parser.on('opentagstart', () => builder.enter());
  parser.on('opentag', (tag) => builder.open(tag));
  parser.on('closetag', () => builder.close());
  parser.on('text', (chunk) => builder.text(chunk));
  parser.on('cdata', (chunk) => builder.text(chunk));
  parser.write(text).close();
  return builder.root();
}

interface OpenElement extends XmlElement {
  readonly children: (XmlElement | string)[];
}

type NamespacedParser = SaxesParser<{ xmlns: true }>;

/** Elements without attributes are many; they share one list. */
const noAttributes: readonly XmlAttribute[] = [];
const noScope: NamespaceScope = { declared: new Map(), outer: undefined };

class TreeBuilder {
  readonly #parser: NamespacedParser;
  readonly #text: string;
  readonly #maxDepth: number;
  readonly #maxElements: number;
  readonly #open: OpenElement[] = [];
  #root: XmlElement | undefined;
  #elements = 0;
  #line = 1;

  constructor(parser: NamespacedParser, text: string, maxDepth: number, maxElements: number) {
    this.#parser = parser;
    this.#text = text;
    this.#maxDepth = maxDepth;
    this.#maxElements = maxElements;
  }

  /** A tag begins: its line is known only now, and limits hold before its attributes are read. */
  enter(): void {
    // The parser has read one character past the name, which may be the line's end.
    this.#line = this.#parser.line - (this.#text[this.#parser.position - 1] === '\n' ? 1 : 0);
    this.#elements += 1;
    if (this.#open.length >= this.#maxDepth) {
      this.refuse('too-deep', `elements are nested more than ${this.#maxDepth} deep`);
    }
    if (this.#elements > this.#maxElements) {
      this.refuse('too-many-elements', `there are more than ${this.#maxElements} elements`);
    }
  }

  open(tag: SaxesTagNS): void {
    const parent = this.#open.at(-1);
    const outer = parent?.scope ?? noScope;
    const prefixes = Object.entries(tag.ns);
    const element: OpenElement = {
      name: tag.local,
      namespace: tag.uri,
      attributes: toAttributes(tag.attributes),
      children: [],
      scope: prefixes.length === 0 ? outer : { declared: new Map(prefixes), outer },
      line: this.#line,
    };
    if (parent === undefined) {
      this.#root = element;
    } else {
      parent.children.push(element);
    }
    this.#open.push(element);
  }

  close(): void {
    this.#open.pop();
  }

  text(chunk: string): void {
    const children = this.#open.at(-1)?.children;
    if (children === undefined || chunk === '') {
      return;
    }
    const last = children.at(-1);
    if (typeof last === 'string') {
      children[children.length - 1] = last + chunk;
    } else {
      children.push(chunk);
    }
  }

  refuse(refusal: XmlRefusal, message: string): never {
    const { line, column } = this.#parser;
    throw new XmlSyntaxError(refusal, message, { line, column: Math.max(column, 1) });
  }

  root(): XmlElement {
    if (this.#root === undefined) {
      this.refuse('malformed', 'the document has no root element');
    }
    return this.#root;
  }
}

function toAttributes(attributes: Readonly<Record<string, SaxesAttributeNS>>): readonly XmlAttribute[] {
  const found: XmlAttribute[] = [];
  for (const attribute of Object.values(attributes)) {
    if (attribute.prefix !== 'xmlns' && attribute.name !== 'xmlns') {
      found.push({ name: attribute.local, namespace: attribute.uri, value: attribute.value });
    }
  }
  return found.length === 0 ? noAttributes : found;
}

/** The parser puts `line:column: ` before its message and a full stop after it. */
function withoutPosition(message: string): string {
  return message.replace(/^\d+:\d+: /, '').replace(/\.$/, '');
}
