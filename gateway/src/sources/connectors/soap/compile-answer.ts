import { textOf, WsdlError, type XmlElement } from '@facet/schema/wsdl';
import { GatewayError } from '../../../errors/gateway-error.js';
import type { HttpAnswer } from '../../../upstream/http-client.js';
import { answerVariables } from '../call-variables.js';
import type {
  CallOutcome,
  CallTrace,
  ConnectorCallOptions,
  ConnectorDefinition,
  ConnectorSource,
} from '../connector.js';
import { compileErrorMapper } from '../connector-errors.js';
import { baseWork, evaluateMapping, type MappingVariables } from '../mapping/evaluate-mapping.js';
import { parseMapping, parseValueMapping } from '../mapping/parse-mapping.js';
import { createPruner, type Shape } from '../mapping/prune-mapping.js';
import { type BoundPort, serviceOf } from './bind-operation.js';
import { SoapAnswerError } from './read/answer-error.js';
import { readBlocks } from './read/read-blocks.js';
import { readBody } from './read/read-body.js';
import { readEncodedBody } from './read/read-encoded-body.js';
import { readEnvelope } from './read/read-envelope.js';
import { findFault, readFault, type SoapFault } from './read/read-fault.js';
import { readSoap } from './soap-arguments.js';
import { addressingNamespaces } from './write/addressing-header.js';
import type { Operation } from './wsdl/service-description.js';
import type { XsdLibrary } from './xsd/xsd-model.js';

/** What of a request its answer is read with. */
export interface AnsweredRequest {
  readonly variables: ReadonlyMap<string, unknown>;
  /** The id that a `wsa:RelatesTo` has to name; undefined without WS-Addressing. */
  readonly messageId: string | undefined;
  readonly trace: CallTrace | undefined;
  /** What is asked for of what the mapping gives; undefined: all of it. */
  readonly shape: Shape | undefined;
}

/** Makes an outcome of an answer. */
export type SoapAnswerReader = (answer: HttpAnswer, request: AnsweredRequest) => CallOutcome;

/** What an answer says, before any mapping. */
type Answer = (
  | { readonly kind: 'payload'; readonly data: unknown }
  | { readonly kind: 'fault'; readonly fault: SoapFault }
) & {
  readonly header: readonly XmlElement[];
  /** The header blocks as data, by name. */
  readonly soapHeaders: Readonly<Record<string, unknown>>;
};

/**
 * Compiles everything of a connector that is done with an answer: see `compileSoapCall` for what becomes of which.
 *
 * @throws {MappingSyntaxError} when a mapping does not parse.
 */
export function compileAnswer(
  definition: ConnectorDefinition,
  source: ConnectorSource,
  { operation }: BoundPort,
  options: ConnectorCallOptions,
): SoapAnswerReader {
  const { selection: text, isFault: condition } = readSoap(definition);
  const selectionFor = createPruner(parseMapping(text, definition.version));
  const isFault = condition === undefined ? undefined : parseValueMapping(condition, definition.version);
  const errors = compileErrorMapper(definition, source);
  const { library } = serviceOf(source);
  return (answer, request) => {
    if (answer.status === 401 || answer.status === 403) {
      return failure('SOURCE_AUTHENTICATION_FAILED', definition, `the service answered ${answer.status}`);
    }
    const read = tryRead(answer, operation, library);
    if (read instanceof Error) return failure('SOURCE_BAD_ANSWER', definition, read.message, read);
    if (isOfAnother(read.header, request.messageId)) {
      return failure('SOURCE_BAD_ANSWER', definition, 'its header "RelatesTo" names another message');
    }
    const variables = answerVariables(request.variables, answer);
    variables.set('$response', { ...Object(variables.get('$response')), soapHeaders: read.soapHeaders });
    request.trace?.read(read.kind === 'fault' ? read.fault.data : read.data);
    const { trace } = request;
    if (read.kind === 'fault') return faultOutcome(read.fault, variables, trace);
    const { data } = read;
    if (isFault !== undefined && evaluateMapping(isFault, data, variables).value === true) {
      return { kind: 'error', error: errors.map(data, variables, { code: 'SOAP_FAULT' }, { trace }) };
    }
    // Without a payload there is an object only if something of the mapping, asked for or not, has a value.
    const selection = selectionFor(data === null ? undefined : request.shape);
    const mapped = evaluateMapping(selection, data, variables, { maxWork: baseWork + answer.body.length });
    request.trace?.mapped(text, mapped);
    const { value, problems, isGivenUp } = mapped;
    if (problems.length > 0) options.reportProblems(definition.coordinate, problems);
    if (isGivenUp) return failure('SOURCE_BAD_ANSWER', definition, 'its mapping does more work than it is worth');
    return { kind: 'value', value };
  };

  function faultOutcome(fault: SoapFault, variables: MappingVariables, trace: CallTrace | undefined): CallOutcome {
    if (fault.isSecurity) {
      const reason = `the service refused the credentials: ${fault.subcode ?? fault.code} "${fault.text}"`;
      return failure('SOURCE_AUTHENTICATION_FAILED', definition, reason);
    }
    const { code, subcode, actor } = fault;
    const said = { code, ...(subcode !== undefined && { subcode }), ...(actor !== undefined && { actor }) };
    const facts = { code: 'SOAP_FAULT', fault: said };
    return { kind: 'error', error: errors.map(fault.data, variables, facts, { text: fault.text || undefined, trace }) };
  }
}

function tryRead(answer: HttpAnswer, operation: Operation, library: XsdLibrary): Answer | SoapAnswerError {
  try {
    return readAnswer(answer, operation, library);
  } catch (error) {
    if (error instanceof SoapAnswerError) {
      return isSuccess(answer)
        ? error
        : new SoapAnswerError(`the service answered ${answer.status}: ${error.message}`, { cause: error });
    }
    // A type that only an answer's xsi:type leads to was not compiled with the operation.
    if (error instanceof WsdlError) return new SoapAnswerError(error.message, { cause: error });
    throw error;
  }
}

function readAnswer(answer: HttpAnswer, operation: Operation, library: XsdLibrary): Answer {
  const expected = operation.output();
  if (expected === undefined && isSuccess(answer) && answer.body.length === 0) {
    return { kind: 'payload', data: null, header: [], soapHeaders: {} };
  }
  const { header, body } = readEnvelope(answer.body, answer.headers.get('content-type'));
  const headers = { header, soapHeaders: readBlocks(header, library) };
  const fault = findFault(body);
  // Whatever the status: services send Faults with 500 and 400 as they should, and with 200.
  if (fault !== undefined) return { kind: 'fault', fault: readFault(fault, library), ...headers };
  if (!isSuccess(answer)) throw new SoapAnswerError('there is no Fault in its envelope');
  const read = operation.use.output === 'encoded' ? readEncodedBody : readBody;
  return { kind: 'payload', data: read(body, expected, library), ...headers };
}

/** Spec: Web Services Addressing 1.0: Core, section 3.2, of either version. Many services leave it out. */
function isOfAnother(header: readonly XmlElement[], messageId: string | undefined): boolean {
  if (messageId === undefined) return false;
  const namespaces: readonly string[] = Object.values(addressingNamespaces);
  const related = header.filter(({ name, namespace }) => name === 'RelatesTo' && namespaces.includes(namespace));
  return related.length > 0 && !related.some((block) => textOf(block).trim() === messageId);
}

function isSuccess({ status }: HttpAnswer): boolean {
  return status >= 200 && status < 300;
}

function failure(
  code: 'SOURCE_BAD_ANSWER' | 'SOURCE_AUTHENTICATION_FAILED',
  definition: ConnectorDefinition,
  reason: string,
  cause?: unknown,
): CallOutcome {
  const message = `Cannot use the answer to connector "${definition.coordinate}": ${reason}`;
  const error = new GatewayError(code, message, { source: definition.subgraph, ...(cause !== undefined && { cause }) });
  return { kind: 'error', error: { message, failure: error } };
}
