import { describeKind, isJsonObject } from '../../json.js';
import { didYouMean } from '../../mapping/suggest.js';
import { envelopeNamespaces, instanceNamespace } from '../namespaces.js';
import type { MessageBody, SoapVersion } from '../wsdl/service-description.js';
import type { ElementModel, XsdLibrary } from '../xsd/xsd-model.js';
import { type AddressingValues, writeAddressing } from './addressing-header.js';
import { SoapInputError } from './input-error.js';
import {
  type SecurityClock,
  type SecurityValues,
  securityNamespace,
  utilityNamespace,
  writeSecurityHeader,
} from './security-header.js';
import { signEnvelope } from './sign-envelope.js';
import { writeElement } from './write-element.js';
import { XmlWriter } from './xml-writer.js';

/** What an envelope is written from. */
export interface EnvelopeParts {
  readonly version: SoapVersion;
  readonly library: XsdLibrary;
  readonly body: MessageBody;
  /** The mapped `input`; undefined counts as an empty object. */
  readonly input: unknown;
  /** The mapped SOAP headers: an object with a key for each block. */
  readonly headers: unknown;
  /** The header blocks that the binding names. */
  readonly headerElements: readonly ElementModel[];
  /** The body is written by SOAP's encoding. Default: it is literal. */
  readonly isEncoded?: boolean;
  readonly security: SecurityValues | undefined;
  /** Default: no WS-Addressing. */
  readonly addressing?: AddressingValues | undefined;
  readonly clock?: SecurityClock;
}

/**
 * Writes a request.
 *
 * Spec: SOAP 1.1 section 4; SOAP 1.2 Part 1 section 5.
 *
 * @throws {SoapInputError} for an input that does not fit the WSDL.
 */
export function writeEnvelope(parts: EnvelopeParts): string {
  const prefixes = { soap: envelopeNamespaces[parts.version], xsi: instanceNamespace };
  const writer = new XmlWriter(prefixes);
  writeHeader(parts, writer);
  const signature = parts.security?.signature;
  writer.add(`<soap:Body${signature?.parts.has('BODY') === true ? idAttribute(writer, 'body') : ''}>`);
  writeBody(parts, writer);
  writer.add('</soap:Body>');
  const { xml, declarations } = writer.finish();
  const envelope = `<?xml version="1.0" encoding="utf-8"?>\n<soap:Envelope${declarations}>${xml}</soap:Envelope>`;
  return signature === undefined ? envelope : signEnvelope(envelope, signature, securityNamespace);
}

/** The name by which a signature refers to what it covers. */
function idAttribute(writer: XmlWriter, id: string): string {
  return ` ${writer.qualify(utilityNamespace, 'Id')}="${id}"`;
}

function writeHeader(parts: EnvelopeParts, writer: XmlWriter): void {
  const security = parts.security === undefined ? '' : writeSecurityHeader(parts.security, 'soap', parts.clock);
  const blocks = isJsonObject(parts.headers) ? Object.entries(parts.headers) : [];
  if (parts.headers !== undefined && parts.headers !== null && !isJsonObject(parts.headers)) {
    throw new SoapInputError('headers', `takes an object: it is ${describeKind(parts.headers)}`);
  }
  const given = blocks.filter(([, value]) => value !== undefined && value !== null);
  if (security === '' && given.length === 0 && parts.addressing === undefined) {
    return;
  }
  writer.add(`<soap:Header>${security}`);
  if (parts.addressing !== undefined) {
    const isSigned = parts.security?.signature?.parts.has('ADDRESSING') === true;
    writeAddressing(parts.addressing, writer, (name) => (isSigned ? idAttribute(writer, `wsa-${name}`) : ''));
  }
  for (const [name, value] of given) {
    const element = headerElement(parts, name);
    for (const each of Array.isArray(value) ? value : [value]) {
      writeElement(element, each, { writer, library: parts.library, path: `headers.${name}`, depth: 0 });
    }
  }
  writer.add('</soap:Header>');
}

/** One that the binding names, or else any global element: many WSDLs leave their headers out. */
function headerElement({ headerElements, library }: EnvelopeParts, name: string): ElementModel {
  const element = headerElements.find((candidate) => candidate.name === name) ?? library.elementNamed(name);
  if (element === undefined) {
    const known = headerElements.map((candidate) => candidate.name);
    throw new SoapInputError(`headers.${name}`, `is unknown to the WSDL${didYouMean(name, known)}`);
  }
  return element;
}

function writeBody({ body, input, library, version, isEncoded }: EnvelopeParts, writer: XmlWriter): void {
  const context = { writer, library, depth: 0, encoding: isEncoded === true ? version : undefined };
  const [only] = body;
  if (body.length === 1 && only !== undefined) {
    const isComplex = only.type().kind === 'complex';
    const value = input === undefined || (input === null && !only.nillable()) ? {} : input;
    if (!isComplex && isJsonObject(value) && Object.keys(value).length === 0) {
      throw new SoapInputError(only.name, 'is required');
    }
    writeElement(only, value, { ...context, path: only.name });
    return;
  }
  const fields = input === undefined || input === null ? {} : input;
  if (!isJsonObject(fields)) {
    throw new SoapInputError('input', `takes an object: it is ${describeKind(fields)}`);
  }
  assertKnownKeys(fields, body);
  for (const element of body) {
    const value = fields[element.name];
    if (value === undefined) {
      throw new SoapInputError(element.name, 'is required');
    }
    writeElement(element, value, { ...context, path: element.name });
  }
}

function assertKnownKeys(fields: Readonly<Record<string, unknown>>, body: MessageBody): void {
  const known = body.map((element) => element.name);
  const unknown = Object.keys(fields).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    throw new SoapInputError(unknown, `is unknown to the WSDL${didYouMean(unknown, known)}`);
  }
}
