import { GatewayError } from '../../../errors/gateway-error.js';
import type { HttpAnswer, HttpCall } from '../../../upstream/http-client.js';
import { answerVariables, requestVariables } from '../call-variables.js';
import type {
  CallInput,
  CallOutcome,
  ConnectorCall,
  ConnectorCallOptions,
  ConnectorDefinition,
  ConnectorSource,
} from '../connector.js';
import { compileErrorMapper, requestError } from '../connector-errors.js';
import { evaluateMapping, type MappingVariables } from '../mapping/evaluate-mapping.js';
import { parseMapping, parseValueMapping } from '../mapping/parse-mapping.js';
import { compileHeaders } from './build-headers.js';
import { compileUrl } from './build-url.js';
import { encodeBody } from './encode-body.js';
import { readBody } from './read-body.js';
import { type HttpMethod, readHttp } from './rest-arguments.js';

/**
 * Compiles one `@connect` to the function that makes its HTTP call and maps the answer.
 *
 * Outcomes: the mapped value when the call succeeded (`isSuccess`, else status 2xx); an error made by `errors` when
 * the service refused; SOURCE_AUTHENTICATION_FAILED for 401 and 403, unless an `errors` mapping reads `$status` and so
 * speaks for them; SOURCE_BAD_ANSWER when a successful answer cannot be read.
 *
 * Spec: Apollo Connectors, `@connect`.
 *
 * @throws {MappingSyntaxError} when a mapping or template does not parse.
 */
export function compileRestCall(
  definition: ConnectorDefinition,
  source: ConnectorSource | undefined,
  options: ConnectorCallOptions,
): ConnectorCall {
  const buildRequest = compileRequest(definition, source, options);
  const readAnswer = compileAnswer(definition, source, options);
  return async (input) => {
    const variables = requestVariables(input, options);
    const request = buildRequest(variables, input);
    if ('reason' in request) return { kind: 'error', error: requestError(definition, request.reason) };
    return readAnswer(await options.httpClient.request(request), variables);
  };
}

type RequestBuilder = (variables: MappingVariables, input: CallInput) => HttpCall | { readonly reason: string };

function compileRequest(
  definition: ConnectorDefinition,
  source: ConnectorSource | undefined,
  options: ConnectorCallOptions,
): RequestBuilder {
  const { version } = definition;
  const connect = readHttp(definition);
  const shared = source === undefined ? undefined : readHttp(source);
  const [{ method, url } = { method: 'GET' as HttpMethod, url: '' }] = connect.methods;
  const buildUrl = compileUrl({ url, connect, source: shared, override: shared && options.settings.url, version });
  const buildHeaders = compileHeaders(shared?.headers ?? [], connect.headers, version);
  const body = connect.body === undefined ? undefined : parseMapping(connect.body, version);
  return (variables, input) => {
    const target = buildUrl(variables);
    if (target.kind === 'refused') return target;
    const built = buildHeaders(variables, input);
    if (built.kind === 'refused') return built;
    const { headers } = built;
    if (!headers.has('accept')) headers.set('accept', 'application/json');
    const value = body === undefined ? undefined : evaluateMapping(body, {}, variables).value;
    if (value !== undefined && !headers.has('content-type')) headers.set('content-type', 'application/json');
    const text = value === undefined ? undefined : encodeBody(value, headers.get('content-type') ?? '');
    if (value !== undefined && text === undefined) return { reason: 'the body of a form is not an object' };
    return {
      method,
      url: target.url,
      headers: Object.fromEntries(headers),
      ...(text === undefined ? {} : { body: text }),
      timeoutMs: options.timeoutMs,
      maxAnswerBytes: options.maxAnswerBytes,
      signal: input.signal,
      source: definition.subgraph,
      caller: input.request,
    };
  };
}

function compileAnswer(
  definition: ConnectorDefinition,
  source: ConnectorSource | undefined,
  options: ConnectorCallOptions,
): (answer: HttpAnswer, request: ReadonlyMap<string, unknown>) => CallOutcome {
  const selection = parseMapping(String(definition.args['selection'] ?? ''), definition.version);
  const condition = definition.args['isSuccess'] ?? source?.args['isSuccess'];
  const isSuccess = typeof condition === 'string' ? parseValueMapping(condition, definition.version) : undefined;
  const errors = compileErrorMapper(definition, source);
  return (answer, request) => {
    const { status } = answer;
    const body = readBody(answer.body, answer.headers.get('content-type'));
    const data = body.kind === 'data' ? body.data : null;
    const variables = answerVariables(request, answer);
    const isOk = status >= 200 && status < 300;
    if (body.kind === 'unreadable' && isOk) return failure('SOURCE_BAD_ANSWER', definition, body.reason);
    const succeeded = isSuccess === undefined ? isOk : evaluateMapping(isSuccess, data, variables).value === true;
    if (succeeded) {
      const { value, problems } = evaluateMapping(selection, data, variables);
      if (problems.length > 0) options.reportProblems(definition.coordinate, problems);
      return { kind: 'value', value };
    }
    if ((status === 401 || status === 403) && !errors.readsStatus) {
      return failure('SOURCE_AUTHENTICATION_FAILED', definition, `the service answered ${status}`);
    }
    return { kind: 'error', error: errors.map(data, variables, { http: { status } }) };
  };
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
