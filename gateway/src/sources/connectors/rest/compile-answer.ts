import { GatewayError } from '../../../errors/gateway-error.js';
import type { HttpAnswer } from '../../../upstream/http-client.js';
import { answerVariables } from '../call-variables.js';
import type {
  CallInput,
  CallOutcome,
  CallTrace,
  ConnectorCallOptions,
  ConnectorDefinition,
  ConnectorSource,
} from '../connector.js';
import { compileErrorMapper, type ErrorMapper } from '../connector-errors.js';
import { baseWork, evaluateMapping, type MappingVariables } from '../mapping/evaluate-mapping.js';
import { parseMapping, parseValueMapping } from '../mapping/parse-mapping.js';
import { createPruner } from '../mapping/prune-mapping.js';
import { fitToType } from '../xml/fit-to-type.js';
import { type ReadBody, readBody } from './read-body.js';

/** Makes an outcome of an answer. */
export type AnswerReader = (
  answer: HttpAnswer,
  request: ReadonlyMap<string, unknown>,
  input: Pick<CallInput, 'trace' | 'shape'>,
) => CallOutcome;

/**
 * Compiles everything of a `@connect` that is done with an answer: see `compileRestCall` for what becomes of which.
 *
 * @throws {MappingSyntaxError} when a mapping does not parse.
 */
export function compileAnswer(
  definition: ConnectorDefinition,
  source: ConnectorSource | undefined,
  options: ConnectorCallOptions,
): AnswerReader {
  const isSuccess = compileCondition(definition, source);
  const errors = compileErrorMapper(definition, source);
  const mapAnswer = compileSelection(definition, options);
  return (answer, request, input) => {
    const { status } = answer;
    const body = readBody(answer.body, answer.headers.get('content-type'));
    const data = body.kind === 'data' ? body.data : null;
    input.trace?.read(data);
    const variables = answerVariables(request, answer);
    const isOk = status >= 200 && status < 300;
    if (body.kind === 'unreadable' && isOk) return failure('SOURCE_BAD_ANSWER', definition, body.reason);
    if (isSuccess?.(data, variables, input.trace) ?? isOk) {
      return mapAnswer({ body, data, bytes: answer.body.length }, variables, input);
    }
    return refusedOutcome({ status, data }, variables, { definition, errors, trace: input.trace });
  };
}

function compileCondition(definition: ConnectorDefinition, source: ConnectorSource | undefined) {
  const own = definition.args['isSuccess'] ?? source?.args['isSuccess'];
  if (typeof own !== 'string') return undefined;
  const condition = parseValueMapping(own, definition.version);
  return (data: unknown, variables: MappingVariables, trace: CallTrace | undefined): boolean => {
    const { value, problems } = evaluateMapping(condition, data, variables);
    trace?.lacked('isSuccess', own, problems);
    return value === true;
  };
}

interface AnswerData {
  readonly body: ReadBody;
  readonly data: unknown;
  readonly bytes: number;
}

/** Maps the data of a successful answer; also used where there is no answer, for a connector without `http`. */
export function compileSelection(definition: ConnectorDefinition, options: ConnectorCallOptions) {
  const text = String(definition.args['selection'] ?? '');
  const selectionFor = createPruner(parseMapping(text, definition.version));
  const { result } = options;
  return (
    answer: AnswerData,
    variables: MappingVariables,
    { trace, shape }: Pick<CallInput, 'trace' | 'shape'>,
  ): CallOutcome => {
    // Without a body there is an object only if something of the mapping, asked for or not, has a value.
    const selection = selectionFor(answer.data === null ? undefined : shape);
    const mapped = evaluateMapping(selection, answer.data, variables, { maxWork: baseWork + answer.bytes });
    trace?.mapped(text, mapped);
    if (mapped.problems.length > 0) options.reportProblems(definition.coordinate, mapped.problems);
    if (mapped.isGivenUp)
      return failure('SOURCE_BAD_ANSWER', definition, 'its mapping does more work than it is worth');
    const isXml = answer.body.kind === 'data' && answer.body.isXml === true && result !== undefined;
    return { kind: 'value', value: isXml ? fitToType(mapped.value, result.type, result.schema) : mapped.value };
  };
}

function refusedOutcome(
  { status, data }: { readonly status: number; readonly data: unknown },
  variables: MappingVariables,
  {
    definition,
    errors,
    trace,
  }: {
    readonly definition: ConnectorDefinition;
    readonly errors: ErrorMapper;
    readonly trace: CallTrace | undefined;
  },
): CallOutcome {
  if ((status === 401 || status === 403) && !errors.readsStatus) {
    return failure('SOURCE_AUTHENTICATION_FAILED', definition, `the service answered ${status}`);
  }
  return { kind: 'error', error: errors.map(data, variables, { http: { status } }, { trace }) };
}

function failure(
  code: 'SOURCE_BAD_ANSWER' | 'SOURCE_AUTHENTICATION_FAILED',
  definition: ConnectorDefinition,
  reason: string,
): CallOutcome {
  const message = `Cannot use the answer to connector "${definition.coordinate}": ${reason}`;
  const error = new GatewayError(code, message, { source: definition.subgraph });
  return { kind: 'error', error: { message, failure: error } };
}
