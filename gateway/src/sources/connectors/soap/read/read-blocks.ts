import type { XmlElement } from '@facet/schema/wsdl';
import { createObject } from '../../json.js';
import { anyType } from '../xsd/builtin-types.js';
import type { XsdLibrary, XsdType } from '../xsd/xsd-model.js';
import { SoapAnswerError } from './answer-error.js';
import { readElement } from './read-element.js';

/**
 * Reads elements that stand side by side without a type around them, header blocks and entries of a Fault's detail: one
 * that the WSDL knows is single, for there is one of each; others are lists, since nothing says that they are single.
 */
export function readBlocks(blocks: readonly XmlElement[], library: XsdLibrary): Record<string, unknown> {
  const object = createObject();
  for (const block of blocks) {
    const element = library.element(block) ?? library.elementNamed(block.name);
    const value = readLeniently(block, library, element?.type() ?? anyType);
    const known = object[block.name];
    if (element !== undefined) {
      object[block.name] ??= value;
    } else if (Array.isArray(known)) {
      known.push(value);
    } else {
      object[block.name] = [value];
    }
  }
  return object;
}

/** One that breaks its own schema is still worth more than none. */
function readLeniently(block: XmlElement, library: XsdLibrary, type: XsdType): unknown {
  try {
    return readElement(block, type, library);
  } catch (error) {
    if (error instanceof SoapAnswerError) {
      return readElement(block, anyType, library);
    }
    throw error;
  }
}
