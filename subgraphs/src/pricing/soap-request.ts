import type { WSDL } from 'soap';
import { envelopeNamespaces, type SoapVersion } from './envelope.js';
import { SoapFault } from './soap-fault.js';
import type { UsernameToken } from './username-token.js';

/** The member under which the `soap` package is told to file an element's attributes. */
export const attributesKey = 'attributes';

/** One call as read from its envelope. */
export interface SoapRequest {
  /** Local name of the body's element. */
  readonly operation: string;
  /** The element's own child elements, as text, by local name. */
  readonly args: ReadonlyMap<string, readonly string[]>;
  readonly token: UsernameToken;
}

/**
 * The version that a request speaks, by its media type.
 *
 * @returns Undefined when it is no SOAP at all: the answer is 415.
 */
export function versionOf(contentType: string | undefined): SoapVersion | undefined {
  const mediaType = contentType?.split(';', 1)[0]?.trim().toLowerCase();
  if (mediaType === 'text/xml') return '1.1';
  return mediaType === 'application/soap+xml' ? '1.2' : undefined;
}

/**
 * Reads a request's envelope.
 *
 * @throws {SoapFault} When it is no envelope of this version, has a DTD, or lacks a UsernameToken or a body.
 */
export function readRequest(wsdl: WSDL, version: SoapVersion, xml: string): SoapRequest {
  // Spec: SOAP 1.1 section 3 and SOAP 1.2 part 1 section 5: a message must not contain a DTD.
  if (xml.includes('<!DOCTYPE')) throw malformed('a SOAP message must not contain a DTD');
  const namespace = envelopeNamespaceOf(xml);
  if (namespace === undefined) throw malformed('it is no Envelope');
  if (namespace !== envelopeNamespaces[version]) {
    throw new SoapFault({
      party: 'version',
      reason: `Expected an Envelope in the namespace "${envelopeNamespaces[version]}", as the Content-Type says`,
    });
  }
  const envelope = parse(wsdl, xml);
  const [operation, element] = operationOf(envelope);
  return { operation, args: argsOf(element), token: tokenOf(envelope) };
}

/** The namespace of the root element, when that is an Envelope. */
function envelopeNamespaceOf(xml: string): string | undefined {
  const [, prefix, attributes = ''] = /<(?:([\w.-]+):)?Envelope\b([^>]*)>/.exec(xml) ?? [];
  const declaration = prefix === undefined ? 'xmlns' : `xmlns:${prefix.replaceAll('.', '\\.')}`;
  return new RegExp(`(?:^|\\s)${declaration}\\s*=\\s*["']([^"']*)["']`).exec(attributes)?.[1];
}

function parse(wsdl: WSDL, xml: string): Readonly<Record<string, unknown>> {
  try {
    return wsdl.xmlToObject(xml);
  } catch {
    // What the parser throws is untyped, and at times about its own insides; the client needs to know this much.
    throw malformed('it is not well-formed, or its body holds no operation of the WSDL');
  }
}

function operationOf(envelope: Readonly<Record<string, unknown>>): [string, unknown] {
  const [entry] = Object.entries(objectOf(envelope['Body'])).filter(([name]) => name !== attributesKey);
  if (entry === undefined) throw malformed('its body is empty');
  return entry;
}

function argsOf(element: unknown): ReadonlyMap<string, readonly string[]> {
  const entries = Object.entries(objectOf(element)).filter(([name]) => name !== attributesKey);
  return new Map(entries.map(([name, value]) => [name, (Array.isArray(value) ? value : [value]).map(textOf)]));
}

function tokenOf(envelope: Readonly<Record<string, unknown>>): UsernameToken {
  const token = objectOf(objectOf(objectOf(envelope['Header'])['Security'])['UsernameToken']);
  const optional = (name: string) => (token[name] == null ? undefined : textOf(token[name]));
  if (token['Username'] == null || token['Password'] == null) {
    throw new SoapFault({
      party: 'client',
      securityCode: 'InvalidSecurity',
      reason: 'A WS-Security UsernameToken with Username and Password is needed',
    });
  }
  const passwordType = objectOf(objectOf(token['Password'])[attributesKey])['Type'];
  return {
    username: textOf(token['Username']),
    password: textOf(token['Password']),
    passwordType: typeof passwordType === 'string' ? passwordType : undefined,
    nonce: optional('Nonce'),
    created: optional('Created'),
  };
}

/** The library reads an element as text, or as `{ attributes, $value }` when it has attributes. */
function textOf(value: unknown): string {
  if (value == null) return '';
  return typeof value === 'object' ? textOf(objectOf(value)['$value']) : String(value);
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function malformed(why: string): SoapFault {
  return new SoapFault({ party: 'client', reason: `Cannot read the SOAP message: ${why}` });
}
