import {
  attributeOf,
  childElements,
  decodeXml,
  parseXml,
  textOf,
  type XmlElement,
  XmlEncodingError,
  XmlSyntaxError,
} from '@facet/schema/wsdl';
import { type GraphQLInputType, getNullableType, isInputObjectType, isListType } from 'graphql';
import { type Endpoint, requestElement } from '../../client-graph/endpoints/endpoint.js';
import { maxJsonDepth } from '../parse-graphql-request.js';
import { type Reading, refuse } from '../refusal.js';
import { type EndpointBody, refuseVariable } from './endpoint-body.js';
import type { VariableValues } from './read-query-variables.js';
import { scalarOfText } from './scalar-of-text.js';

const instanceNamespace = 'http://www.w3.org/2001/XMLSchema-instance';

/** Elements in all. A list is held to `limits.maxListItems` later; this keeps a megabyte of tags from costing a hundred. */
const maxElements = 100_000;

/** What is wrong with an element, for the client. */
class XmlInputError extends Error {
  override readonly name = 'XmlInputError';
}

/**
 * Reads variables from an XML body, by the rule that answers are written by: an element for each variable and each field
 * of an input object, an element `item` for each item of a list, `xsi:nil="true"` for null. Namespaces mean nothing;
 * names do. There is no document type declaration, and so no entity.
 *
 * @returns The values, or BAD_REQUEST with the line of what is wrong.
 */
export function readXmlVariables({ bytes, contentType }: EndpointBody, endpoint: Endpoint): Reading<VariableValues> {
  try {
    const root = parseXml(decodeXml(bytes, contentType), { maxDepth: maxJsonDepth, maxElements });
    return readRoot(root, endpoint);
  } catch (error) {
    if (error instanceof XmlSyntaxError) {
      const place = `line ${error.line}, column ${error.column}`;
      return refuse('BAD_REQUEST', `The request body cannot be read as XML: ${error.message} (${place})`);
    }
    if (error instanceof XmlEncodingError || error instanceof XmlInputError) {
      return refuse('BAD_REQUEST', `The request body cannot be used: ${error.message}`);
    }
    throw error;
  }
}

function readRoot(root: XmlElement, endpoint: Endpoint): Reading<VariableValues> {
  const expected = requestElement(endpoint);
  if (root.name !== expected) {
    throw new XmlInputError(`its root element must be "${expected}"`);
  }
  const values = new Map<string, unknown>();
  for (const [name, child] of membersOf(root)) {
    const refused = refuseVariable(name, endpoint);
    const type = endpoint.variables.get(name)?.type;
    if (refused !== undefined || type === undefined) {
      return refused ?? refuse('BAD_REQUEST', 'The request body cannot be used');
    }
    values.set(name, readValue(child, type));
  }
  return { kind: 'read', value: values };
}

function readValue(element: XmlElement, type: GraphQLInputType): unknown {
  const nil = attributeOf(element, 'nil', instanceNamespace)?.trim();
  if (nil === 'true' || nil === '1') {
    if (element.children.length > 0) {
      throw new XmlInputError(`"${element.name}" is nil and has content (line ${element.line})`);
    }
    return null;
  }
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    return readItems(element).map((item) => readValue(item, nullable.ofType));
  }
  if (isInputObjectType(nullable)) {
    const fields = nullable.getFields();
    return Object.fromEntries(
      [...membersOf(element)].map(([name, child]) => {
        const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
        if (field === undefined) {
          throw new XmlInputError(`"${name}" is no field of "${nullable.name}" (line ${child.line})`);
        }
        return [name, readValue(child, field.type)];
      }),
    );
  }
  if (childElements(element).length > 0) {
    throw new XmlInputError(`"${element.name}" must be text, without elements in it (line ${element.line})`);
  }
  return scalarOfText(nullable, textOf(element));
}

function readItems(element: XmlElement): readonly XmlElement[] {
  const items = elementsOf(element);
  const other = items.find(({ name }) => name !== 'item');
  if (other !== undefined) {
    throw new XmlInputError(
      `"${element.name}" is a list: its elements are called "item", not "${other.name}" (line ${other.line})`,
    );
  }
  return items;
}

/** The child elements by name; each may come once. */
function membersOf(element: XmlElement): ReadonlyMap<string, XmlElement> {
  const members = new Map<string, XmlElement>();
  for (const child of elementsOf(element)) {
    if (members.has(child.name)) {
      throw new XmlInputError(`"${child.name}" is given more than once (line ${child.line})`);
    }
    members.set(child.name, child);
  }
  return members;
}

function elementsOf(element: XmlElement): readonly XmlElement[] {
  if (textOf(element).trim() !== '') {
    throw new XmlInputError(`"${element.name}" has text where elements are expected (line ${element.line})`);
  }
  return childElements(element);
}
