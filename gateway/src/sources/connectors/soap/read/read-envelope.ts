import {
  childElements,
  decodeXml,
  parseXml,
  type XmlElement,
  XmlEncodingError,
  XmlSyntaxError,
} from '@facet/schema/wsdl';
import { maxValueDepth } from '../../json.js';
import { envelopeNamespaces } from '../namespaces.js';
import type { SoapVersion } from '../wsdl/service-description.js';
import { SoapAnswerError } from './answer-error.js';

/** A SOAP message, its payload unread. */
export interface Envelope {
  /** As the envelope's namespace says, whatever the request was in. */
  readonly version: SoapVersion;
  /** The child elements of the body. */
  readonly body: readonly XmlElement[];
}

/**
 * Reads the bytes of an answer as a SOAP envelope.
 *
 * Spec: SOAP 1.1 section 4; SOAP 1.2 Part 1 section 5, which both forbid a document type declaration.
 *
 * @throws {SoapAnswerError} for what is not well-formed, has a document type declaration, is nested too deep, or is no
 *   envelope: HTML, another document, one without a body.
 */
export function readEnvelope(bytes: Uint8Array, contentType: string | undefined): Envelope {
  if (/^\s*multipart\//i.test(contentType ?? '')) {
    throw new SoapAnswerError('it has attachments (MTOM), which are not supported');
  }
  const root = parse(bytes, contentType);
  const version = versionOf(root);
  const [body] = childElements(root, 'Body').filter((child) => child.namespace === root.namespace);
  if (body === undefined) {
    throw new SoapAnswerError('the SOAP envelope has no body');
  }
  return { version, body: childElements(body) };
}

function parse(bytes: Uint8Array, contentType: string | undefined): XmlElement {
  try {
    return parseXml(decodeXml(bytes, contentType), { maxDepth: maxValueDepth });
  } catch (error) {
    if (error instanceof XmlSyntaxError) {
      const what = error.refusal === 'malformed' ? 'it is not well-formed XML: ' : '';
      throw new SoapAnswerError(`${what}${error.message} (line ${error.line}, column ${error.column})`, {
        cause: error,
      });
    }
    if (error instanceof XmlEncodingError) {
      throw new SoapAnswerError(error.message, { cause: error });
    }
    throw error;
  }
}

function versionOf(root: XmlElement): SoapVersion {
  if (root.name !== 'Envelope') {
    throw new SoapAnswerError(`it is no SOAP envelope: its root is "${root.name}"`);
  }
  if (root.namespace === envelopeNamespaces['1.2']) {
    return '1.2';
  }
  if (root.namespace === envelopeNamespaces['1.1']) {
    return '1.1';
  }
  throw new SoapAnswerError(`it is an envelope of no known version of SOAP: "${root.namespace}"`);
}
