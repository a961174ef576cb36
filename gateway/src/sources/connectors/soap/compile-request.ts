import { randomUUID } from 'node:crypto';
import type { HttpCall } from '../../../upstream/http-client.js';
import type { CallInput, ConnectorCallOptions, ConnectorDefinition, ConnectorSource } from '../connector.js';
import { evaluateMapping, type MappingVariables } from '../mapping/evaluate-mapping.js';
import { parseMapping } from '../mapping/parse-mapping.js';
import type { MappingVersion } from '../mapping/version.js';
import { compileHeaders } from '../rest/build-headers.js';
import { type BoundPort, isHttpUrl, serviceOf } from './bind-operation.js';
import { compileSecurity } from './compile-security.js';
import { readSoap, readSoapSource } from './soap-arguments.js';
import type { AddressingValues } from './write/addressing-header.js';
import { SoapInputError } from './write/input-error.js';
import type { SecurityClock } from './write/security-header.js';
import { writeEnvelope } from './write/write-envelope.js';
import type { SoapVersion } from './wsdl/service-description.js';

/** What a SOAP call depends on besides its directives. */
export interface SoapCallOptions extends ConnectorCallOptions {
  /** Clock and nonces of the WS-Security header. Default: the system's. */
  readonly clock?: SecurityClock;
}

/** Builds the HTTP call, or says what of the input does not fit the WSDL. */
export type SoapRequestBuilder = (
  variables: MappingVariables,
  input: CallInput,
) => SoapRequest | { readonly reason: string };

/** A call, and the id that an answer to it refers to. */
export interface SoapRequest {
  readonly call: HttpCall;
  /** Undefined without WS-Addressing. */
  readonly messageId: string | undefined;
}

/**
 * Compiles everything of a connector that is sent.
 *
 * Spec: SOAP 1.1 section 6 (HTTP binding, SOAPAction); SOAP 1.2 Part 2 section 7 and RFC 3902 (`action`).
 *
 * @throws {MappingSyntaxError} when a mapping or template does not parse; {SyntaxError} when there is no address to call.
 */
export function compileRequest(
  definition: ConnectorDefinition,
  source: ConnectorSource,
  bound: BoundPort,
  options: SoapCallOptions,
): SoapRequestBuilder {
  const soap = readSoap(definition);
  const shared = readSoapSource(source);
  const url = options.settings.url ?? shared.endpoint ?? bound.port.address ?? '';
  if (!isHttpUrl(url)) throw new SyntaxError(`${definition.coordinate}: no http or https address to call: "${url}"`);
  const buildHeaders = compileHeaders(shared.headers, []);
  const ownHeaders = protocolHeaders(bound.version, bound.operation.soapAction);
  const renderSecurity = compileSecurity(definition, source, options.clock);
  const mapInput = compileOptional(soap.input, definition.version);
  const mapHeaders = compileOptional(soap.headers, definition.version);
  const parts = {
    version: bound.version,
    library: serviceOf(source).library,
    body: bound.operation.input(),
    isEncoded: bound.operation.use.input === 'encoded',
    headerElements: soap.headers === undefined ? [] : bound.operation.inputHeaders(),
    ...(options.clock && { clock: options.clock }),
  };
  return (variables, input) => {
    const built = buildHeaders(variables, input);
    if (built.kind === 'refused') return built;
    const addressing = addressingOf();
    const written = tryWrite(() =>
      writeEnvelope({
        ...parts,
        input: mapInput(variables),
        headers: mapHeaders(variables),
        security: renderSecurity(variables),
        addressing,
      }),
    );
    if (typeof written !== 'string') return written;
    const call: HttpCall = {
      method: 'POST',
      url,
      headers: { ...Object.fromEntries(built.headers), ...ownHeaders },
      body: written,
      timeoutMs: options.timeoutMs,
      maxAnswerBytes: options.maxAnswerBytes,
      signal: input.signal,
      source: definition.subgraph,
      connector: definition.sourceName,
      caller: input.request,
    };
    return { call, messageId: addressing?.messageId };
  };

  function addressingOf(): AddressingValues | undefined {
    if (shared.addressing === undefined) return undefined;
    const messageId = (options.clock?.messageId ?? (() => `urn:uuid:${randomUUID()}`))();
    return { version: shared.addressing, action: bound.operation.action, to: url, messageId };
  }
}

/** Headers that make it a SOAP call; none of the source's can replace them. */
function protocolHeaders(version: SoapVersion, soapAction: string): Readonly<Record<string, string>> {
  // An action is a URI, so what no header can carry inside of quotes has an escape.
  const action = soapAction.replace(/[^\x21\x23-\x5b\x5d-\x7e]/g, encodeURIComponent);
  if (version === '1.1') {
    return {
      'content-type': 'text/xml; charset=utf-8',
      accept: 'text/xml, multipart/related',
      soapaction: `"${action}"`,
    };
  }
  const parameter = action === '' ? '' : `; action="${action}"`;
  return {
    'content-type': `application/soap+xml; charset=utf-8${parameter}`,
    accept: 'application/soap+xml, multipart/related',
  };
}

function tryWrite(write: () => string): string | { readonly reason: string } {
  try {
    return write();
  } catch (error) {
    if (error instanceof SoapInputError) return { reason: error.message };
    throw error;
  }
}

function compileOptional(text: string | undefined, version: MappingVersion): (variables: MappingVariables) => unknown {
  if (text === undefined) return () => undefined;
  const mapping = parseMapping(text, version);
  return (variables) => evaluateMapping(mapping, {}, variables).value;
}
