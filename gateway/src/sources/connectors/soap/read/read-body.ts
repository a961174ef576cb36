import type { XmlElement } from '@facet/schema/wsdl';
import { createObject } from '../../json.js';
import type { MessageBody } from '../wsdl/service-description.js';
import type { XsdLibrary } from '../xsd/xsd-model.js';
import { SoapAnswerError } from './answer-error.js';
import { readElement } from './read-element.js';

/**
 * Reads the payload of an answer as the JSON that `selection` is applied to: the content of the one element that the
 * operation answers with, or an object with a key for each when it answers with several; null when with none.
 *
 * @param expected Undefined for an operation that has no answer at all.
 * @throws {SoapAnswerError} when an element that the WSDL promises is not there.
 */
export function readBody(body: readonly XmlElement[], expected: MessageBody | undefined, library: XsdLibrary): unknown {
  if (expected === undefined || expected.length === 0) {
    return null;
  }
  const [only] = expected;
  if (expected.length === 1 && only !== undefined) {
    return readElement(findElement(body, only.name), only.type(), library);
  }
  const object = createObject();
  for (const element of expected) {
    object[element.name] = readElement(findElement(body, element.name), element.type(), library);
  }
  return object;
}

function findElement(body: readonly XmlElement[], name: string): XmlElement {
  const found = body.find((candidate) => candidate.name === name);
  if (found === undefined) {
    const got = body.map((candidate) => `"${candidate.name}"`).join(', ');
    throw new SoapAnswerError(`the SOAP body has no "${name}": it has ${got === '' ? 'nothing' : got}`);
  }
  return found;
}
