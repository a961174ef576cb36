import { xsdNamespace } from '@facet/schema/wsdl';
import { describeKind, isJsonObject, maxValueDepth } from '../../json.js';
import { didYouMean } from '../../mapping/suggest.js';
import { encodingNamespaces, envelopeNamespaces, instanceNamespace } from '../namespaces.js';
import { anyType, stringType } from '../xsd/builtin-types.js';
import type { ComplexType, ElementModel, XsdType } from '../xsd/xsd-model.js';
import { formatSimple } from './format-simple.js';
import { SoapInputError } from './input-error.js';
import { writeArray } from './write-array.js';
import { writeContent } from './write-content.js';
import type { WriteContext } from './write-context.js';
import { assertName, writeUntyped } from './write-untyped.js';
import { escapeXml, type XmlWriter } from './xml-writer.js';

/**
 * Writes an element with a JSON value as the WSDL describes it: child elements in the order of the schema whatever the
 * order of the keys, attributes from `"@name"`, text from `"#text"`, `xsi:nil` for null where the element is nillable,
 * `xsi:type` where `"@type"` names a derived type.
 *
 * Spec: XML Schema Part 1, sections 2.6.1 and 2.6.2.
 *
 * @throws {SoapInputError} for a value that does not fit.
 */
export function writeElement(element: ElementModel, value: unknown, context: WriteContext): void {
  const { writer, path } = context;
  if (context.depth > maxValueDepth) {
    throw new SoapInputError(path, `is nested more than ${maxValueDepth} deep`);
  }
  const name = elementName(element, context);
  if (value === null && element.nillable()) {
    writer.add(`<${name} ${writer.qualify(instanceNamespace, 'nil')}="true"/>`);
    return;
  }
  const type = element.type();
  if (type.kind === 'simple') {
    writer.add(
      `<${name}${encodedType(type, context)}>${escapeXml(formatSimple(type, withoutText(value), path), path)}</${name}>`,
    );
  } else if (type === anyType) {
    writeAnything(name, value, context);
  } else if (type.array !== undefined) {
    writeArray(name, type.array, value, context, writeElement);
  } else {
    writeComplex(name, type, value, context);
  }
}

/** Local names are unqualified in SOAP's encoding, whatever a schema says (SOAP 1.1 section 5.1). */
function elementName({ namespace, name }: ElementModel, { writer, encoding, depth }: WriteContext): string {
  return encoding === undefined || depth === 0 ? writer.qualify(namespace, name) : name;
}

/** In SOAP's encoding values say their types, as many readers go by nothing else; the wrapper has its encoding instead. */
function encodedType(type: XsdType, { writer, encoding, depth }: WriteContext): string {
  if (encoding === undefined) return '';
  if (depth > 0) return type.name === undefined ? '' : typeAttributeOf(type, writer);
  return ` ${writer.qualify(envelopeNamespaces[encoding], 'encodingStyle')}="${encodingNamespaces[encoding]}"`;
}

function typeAttributeOf(type: XsdType, writer: XmlWriter): string {
  return ` ${writer.qualify(instanceNamespace, 'type')}="${writer.qualify(type.namespace, type.name ?? '')}"`;
}

/** An attribute-less element may be given as `{ "#text": … }` too. */
function withoutText(value: unknown): unknown {
  return isJsonObject(value) && Object.keys(value).length === 1 && '#text' in value ? value['#text'] : value;
}

/** xsd:anyType: a reader learns the type of a scalar from `xsi:type`. */
function writeAnything(name: string, value: unknown, context: WriteContext): void {
  const builtIn = { string: 'string', boolean: 'boolean', number: 'double' }[typeof value as string];
  const instanceType = context.writer.qualify(instanceNamespace, 'type');
  const attribute = builtIn === undefined ? '' : ` ${instanceType}="${context.writer.qualify(xsdNamespace, builtIn)}"`;
  writeUntyped(name, value, { ...context, attributes: attribute });
}

function writeComplex(name: string, declared: ComplexType, value: unknown, context: WriteContext): void {
  const { writer, path } = context;
  const fields = fieldsOf(declared, value, path);
  const type = actualType(declared, fields, context);
  const typeAttribute = type === declared ? encodedType(type, context) : typeAttributeOf(type, writer);
  writer.add(`<${name}${typeAttribute}${attributesOf(type, declared, fields, context)}>`);
  if (type.simpleContent !== undefined) {
    const text = fields['#text'];
    if (text !== undefined && text !== null) {
      writer.add(escapeXml(formatSimple(type.simpleContent, text, path), path));
    }
    assertNoElements(fields, path);
  } else {
    writeText(type, fields, context);
    writeContent(type, fields, context, writeElement);
  }
  writer.add(`</${name}>`);
}

function fieldsOf(type: ComplexType, value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (isJsonObject(value)) {
    return value;
  }
  const takesText = type.simpleContent !== undefined || type.mixed;
  if (takesText && value !== null && typeof value !== 'object') {
    return { '#text': value };
  }
  throw new SoapInputError(path, `takes an object: it is ${describeKind(value)}`);
}

/** The derived type that `"@type"` names, unless the type has an attribute of that name. */
function actualType(
  declared: ComplexType,
  fields: Readonly<Record<string, unknown>>,
  context: WriteContext,
): ComplexType {
  const named = fields['@type'];
  if (typeof named !== 'string' || declared.attributes.has('type')) {
    if (declared.abstract) {
      const names = context.library.derivedNames(declared).join(', ');
      throw new SoapInputError(context.path, `has an abstract type: "@type" must name one of ${names}`);
    }
    return declared;
  }
  const derived = named === declared.name ? declared : context.library.derivedType(declared, named);
  if (derived === undefined || derived.abstract) {
    const known = context.library.derivedNames(declared);
    const subject = declared.name ?? 'its type';
    throw new SoapInputError(
      `${context.path}.@type`,
      `names no type derived from ${subject}${didYouMean(named, known)}`,
    );
  }
  return derived;
}

function attributesOf(
  type: ComplexType,
  declared: ComplexType,
  fields: Readonly<Record<string, unknown>>,
  { writer, path }: WriteContext,
): string {
  let text = '';
  for (const { name, namespace, type: valueType, required, fixed } of type.attributes.values()) {
    const value = fields[`@${name}`] ?? (required ? fixed : undefined);
    if (value !== undefined) {
      const formatted = formatSimple(valueType, value, `${path}.@${name}`);
      text += ` ${writer.qualify(namespace, name)}="${escapeXml(formatted, `${path}.@${name}`)}"`;
    } else if (required) {
      throw new SoapInputError(`${path}.@${name}`, 'is required');
    }
  }
  return text + otherAttributes(type, declared, fields, path);
}

/** Attributes that the type does not have: allowed by xsd:anyAttribute only. */
function otherAttributes(
  type: ComplexType,
  declared: ComplexType,
  fields: Readonly<Record<string, unknown>>,
  path: string,
): string {
  let text = '';
  for (const [key, value] of Object.entries(fields)) {
    const isType = key === '@type' && !declared.attributes.has('type');
    if (!key.startsWith('@') || isType || type.attributes.has(key.slice(1)) || value === undefined || value === null) {
      continue;
    }
    if (!type.anyAttribute) {
      const known = [...type.attributes.keys()].map((name) => `@${name}`);
      throw new SoapInputError(`${path}.${key}`, `is unknown to the WSDL${didYouMean(key, known)}`);
    }
    assertName(key.slice(1), `${path}.${key}`);
    text += ` ${key.slice(1)}="${escapeXml(formatSimple(stringType, value, `${path}.${key}`), `${path}.${key}`)}"`;
  }
  return text;
}

function writeText(type: ComplexType, fields: Readonly<Record<string, unknown>>, { writer, path }: WriteContext): void {
  const text = fields['#text'];
  if (text === undefined || text === null) {
    return;
  }
  if (!type.mixed) {
    throw new SoapInputError(`${path}.#text`, 'is text in an element that holds elements only');
  }
  if (typeof text === 'object') {
    throw new SoapInputError(`${path}.#text`, `takes a scalar: it is ${describeKind(text)}`);
  }
  writer.add(escapeXml(String(text), path));
}

function assertNoElements(fields: Readonly<Record<string, unknown>>, path: string): void {
  const key = Object.keys(fields).find((name) => name !== '#text' && !name.startsWith('@'));
  if (key !== undefined) {
    throw new SoapInputError(`${path}.${key}`, 'is an element in one that holds text only');
  }
}
