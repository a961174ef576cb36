import { WsdlError } from '@facet/schema/wsdl';
import type { ConnectorProtocol } from '../connector.js';
import { defaultMappingVersion } from '../mapping/version.js';
import { serviceOf } from './bind-operation.js';
import { checkSoap, checkSoapSource } from './check-soap.js';
import { compileSoapCall } from './compile-soap-call.js';
import { readSoapSource } from './soap-arguments.js';
import { soapSourceTexts, soapTexts } from './soap-texts.js';

/** SOAP services, by Facet's own directives `@soapSource` and `@soap`. */
export const soapProtocol: ConnectorProtocol = {
  directive: 'soap',
  sourceDirective: 'soapSource',
  specification: 'https://specs.facet.example/soap/',
  versions: ['v0.1'],
  makesCall: () => true,
  hasAbstractTypes: () => true,
  mappingVersion: () => defaultMappingVersion,
  texts: soapTexts,
  sourceTexts: soapSourceTexts,
  check: checkSoap,
  checkSource: checkSoapSource,
  address(source, settings) {
    return settings.url ?? readSoapSource(source).endpoint ?? firstAddress(source);
  },
  compileCall: compileSoapCall,
};

function firstAddress(source: Parameters<typeof serviceOf>[0]): string | undefined {
  try {
    return serviceOf(source).ports.find(({ address }) => address !== undefined)?.address;
  } catch (error) {
    // The check reports it; there is nothing to probe then.
    if (error instanceof WsdlError) return undefined;
    throw error;
  }
}
