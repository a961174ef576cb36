import { WsdlError } from '@facet/schema/wsdl';
import type { ConnectorSource } from '../connector.js';
import { didYouMean } from '../mapping/suggest.js';
import { readSoapSource, type SoapArguments } from './soap-arguments.js';
import { describeService } from './wsdl/describe-service.js';
import type { Operation, Port, ServiceDescription, SoapVersion } from './wsdl/service-description.js';

/** An operation, and the port that a connector calls it through. */
export interface BoundPort {
  readonly port: Port;
  readonly operation: Operation;
  /** The version written, which the source may set against the WSDL: many services speak both. */
  readonly version: SoapVersion;
}

/** Why there is no operation to call; a code of `ConnectorProblem`. */
export interface BindingProblem {
  readonly code: 'UNKNOWN_PORT' | 'UNKNOWN_OPERATION' | 'INVALID_WSDL' | 'UNSUPPORTED_WSDL';
  readonly message: string;
}

/** Sources outlive their descriptions only together, and each is described once whatever number of connectors it has. */
const descriptions = new WeakMap<ConnectorSource, ServiceDescription>();

/**
 * The description of a source's service.
 *
 * @throws {WsdlError} when the stored WSDL cannot be used.
 */
export function serviceOf(source: ConnectorSource): ServiceDescription {
  const known = descriptions.get(source);
  if (known !== undefined) return known;
  const { documents } = readSoapSource(source);
  if (documents.length === 0) {
    const place = { file: String(source.args['wsdl'] ?? ''), line: 1 };
    throw new WsdlError('WSDL_UNREADABLE', 'the supergraph does not hold the WSDL: compose it again', place);
  }
  const description = describeService(documents);
  descriptions.set(source, description);
  return description;
}

/** Finds the operation that a connector names. */
export function bindOperation(
  source: ConnectorSource,
  { operation: name, port: portName }: Pick<SoapArguments, 'operation' | 'port'>,
): BoundPort | BindingProblem {
  try {
    const { ports } = serviceOf(source);
    const candidates = portName === undefined ? ports : ports.filter((port) => port.name === portName);
    if (candidates.length === 0)
      return unknown(
        'port',
        portName ?? '',
        ports.map((port) => port.name),
      );
    const { version } = readSoapSource(source);
    const having = candidates.filter((port) => port.operations.has(name));
    const port = having.find((candidate) => version === undefined || candidate.version === version) ?? having[0];
    const operation = port?.operations.get(name);
    if (port === undefined || operation === undefined) {
      return unknown('operation', name, new Set(candidates.flatMap((candidate) => [...candidate.operations.keys()])));
    }
    // Compiled now, so that a fault in the WSDL shows when it is loaded.
    operation.input();
    operation.output();
    return { port, operation, version: version ?? port.version };
  } catch (error) {
    if (!(error instanceof WsdlError)) throw error;
    return { code: error.code === 'WSDL_UNSUPPORTED' ? 'UNSUPPORTED_WSDL' : 'INVALID_WSDL', message: error.message };
  }
}

/** True for a URL that a call can go to. */
export function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function unknown(kind: 'port' | 'operation', name: string, known: Iterable<string>): BindingProblem {
  const names = [...known];
  const suggestion = didYouMean(name, names);
  const listed = suggestion === '' && names.length <= 10 ? `: it has ${names.join(', ')}` : suggestion;
  const code = kind === 'port' ? 'UNKNOWN_PORT' : 'UNKNOWN_OPERATION';
  return { code, message: `The WSDL has no ${kind} "${name}"${listed}` };
}
