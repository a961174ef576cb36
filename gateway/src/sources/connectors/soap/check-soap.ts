import { WsdlError } from '@facet/schema/wsdl';
import type { ConnectorDefinition, ConnectorProblem, ConnectorSource } from '../connector.js';
import { MappingSyntaxError } from '../mapping/syntax-error.js';
import { parseTemplate } from '../mapping/template.js';
import { variablesUsed } from '../mapping/variables-used.js';
import type { MappingVersion } from '../mapping/version.js';
import { forbiddenHeaders, valueOnlyHeaders } from '../rest/build-headers.js';
import type { HeaderArgument } from '../rest/rest-arguments.js';
import { bindOperation, isHttpUrl, serviceOf } from './bind-operation.js';
import { checkInput } from './check-input.js';
import { readSoap, readSoapSource, type SecurityArgument } from './soap-arguments.js';
import type { SignedPart } from './write/sign-envelope.js';

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
  for (const fault of securityFaults(source, security)) add('INVALID_SECURITY', fault);
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

function securityFaults({ version, args }: ConnectorSource, security: SecurityArgument | undefined): string[] {
  if (security === undefined) return [];
  const { timestampSeconds, usernameToken, signature } = security;
  const faults: string[] = [];
  if (!((timestampSeconds ?? 1) > 0)) faults.push('security.timestamp.ttlSeconds must be more than 0');
  if (signature === undefined) return faults;
  for (const name of ['certificate', 'privateKey', 'passphrase'] as const) {
    const other = otherVariable(signature[name] ?? '', version);
    if (other !== undefined) {
      faults.push(`security.signature.${name} may read $config and $env, not ${other}: no client may choose a key`);
    }
  }
  if (signature.parts.size === 0) faults.push('security.signature.parts must name what is signed');
  const lacking: ReadonlyArray<readonly [SignedPart, unknown, string]> = [
    ['TIMESTAMP', timestampSeconds, 'security.timestamp'],
    ['USERNAME_TOKEN', usernameToken, 'security.usernameToken'],
    ['ADDRESSING', args['addressing'] ?? undefined, 'addressing'],
  ];
  for (const [part, value, argument] of lacking) {
    if (signature.parts.has(part) && value === undefined) {
      faults.push(`security.signature.parts names ${part}, which the source does not send: set ${argument}`);
    }
  }
  return faults;
}

/** A text that does not parse is reported with all the others. */
function otherVariable(text: string, version: MappingVersion): string | undefined {
  try {
    const used = variablesUsed(parseTemplate(text, version)).map(({ name }) => name);
    return used.find((name) => name !== '$config' && name !== '$env');
  } catch (error) {
    if (error instanceof MappingSyntaxError) return undefined;
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
