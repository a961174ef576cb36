import type { ObjectShape, ResultShape } from '../../client-graph/endpoints/result-shape.js';
import { escapeXml } from '../../xml/escape-xml.js';
import { JsonCursor } from './json-cursor.js';

const instanceNamespace = 'http://www.w3.org/2001/XMLSchema-instance';

/** What is written beside the data, within the root element. */
export interface XmlAnswerOptions {
  /** Name of the root element. */
  readonly root: string;
  /** Elements after the data; default none. */
  readonly more?: string;
}

/**
 * Writes an answer's data as XML, by one fixed rule:
 *
 * - an object is an element for each of its fields, in the order of the answer, named as the field is there;
 * - a list is one element with an element `item` for each item, none when it is empty;
 * - null is an empty element with `xsi:nil="true"`;
 * - strings, IDs and enum values are their text; numbers and booleans are written as in JSON, digit by digit;
 * - a scalar of the schema's own is its text, and as JSON when it is an object or a list.
 *
 * Spec: Extensible Markup Language 1.0 (Fifth Edition); XML Schema Part 1, section 2.6.2 (`xsi:nil`).
 *
 * @param data The JSON text of the data, an object.
 */
export function writeXmlAnswer(data: string, shape: ObjectShape, { root, more = '' }: XmlAnswerOptions): string {
  const parts = ['<?xml version="1.0" encoding="UTF-8"?>\n', `<${root} xmlns:xsi="${instanceNamespace}">`];
  writeFields(new JsonCursor(data), shape, parts);
  parts.push(more, `</${root}>\n`);
  return parts.join('');
}

function writeFields(json: JsonCursor, { fields }: ObjectShape, parts: string[]): void {
  json.object((name) => {
    const field = fields.get(name);
    if (field === undefined) {
      throw new TypeError(`The answer has a field "${name}" that its operation does not have`);
    }
    writeElement(json, { name, shape: field.shape, parts });
  });
}

interface ElementToWrite {
  readonly name: string;
  readonly shape: ResultShape;
  readonly parts: string[];
}

function writeElement(json: JsonCursor, { name, shape, parts }: ElementToWrite): void {
  if (json.next() === 'n') {
    json.raw();
    parts.push(`<${name} xsi:nil="true"/>`);
    return;
  }
  parts.push(`<${name}>`);
  if (shape.kind === 'object') {
    writeFields(json, shape, parts);
  } else if (shape.kind === 'list') {
    json.list(() => writeElement(json, { name: 'item', shape: shape.of, parts }));
  } else {
    parts.push(escapeXml(json.next() === '"' ? json.string() : json.raw().trim()));
  }
  parts.push(`</${name}>`);
}
