import type { HttpAnswer, HttpCall } from '../../upstream/http-client.js';
import type { CallInput, ConnectorCallOptions } from './connector.js';

/**
 * Makes a connector's HTTP call, seen by the debugger when it looks.
 *
 * @throws {GatewayError} As `HttpClient.request`.
 */
export async function sendCall(
  call: HttpCall,
  { trace, heard }: Pick<CallInput, 'trace' | 'heard'>,
  { httpClient }: Pick<ConnectorCallOptions, 'httpClient'>,
): Promise<HttpAnswer> {
  trace?.sent(call);
  const answer = await httpClient.request(call);
  trace?.received(answer);
  heard?.add(answer.headers.get('cache-control'));
  return answer;
}
