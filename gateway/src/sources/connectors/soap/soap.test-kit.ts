import { anonymous } from '../../../auth/identity.js';
import type { HttpAnswer, HttpCall, HttpClient } from '../../../upstream/http-client.js';
import type { CallInput, ConnectorDefinition, ConnectorSource } from '../connector.js';
import { defaultMappingVersion } from '../mapping/version.js';
import type { SoapCallOptions } from './compile-request.js';

/** A WSDL around the declarations of a schema: document/literal, one operation `Do` from element `Do` to `DoResponse`. */
export function wsdlAround(
  schema: string,
  { qualified = true, location = 'http://127.0.0.1:1/do' }: { qualified?: boolean; location?: string } = {},
): string {
  return `<definitions name="Test" targetNamespace="urn:test" xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:t="urn:test"
    xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:soap12="http://schemas.xmlsoap.org/wsdl/soap12/"
    xmlns:x="http://www.w3.org/2001/XMLSchema">
  <types>
    <x:schema targetNamespace="urn:test" ${qualified ? 'elementFormDefault="qualified"' : ''}>${schema}</x:schema>
  </types>
  <message name="In"><part name="p" element="t:Do"/></message>
  <message name="Out"><part name="p" element="t:DoResponse"/></message>
  <portType name="Type">
    <operation name="Do"><input message="t:In"/><output message="t:Out"/></operation>
  </portType>
  ${(['soap', 'soap12'] as const)
    .map(
      (prefix) => `<binding name="${prefix}" type="t:Type">
    <${prefix}:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
    <operation name="Do"><${prefix}:operation soapAction="urn:test#Do"/>
      <input><${prefix}:body use="literal"/></input><output><${prefix}:body use="literal"/></output>
    </operation>
  </binding>`,
    )
    .join('\n')}
  <service name="Service">
    <port name="Soap11" binding="t:soap"><soap:address location="${location}"/></port>
    <port name="Soap12" binding="t:soap12"><soap12:address location="${location}"/></port>
  </service>
</definitions>`;
}

/** A `@soapSource` that holds a WSDL. */
export function soapSource(wsdl: string, args: Readonly<Record<string, unknown>> = {}): ConnectorSource {
  const documents = [{ location: 'test.wsdl', text: wsdl }];
  return {
    directive: 'soapSource',
    subgraph: 'test',
    name: 'test',
    version: defaultMappingVersion,
    args: { name: 'test', wsdl: './test.wsdl', documents, ...args },
  };
}

/** A `@soap` on `Query.do`. */
export function soapConnector(args: Readonly<Record<string, unknown>>): ConnectorDefinition {
  return {
    directive: 'soap',
    subgraph: 'test',
    coordinate: 'test:Query.do@soap[0]',
    typeName: 'Query',
    fieldName: 'do',
    sourceName: 'test',
    version: defaultMappingVersion,
    args: { source: 'test', operation: 'Do', selection: '$', ...args },
  };
}

/** What one call is made for. */
export function callInput(args: Readonly<Record<string, unknown>> = {}): CallInput {
  return {
    args,
    parent: undefined,
    batch: undefined,
    request: { clientGraph: 'web', correlationId: 'id-1', headers: new Map(), identity: anonymous },
    signal: new AbortController().signal,
  };
}

/** Options of a call whose client gives one answer, and notes what it was asked. */
export function answeringOptions(
  answer: { readonly status?: number; readonly contentType?: string; readonly body: string | Uint8Array },
  settings: SoapCallOptions['settings'] = {},
): { readonly options: SoapCallOptions; readonly calls: HttpCall[] } {
  const calls: HttpCall[] = [];
  const httpClient: HttpClient = {
    async request(call): Promise<HttpAnswer> {
      calls.push(call);
      const headers = new Map([['content-type', answer.contentType ?? 'text/xml; charset=utf-8']]);
      return { status: answer.status ?? 200, headers, body: Buffer.from(answer.body) };
    },
    close: async () => {},
  };
  return { options: callOptions(httpClient, settings), calls };
}

/** Options of a call through a client. */
export function callOptions(httpClient: HttpClient, settings: SoapCallOptions['settings'] = {}): SoapCallOptions {
  return {
    httpClient,
    timeoutMs: 2_000,
    maxAnswerBytes: 10_485_760,
    settings,
    environment: {},
    reportProblems: () => {},
  };
}

/** A SOAP 1.1 envelope around a body. */
export function envelope11(body: string): string {
  return `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>${body}</e:Body></e:Envelope>`;
}

/** A SOAP 1.2 envelope around a body. */
export function envelope12(body: string): string {
  return `<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body>${body}</e:Body></e:Envelope>`;
}
