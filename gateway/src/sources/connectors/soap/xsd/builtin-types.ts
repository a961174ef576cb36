import { xsdNamespace } from '@facet/schema/wsdl';
import { encodingNamespaces } from '../namespaces.js';
import type { ComplexType, SimpleType, ValueKind, Wildcard, XsdType } from './xsd-model.js';

/** 32 bits and less: every value is exact as a JSON number. */
const smallIntegers = ['int', 'short', 'byte', 'unsignedInt', 'unsignedShort', 'unsignedByte'];
/** Of any size, or of 64 bits: JSON numbers would lose digits. */
const largeIntegers = [
  'long',
  'unsignedLong',
  'integer',
  'nonNegativeInteger',
  'positiveInteger',
  'nonPositiveInteger',
  'negativeInteger',
];
const dates = [
  'dateTime',
  'dateTimeStamp',
  'date',
  'time',
  'duration',
  'dayTimeDuration',
  'yearMonthDuration',
  'gYear',
  'gYearMonth',
  'gMonth',
  'gMonthDay',
  'gDay',
];
const tokens = [
  'token',
  'normalizedString',
  'anyURI',
  'language',
  'Name',
  'NCName',
  'NMTOKEN',
  'ID',
  'IDREF',
  'ENTITY',
];
const lists = { NMTOKENS: 'token', IDREFS: 'token', ENTITIES: 'token' } as const;

const integerPattern = /^[+-]?\d+$/;
const decimalPattern = /^[+-]?(\d+(\.\d*)?|\.\d+)$/;
const floatPattern = /^([+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|[+-]?INF|NaN)$/;

const simpleTypes: ReadonlyMap<string, SimpleType> = new Map([
  ...['string', 'anySimpleType', 'anyAtomicType'].map((name) => simple(name, 'string')),
  ...tokens.map((name) => simple(name, 'token')),
  ...dates.map((name) => simple(name, 'exact')),
  ...['base64Binary', 'hexBinary'].map((name) => simple(name, 'exact')),
  ...smallIntegers.map((name) => simple(name, 'integer', integerPattern)),
  ...largeIntegers.map((name) => simple(name, 'exact', integerPattern)),
  simple('decimal', 'exact', decimalPattern),
  ...['float', 'double'].map((name) => simple(name, 'float', floatPattern)),
  simple('boolean', 'boolean', /^(true|false|1|0)$/),
  ...['QName', 'NOTATION'].map((name) => simple(name, 'qname')),
  ...Object.entries(lists).map(([name, item]) => simple(name, item, undefined, true)),
]);

function simple(name: string, value: ValueKind, pattern?: RegExp, list = false): [string, SimpleType] {
  return [name, { kind: 'simple', name, namespace: xsdNamespace, value, list, enumeration: undefined, pattern }];
}

/** xsd:string, for text of which nothing else is known. */
export const stringType: SimpleType = {
  kind: 'simple',
  name: 'string',
  namespace: xsdNamespace,
  value: 'string',
  list: false,
  enumeration: undefined,
  pattern: undefined,
};

const anything: Wildcard = { kind: 'any', namespace: '', minOccurs: 0, maxOccurs: Number.POSITIVE_INFINITY };

/** xsd:anyType: any attributes, elements and text. */
export const anyType: ComplexType = {
  kind: 'complex',
  name: 'anyType',
  namespace: xsdNamespace,
  abstract: false,
  mixed: true,
  simpleContent: undefined,
  content: { kind: 'sequence', particles: [anything], minOccurs: 1, maxOccurs: 1 },
  attributes: new Map(),
  anyAttribute: true,
  elements: new Map(),
  wildcard: anything,
  base: undefined,
};

/** An array of SOAP's encoding of which the WSDL says no more: the answer itself may. */
export const anyArray: ComplexType = {
  ...anyType,
  name: 'Array',
  namespace: encodingNamespaces['1.1'],
  content: undefined,
  wildcard: undefined,
  array: { item: () => anyType, itemName: 'item', dimensions: 1 },
};

/**
 * The types that XML Schema itself defines, and those of SOAP's encoding, which are the same ones with an `id`.
 *
 * Spec: XML Schema Part 2: Datatypes, section 3; SOAP 1.1 section 5.2.
 */
export function builtInType(name: { readonly namespace: string; readonly name: string }): XsdType | undefined {
  if (name.namespace === xsdNamespace) {
    return name.name === 'anyType' ? anyType : simpleTypes.get(name.name);
  }
  if (!Object.values(encodingNamespaces).includes(name.namespace)) {
    return undefined;
  }
  // `base64` is SOAP's own name for what XML Schema came to call base64Binary.
  return name.name === 'Array' ? anyArray : simpleTypes.get(name.name === 'base64' ? 'base64Binary' : name.name);
}
