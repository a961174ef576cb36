import { WsdlError } from '@facet/schema/wsdl';
import type { ConnectorDefinition, ConnectorProblem, ConnectorSource } from '../connector.js';
import { forbiddenHeaders, valueOnlyHeaders } from '../rest/build-headers.js';
import type { HeaderArgument } from '../rest/rest-arguments.js';
import { bindOperation, isHttpUrl, serviceOf } from './bind-operation.js';
import { checkInput } from './check-input.js';
import { readSoap, readSoapSource } from './soap-arguments.js';

/**
 * What is wrong with a `@soap` besides its mapping texts: an operation or port that the WSDL does not have, a fault of
 * the WSDL on the way to its types, no address, input keys that the WSDL does not know.
 */
export function checkSoap(
  definition: ConnectorDefinition,
  source: ConnectorSource | undefined,
): readonly ConnectorProblem[] {
  // Which source it names is checked for every kind of connector alike; a WSDL at fault is the source's problem.
  if (source === undefined || !isUsable(source)) return [];
  const soap = readSoap(definition);
  const { subgraph, coordinate } = definition;
  const bound = bindOperation(source, soap);
  if ('code' in bound) return [{ ...bound, subgraph, coordinate }];
  return checkInput(definition, soap, bound);
}

/** What is wrong with a `@soapSource` besides its mapping texts. */
export function checkSoapSource(source: ConnectorSource): readonly ConnectorProblem[] {
  const { endpoint, headers, security } = readSoapSource(source);
  const coordinate = `${source.subgraph}:@${source.directive}(name: "${source.name}")`;
  const problems: ConnectorProblem[] = [];
  const { subgraph } = source;
  const add = (code: string, message: string) => problems.push({ code, message, subgraph, coordinate });
  try {
    serviceOf(source);
  } catch (error) {
    if (!(error instanceof WsdlError)) throw error;
    add(error.code === 'WSDL_UNSUPPORTED' ? 'UNSUPPORTED_WSDL' : 'INVALID_WSDL', error.message);
  }
  if (endpoint !== undefined && !isHttpUrl(endpoint)) {
    add('INVALID_URL', `"${endpoint}" is not an absolute http or https URL`);
  }
  for (const header of headers) {
    const fault = headerFault(header);
    if (fault !== undefined) add('INVALID_HEADER', fault);
  }
  if (security !== undefined && !((security.timestampSeconds ?? 1) > 0)) {
    add('INVALID_SECURITY', 'security.timestamp.ttlSeconds must be more than 0');
  }
  return problems;
}

function isUsable(source: ConnectorSource): boolean {
  try {
    serviceOf(source);
    return true;
  } catch (error) {
    if (error instanceof WsdlError) return false;
    throw error;
  }
}

/** Headers that the protocol itself sets. */
const soapHeaders: ReadonlySet<string> = new Set(['content-type', 'accept', 'soapaction']);

function headerFault({ name, from, value }: HeaderArgument): string | undefined {
  const lower = name.toLowerCase();
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) return `"${name}" is not the name of a header`;
  if (forbiddenHeaders.has(lower) || soapHeaders.has(lower)) return `The header "${name}" cannot be set`;
  if ((from === undefined) === (value === undefined)) return `The header "${name}" takes either "from" or "value"`;
  if (from !== undefined && valueOnlyHeaders.has(lower)) return `The header "${name}" cannot be taken from the client`;
  return undefined;
}
