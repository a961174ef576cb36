import { requestVariables } from '../call-variables.js';
import type { ConnectorCall, ConnectorCallOptions, ConnectorDefinition, ConnectorSource } from '../connector.js';
import { requestError } from '../connector-errors.js';
import { sendCall } from '../send-call.js';
import { compileAnswer, compileSelection } from './compile-answer.js';
import { compileRequest } from './compile-request.js';
import { isVirtual } from './rest-arguments.js';

/**
 * Compiles one `@connect` to the function that makes its HTTP call and maps the answer.
 *
 * Outcomes: the mapped value when the call succeeded (`isSuccess`, else status 2xx); an error made by `errors` when
 * the service refused; SOURCE_AUTHENTICATION_FAILED for 401 and 403, unless an `errors` mapping reads `$status` and so
 * speaks for them; SOURCE_BAD_ANSWER when a successful answer cannot be read. A connector without `http` (from v0.4) makes
 * no call: its value is computed from its variables.
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
  if (isVirtual(definition)) return compileVirtualCall(definition, options);
  const buildRequest = compileRequest(definition, source, options);
  const readAnswer = compileAnswer(definition, source, options);
  return async (input) => {
    const variables = requestVariables(input, options);
    const request = buildRequest(variables, input);
    if ('reason' in request) return { kind: 'error', error: requestError(definition, request.reason) };
    return readAnswer(await sendCall(request, input, options), variables, input);
  };
}

function compileVirtualCall(definition: ConnectorDefinition, options: ConnectorCallOptions): ConnectorCall {
  const map = compileSelection(definition, options);
  return (input) => {
    const nothing = { body: { kind: 'data', data: {} }, data: {}, bytes: 0 } as const;
    return Promise.resolve(map(nothing, requestVariables(input, options), input));
  };
}
