import { WSDL } from 'soap';
import { envelopeOf, faultOf, faultStatus, mediaTypes, type SoapVersion } from './envelope.js';
import type { PriceBook } from './price-book.js';
import { SoapFault } from './soap-fault.js';
import { attributesKey, readRequest, type SoapRequest } from './soap-request.js';
import type { TokenChecker } from './username-token.js';

/** One answer, ready for the socket. */
export interface SoapAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly xml: string;
  /** What was asked, for the record; undefined when the request could not be read. */
  readonly request: SoapRequest | undefined;
}

/** Answers SOAP messages of both versions. Never throws: what goes wrong is a Fault. */
export type SoapService = (version: SoapVersion, xml: string) => SoapAnswer;

/** Reads a WSDL with the `soap` package; it must import nothing. */
export function loadWsdl(text: string): Promise<WSDL> {
  return new Promise((resolve, reject) => {
    const wsdl = new WSDL(text, 'pricing.wsdl', {});
    // The constructor takes no key for attributes, and without one they are filed under "undefined".
    wsdl.options.attributesKey = attributesKey;
    wsdl.onReady((error: Error | null) => (error ? reject(error) : resolve(wsdl)));
  });
}

/**
 * Creates the pricing service.
 *
 * The `soap` package reads the WSDL, the requests and writes the bodies of answers after it. Envelopes and Faults are
 * written here: the package's own server answers with one version of SOAP for all, which must be the request's, and its
 * Faults for messages that it cannot read are plain text.
 */
export function createSoapService(wsdl: WSDL, book: PriceBook, tokens: TokenChecker): SoapService {
  return (version, xml) => {
    let request: SoapRequest | undefined;
    try {
      request = readRequest(wsdl, version, xml);
      tokens.check(request.token);
      const bodyXml = writeBody(wsdl, request.operation, call(book, request));
      return { status: 200, contentType: mediaTypes[version], xml: envelopeOf(version, bodyXml), request };
    } catch (error) {
      return { ...answerTo(error, version), request };
    }
  };
}

function call(book: PriceBook, { operation, args }: SoapRequest): object {
  const [currency = ''] = args.get('currency') ?? [];
  const skus = args.get('sku') ?? [];
  switch (operation) {
    case 'GetPrice':
      return { price: book.getPrice(skus[0] ?? '', currency) };
    case 'GetPriceList':
      return { price: book.getPriceList(skus, currency) };
    default:
      throw new SoapFault({ party: 'client', reason: `Unknown operation "${operation}"` });
  }
}

function writeBody(wsdl: WSDL, operation: string, result: object): string {
  return wsdl.objectToDocumentXML(`${operation}Response`, result, 'tns', wsdl.definitions.$targetNamespace);
}

function answerTo(error: unknown, version: SoapVersion): Omit<SoapAnswer, 'request'> {
  if (!(error instanceof SoapFault)) console.error(error);
  const fault =
    error instanceof SoapFault
      ? error.description
      : ({ party: 'server', reason: 'The pricing service failed' } as const);
  return {
    status: faultStatus(version, fault),
    contentType: mediaTypes[version],
    xml: envelopeOf(version, faultOf(version, fault)),
  };
}
