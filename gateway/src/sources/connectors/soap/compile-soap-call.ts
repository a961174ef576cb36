import { requestVariables } from '../call-variables.js';
import type { ConnectorCall, ConnectorDefinition, ConnectorSource } from '../connector.js';
import { requestError } from '../connector-errors.js';
import { sendCall } from '../send-call.js';
import { bindOperation } from './bind-operation.js';
import { compileAnswer } from './compile-answer.js';
import { compileRequest, type SoapCallOptions } from './compile-request.js';
import { readSoap } from './soap-arguments.js';

/**
 * Compiles one `@soap` to the function that makes its call and maps the answer.
 *
 * Outcomes:
 * - the mapped value, `selection` applied to the content of the answer's element;
 * - for a Fault, whatever its HTTP status: an error made by `errors`, whose data is
 *   `{ faultcode, faultstring, faultactor, detail }` for both versions of SOAP. By default the message is the Fault's
 *   text and the extensions are `{ code: "SOAP_FAULT", fault: { code, actor } }`;
 * - for a payload that `isFault` holds for: an error made by `errors`, whose data is the payload;
 * - SOURCE_AUTHENTICATION_FAILED for HTTP 401 and 403 and for a Fault of WS-Security;
 * - SOURCE_BAD_ANSWER for anything that is no SOAP, or not what the WSDL promises;
 * - `CONNECTOR_REQUEST`, without any call, when the mapped `input` does not fit the WSDL.
 *
 * @throws {MappingSyntaxError} when a mapping does not parse; {SyntaxError} when the WSDL has no such operation. Check first.
 */
export function compileSoapCall(
  definition: ConnectorDefinition,
  source: ConnectorSource | undefined,
  options: SoapCallOptions,
): ConnectorCall {
  if (source === undefined) throw new SyntaxError(`${definition.coordinate} names no source`);
  const bound = bindOperation(source, readSoap(definition));
  if ('code' in bound) throw new SyntaxError(`${definition.coordinate}: ${bound.message}`);
  const buildRequest = compileRequest(definition, source, bound, options);
  const readAnswer = compileAnswer(definition, source, bound, options);
  return async (input) => {
    const variables = requestVariables(input, options);
    const request = buildRequest(variables, input);
    if ('reason' in request) return { kind: 'error', error: requestError(definition, request.reason) };
    const answer = await sendCall(request.call, input, options);
    const { trace, shape } = input;
    return readAnswer(answer, { variables, messageId: request.messageId, trace, shape });
  };
}
