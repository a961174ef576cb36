import type { ElementModel, XsdLibrary } from '../xsd/xsd-model.js';

/** The versions of SOAP. */
export type SoapVersion = '1.1' | '1.2';

/** Everything of a WSDL that calls need. Built once from stored documents; nothing is fetched or read. */
export interface ServiceDescription {
  /** Those with a SOAP binding, in document order. */
  readonly ports: readonly Port[];
  readonly library: XsdLibrary;
}

/** A port: where a service is reached, and by which binding. */
export interface Port {
  readonly name: string;
  readonly service: string | undefined;
  readonly version: SoapVersion;
  /** As the WSDL says; often only a placeholder. */
  readonly address: string | undefined;
  /** By name, in document order. */
  readonly operations: ReadonlyMap<string, Operation>;
}

/** An operation of a port. What it leads to is compiled when first asked for. */
export interface Operation {
  readonly name: string;
  /** Empty when the binding names none. */
  readonly soapAction: string;
  /** The request's `wsa:Action`: as the WSDL says, else the SOAPAction, else what WS-Addressing makes of the names. */
  readonly action: string;
  /** @throws {WsdlError} when the WSDL is at fault, or says something that is not supported. */
  readonly input: () => MessageBody;
  /** Undefined for an operation without an answer. @throws {WsdlError} as `input` does. */
  readonly output: () => MessageBody | undefined;
  /** The header blocks that the binding names for the request. @throws {WsdlError} as `input` does. */
  readonly inputHeaders: () => readonly ElementModel[];
  /** How the binding has the messages written; `encoded` is by SOAP's own encoding, with types and references. */
  readonly use: { readonly input: MessageUse; readonly output: MessageUse };
}

/** The `use` of a `soap:body`. */
export type MessageUse = 'literal' | 'encoded';

/**
 * The elements in a SOAP body. With one, JSON is the content of that element: its children for `document` with a wrapper
 * and for `rpc` (whose wrapper is made up from the message's parts), its value for a bare one. With several, JSON has
 * a key for each.
 */
export type MessageBody = readonly ElementModel[];
