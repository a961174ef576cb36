import {
  type GraphQLEnumType,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLLeafType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
} from 'graphql';
import { escapeXml } from '../../xml/escape-xml.js';
import { type Endpoint, errorsMember, requestElement, responseElement } from './endpoint.js';
import type { ObjectShape, ResultShape } from './result-shape.js';

/**
 * Writes the XML Schema of all requests and answers of the endpoints: an element `<Operation>Request` and an element
 * `<Operation>Response` for each. Content is `xs:all`, as the order of elements means nothing.
 *
 * Spec: XML Schema 1.0 (Second Edition), parts 1 and 2.
 */
export function xsdDocument(endpoints: readonly Endpoint[]): string {
  const named: NamedTypes = new Map();
  const elements = endpoints.flatMap((endpoint) => [
    `  <xs:element name="${requestElement(endpoint)}">${requestType(endpoint, named)}</xs:element>`,
    `  <xs:element name="${responseElement(endpoint)}">${objectType(endpoint.result, named, errorsElement)}</xs:element>`,
  ]);
  const types = definedTypes(named);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified">',
    ...elements,
    ...types,
    `  ${errorsType}`,
    '</xs:schema>',
    '',
  ].join('\n');
}

/** Types that are defined once: enums, and input objects, which may contain themselves. */
type NamedTypes = Map<string, GraphQLEnumType | GraphQLInputObjectType>;

const errorsElement = `<xs:element name="${errorsMember}" type="${errorsMember}" minOccurs="0"/>`;

const errorsType = `<xs:complexType name="${errorsMember}"><xs:sequence><xs:element name="item" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:all><xs:element name="message" type="xs:string"/><xs:element name="code" type="xs:string" minOccurs="0"/><xs:element name="path" minOccurs="0"><xs:complexType><xs:sequence><xs:element name="item" type="xs:string" minOccurs="0" maxOccurs="unbounded"/></xs:sequence></xs:complexType></xs:element></xs:all></xs:complexType></xs:element></xs:sequence></xs:complexType>`;

/** XML Schema's types of the scalars that mean the same everywhere; of others only text is known. */
const scalarTypes: ReadonlyMap<string, string> = new Map([
  ['Int', 'xs:int'],
  ['Float', 'xs:double'],
  ['Boolean', 'xs:boolean'],
]);

function objectType({ fields }: ObjectShape, named: NamedTypes, more = ''): string {
  const elements = [...fields].map(([name, { shape, required, description }]) => {
    const attributes = `${shape.nullable ? ' nillable="true"' : ''}${required ? '' : ' minOccurs="0"'}`;
    return element(name, { attributes, description, content: resultContent(shape, named) });
  });
  return `<xs:complexType><xs:all>${elements.join('')}${more}</xs:all></xs:complexType>`;
}

/** A type by its name, or one that is written inside of the element. */
type Content = { readonly type: string } | { readonly inner: string };

function resultContent(shape: ResultShape, named: NamedTypes): Content {
  switch (shape.kind) {
    case 'leaf':
      return { type: leafType(shape.type, named) };
    case 'list':
      return { inner: listType(shape.of.nullable, resultContent(shape.of, named)) };
    case 'object':
      return { inner: objectType(shape, named) };
    default:
      return shape satisfies never;
  }
}

function requestType({ variables }: Endpoint, named: NamedTypes): string {
  const elements = [...variables].flatMap(([name, { type, required, inPath }]) =>
    inPath ? [] : [inputElement(name, { type, required, named })],
  );
  return `<xs:complexType><xs:all>${elements.join('')}</xs:all></xs:complexType>`;
}

interface InputElement {
  readonly type: GraphQLInputType;
  readonly required: boolean;
  readonly description?: string | null | undefined;
  readonly named: NamedTypes;
}

function inputElement(name: string, { type, required, description, named }: InputElement): string {
  const attributes = `${isNonNullType(type) ? '' : ' nillable="true"'}${required ? '' : ' minOccurs="0"'}`;
  return element(name, { attributes, description, content: inputContent(type, named) });
}

function inputContent(type: GraphQLInputType, named: NamedTypes): Content {
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    return { inner: listType(!isNonNullType(nullable.ofType), inputContent(nullable.ofType, named)) };
  }
  if (isInputObjectType(nullable)) {
    named.set(nullable.name, nullable);
    return { type: nullable.name };
  }
  return { type: leafType(nullable as GraphQLLeafType, named) };
}

function leafType(type: GraphQLLeafType, named: NamedTypes): string {
  if (isEnumType(type)) {
    named.set(type.name, type);
    return type.name;
  }
  return scalarTypes.get(type.name) ?? 'xs:string';
}

function listType(nullableItems: boolean, content: Content): string {
  const attributes = `${nullableItems ? ' nillable="true"' : ''} minOccurs="0" maxOccurs="unbounded"`;
  return `<xs:complexType><xs:sequence>${element('item', { attributes, content })}</xs:sequence></xs:complexType>`;
}

interface ElementParts {
  readonly attributes: string;
  readonly content: Content;
  readonly description?: string | null | undefined;
}

function element(name: string, { attributes, content, description }: ElementParts): string {
  const type = 'type' in content ? ` type="${content.type}"` : '';
  const inner = `${annotation(description)}${'inner' in content ? content.inner : ''}`;
  return inner === ''
    ? `<xs:element name="${name}"${type}${attributes}/>`
    : `<xs:element name="${name}"${type}${attributes}>${inner}</xs:element>`;
}

function annotation(description: string | null | undefined): string {
  return description
    ? `<xs:annotation><xs:documentation>${escapeXml(description)}</xs:documentation></xs:annotation>`
    : '';
}

/** Writing a type may name others: the map grows while it is walked, and its iteration takes that in. */
function definedTypes(named: NamedTypes): readonly string[] {
  const written: string[] = [];
  for (const type of named.values()) {
    written.push(`  ${isEnumType(type) ? enumType(type) : inputObjectType(type, named)}`);
  }
  return written;
}

function enumType(type: GraphQLEnumType): string {
  const values = type.getValues().map(({ name }) => `<xs:enumeration value="${name}"/>`);
  return `<xs:simpleType name="${type.name}">${annotation(type.description)}<xs:restriction base="xs:string">${values.join('')}</xs:restriction></xs:simpleType>`;
}

function inputObjectType(type: GraphQLInputObjectType, named: NamedTypes): string {
  const fields = Object.values(type.getFields()).map((field) =>
    inputElement(field.name, {
      type: field.type,
      required: isRequiredInputField(field),
      description: field.description,
      named,
    }),
  );
  return `<xs:complexType name="${type.name}">${annotation(type.description)}<xs:all>${fields.join('')}</xs:all></xs:complexType>`;
}
