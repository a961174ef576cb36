/**
 * What of XML Schema decides how JSON is written as XML and XML read as JSON. Types that lead to other types do so
 * through functions, called once needed, so that recursive schemas of any size are no problem.
 */
export type XsdType = SimpleType | ComplexType;

/**
 * How the text of a simple type becomes JSON:
 *
 * - `string`: text as it is;
 * - `token`: text with white space collapsed;
 * - `exact`: a value that JSON numbers could not hold (xsd:long, xsd:decimal, dates, base64): its text, white space
 *   removed; empty is `null`;
 * - `integer`, `float`: a JSON number; empty is `null`. INF and NaN, which JSON does not have, stay text;
 * - `boolean`: true or false; empty is `null`;
 * - `qname`: the local name.
 */
export type ValueKind = 'string' | 'token' | 'exact' | 'integer' | 'float' | 'boolean' | 'qname';

export interface SimpleType {
  readonly kind: 'simple';
  /** Local name; undefined for an anonymous type. */
  readonly name: string | undefined;
  /** Namespace of `name`; empty for an anonymous type. */
  readonly namespace: string;
  /** Of one value; of each item when it is a list. */
  readonly value: ValueKind;
  /** xsd:list: values separated by white space, a JSON array. */
  readonly list: boolean;
  /** The only values allowed, as text. */
  readonly enumeration: ReadonlySet<string> | undefined;
  /** The lexical form that a written value must have. */
  readonly pattern: RegExp | undefined;
}

export interface ComplexType {
  readonly kind: 'complex';
  /** Undefined for an anonymous type. */
  readonly name: string | undefined;
  readonly namespace: string;
  readonly abstract: boolean;
  /** Text may stand between the child elements. */
  readonly mixed: boolean;
  /** The type of the text, when the type has text and attributes only. */
  readonly simpleContent: SimpleType | undefined;
  readonly content: Group | undefined;
  /** By local name. */
  readonly attributes: ReadonlyMap<string, AttributeModel>;
  readonly anyAttribute: boolean;
  /** The child elements by local name, wherever in `content` they are. */
  readonly elements: ReadonlyMap<string, ElementSlot>;
  /** The xsd:any of `content`, if there is one. */
  readonly wildcard: Wildcard | undefined;
  /** The type that it extends or restricts. */
  readonly base: ComplexType | undefined;
  /** Set for an array of SOAP's encoding: JSON has a list, whatever the elements inside are called. */
  readonly array?: EncodedArray | undefined;
}

/**
 * An array of SOAP's encoding.
 *
 * Spec: SOAP 1.1 section 5.4.2; WSDL 1.1 section 2.2 (`wsdl:arrayType`).
 */
export interface EncodedArray {
  readonly item: () => XsdType;
  /** What an item's element is called when it is written; readers go by position. */
  readonly itemName: string;
  /** Of more than one, JSON has lists of lists. */
  readonly dimensions: number;
}

export interface AttributeModel {
  readonly name: string;
  /** Empty for an unqualified attribute. */
  readonly namespace: string;
  readonly type: SimpleType;
  readonly required: boolean;
  readonly fixed: string | undefined;
}

export type Particle = ElementParticle | Group | Wildcard;

/** How often a particle may stand in a row; `maxOccurs` is Infinity for `unbounded`. */
export interface Occurs {
  readonly minOccurs: number;
  readonly maxOccurs: number;
}

/** `xsd:sequence`, `xsd:choice` or `xsd:all`. */
export interface Group extends Occurs {
  readonly kind: 'sequence' | 'choice' | 'all';
  readonly particles: readonly Particle[];
}

/** `xsd:any`. */
export interface Wildcard extends Occurs {
  readonly kind: 'any';
  /** Namespace for what is written without one: the first that the wildcard names; empty for none. */
  readonly namespace: string;
}

export interface ElementParticle extends Occurs {
  readonly kind: 'element';
  readonly element: ElementModel;
}

export interface ElementModel {
  readonly name: string;
  /** Empty for an unqualified element. */
  readonly namespace: string;
  readonly type: () => XsdType;
  readonly nillable: () => boolean;
  readonly fixed: () => string | undefined;
}

/** A child element as seen from its parent: JSON has one key for it, wherever and how often the content names it. */
export interface ElementSlot {
  readonly element: ElementModel;
  /** It may stand more than once, so that JSON has an array. */
  readonly repeated: boolean;
}

/** Everything that a set of schemas declares. */
export interface XsdLibrary {
  /** A global element. */
  element(name: { readonly namespace: string; readonly name: string }): ElementModel | undefined;
  /** The global element of a local name, when only one namespace has it. */
  elementNamed(name: string): ElementModel | undefined;
  /** A named or built-in type. */
  type(name: { readonly namespace: string; readonly name: string }): XsdType | undefined;
  /** The type of a local name that may stand for `base` by `xsi:type`. */
  derivedType(base: ComplexType, name: string): ComplexType | undefined;
  /** Whether any type is derived from one, so that `xsi:type` may stand at an element of it. */
  hasDerived(base: ComplexType): boolean;
  /** Local names of the concrete types derived from `base`, sorted; for messages. */
  derivedNames(base: ComplexType): readonly string[];
}
