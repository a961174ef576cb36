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
import { contentId, includeAttachments } from './include-attachments.js';
import { type MessagePart, parameterOf, parseMultipart } from './multipart.js';

/** A SOAP message, its payload unread. */
export interface Envelope {
  /** As the envelope's namespace says, whatever the request was in. */
  readonly version: SoapVersion;
  /** The header blocks. */
  readonly header: readonly XmlElement[];
  /** The child elements of the body. */
  readonly body: readonly XmlElement[];
}

/**
 * Reads the bytes of an answer as a SOAP envelope, attachments put in their places.
 *
 * Spec: SOAP 1.1 section 4; SOAP 1.2 Part 1 section 5, which both forbid a document type declaration; SOAP Message
 * Transmission Optimization Mechanism, section 3 (`multipart/related`, RFC 2387).
 *
 * @throws {SoapAnswerError} for what is not well-formed, has a document type declaration, is nested too deep, or is no
 *   envelope: HTML, another document, one without a body; for a multipart message that is broken or lacks a part.
 */
export function readEnvelope(bytes: Uint8Array, contentType: string | undefined): Envelope {
  const root = /^\s*multipart\//i.test(contentType ?? '')
    ? readPackage(bytes, contentType ?? '')
    : parse(bytes, contentType);
  const version = versionOf(root);
  const [body] = childElements(root, 'Body').filter((child) => child.namespace === root.namespace);
  if (body === undefined) {
    throw new SoapAnswerError('the SOAP envelope has no body');
  }
  const [header] = childElements(root, 'Header').filter((child) => child.namespace === root.namespace);
  return { version, header: header === undefined ? [] : childElements(header), body: childElements(body) };
}

/** The root part is the one that `start` names, else the first; all others are attachments. */
function readPackage(bytes: Uint8Array, contentType: string): XmlElement {
  const boundary = parameterOf(contentType, 'boundary');
  if (boundary === undefined) throw new SoapAnswerError('it is a multipart message that names no boundary');
  const parts = parseMultipart(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), boundary);
  const start = contentId(parameterOf(contentType, 'start') ?? '');
  const root = parts.find((part) => start !== '' && idOf(part) === start) ?? parts[0];
  if (root === undefined) throw new SoapAnswerError('it is a multipart message without parts');
  const others = parts.filter((part) => part !== root);
  const attachments = new Map(others.map((part) => [idOf(part), part.content]));
  return includeAttachments(parse(root.content, root.headers.get('content-type')), attachments);
}

function idOf(part: MessagePart): string {
  return contentId(part.headers.get('content-id') ?? '');
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
