import type { FaultDescription } from './soap-fault.js';

/** The two versions of SOAP, which differ in namespace, media type and the shape of a Fault. */
export type SoapVersion = '1.1' | '1.2';

/** Namespace of a version's Envelope. */
export const envelopeNamespaces: Readonly<Record<SoapVersion, string>> = {
  '1.1': 'http://schemas.xmlsoap.org/soap/envelope/',
  '1.2': 'http://www.w3.org/2003/05/soap-envelope',
};

/** Media type of a version's messages. Spec: SOAP 1.1 section 6; RFC 3902. */
export const mediaTypes: Readonly<Record<SoapVersion, string>> = {
  '1.1': 'text/xml; charset=utf-8',
  '1.2': 'application/soap+xml; charset=utf-8',
};

/** Namespace of the WSDL's types, and so of `pricingFault`. */
const pricingNamespace = 'https://pricing.facet.example/v1';

/** Namespace of WS-Security's own fault codes. */
const securityNamespace = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';

/** Wraps the XML of a body into an Envelope. */
export function envelopeOf(version: SoapVersion, bodyXml: string): string {
  const open = `<soap:Envelope xmlns:soap="${envelopeNamespaces[version]}">`;
  return `<?xml version="1.0" encoding="utf-8"?>${open}<soap:Body>${bodyXml}</soap:Body></soap:Envelope>`;
}

/** Writes a Fault. Spec: SOAP 1.1 section 4.4; SOAP 1.2 part 1 section 5.4. */
export function faultOf(version: SoapVersion, fault: FaultDescription): string {
  return version === '1.1' ? fault11(fault) : fault12(fault);
}

/** The HTTP status of a Fault. Spec: SOAP 1.1 section 6.2 (always 500); SOAP 1.2 part 2, table 20. */
export function faultStatus(version: SoapVersion, { party }: FaultDescription): 400 | 500 {
  return version === '1.2' && party === 'client' ? 400 : 500;
}

const codes11 = { client: 'soap:Client', server: 'soap:Server', version: 'soap:VersionMismatch' } as const;
const codes12 = { client: 'soap:Sender', server: 'soap:Receiver', version: 'soap:VersionMismatch' } as const;

function fault11({ party, securityCode, reason, detail }: FaultDescription): string {
  const code = securityCode ? `wsse:${securityCode}` : codes11[party];
  const detailXml = detail ? `<detail>${detailOf(detail)}</detail>` : '';
  return `<soap:Fault${xmlnsFor(securityCode)}><faultcode>${code}</faultcode><faultstring>${escapeXml(reason)}</faultstring>${detailXml}</soap:Fault>`;
}

function fault12({ party, securityCode, reason, detail }: FaultDescription): string {
  const subcode = securityCode ? `<soap:Subcode><soap:Value>wsse:${securityCode}</soap:Value></soap:Subcode>` : '';
  const code = `<soap:Code><soap:Value>${codes12[party]}</soap:Value>${subcode}</soap:Code>`;
  const text = `<soap:Reason><soap:Text xml:lang="en">${escapeXml(reason)}</soap:Text></soap:Reason>`;
  const detailXml = detail ? `<soap:Detail>${detailOf(detail)}</soap:Detail>` : '';
  return `<soap:Fault${xmlnsFor(securityCode)}>${code}${text}${detailXml}</soap:Fault>`;
}

function xmlnsFor(securityCode: string | undefined): string {
  return securityCode ? ` xmlns:wsse="${securityNamespace}"` : '';
}

function detailOf({ code, sku }: NonNullable<FaultDescription['detail']>): string {
  const skuXml = sku === undefined ? '' : `<sku>${escapeXml(sku)}</sku>`;
  return `<pricingFault xmlns="${pricingNamespace}"><code>${escapeXml(code)}</code>${skuXml}</pricingFault>`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
