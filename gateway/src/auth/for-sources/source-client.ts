import type { HttpAnswer, HttpCall, HttpClient } from '../../upstream/http-client.js';
import { anonymous, type Identity } from '../identity.js';
import type { HeaderRules, OutgoingHeaders } from './header-rules.js';
import type { RequestSigner } from './sign-request.js';
import type { SourceCredentials } from './source-credentials.js';

/** What one source gets of the caller and of the gateway. */
export interface SourceClientOptions {
  readonly client: HttpClient;
  readonly rules: HeaderRules;
  /** Undefined: the source is not told who is calling. */
  readonly credentials: SourceCredentials | undefined;
  /** Undefined: calls are not signed. */
  readonly sign: RequestSigner | undefined;
}

/**
 * The client that calls of one source go through, whatever kind of source it is: it adds what the configuration says about
 * headers, identity and signature.
 *
 * What a call sets itself (the protocol's headers, those of a connector) wins over rules on headers; the credentials for
 * the source win over both. Calls of the gateway's own are those of an anonymous caller.
 */
export function createSourceClient({ client, rules, credentials, sign }: SourceClientOptions): HttpClient {
  const send = (call: HttpCall, headers: OutgoingHeaders): Promise<HttpAnswer> => {
    sign?.(call, headers);
    return client.request({ ...call, headers });
  };

  async function sendWhenKnown(
    call: HttpCall,
    headers: OutgoingHeaders,
    pending: Promise<string | undefined>,
  ): Promise<HttpAnswer> {
    const startedAt = performance.now();
    addCredentials(headers, await pending);
    // One deadline for both: whoever waits for the answer waited for the token, too.
    const timeoutMs = Math.max(1, Math.ceil(call.timeoutMs - (performance.now() - startedAt)));
    return send({ ...call, timeoutMs }, headers);
  }

  async function sendWithCredentials(call: HttpCall, headers: OutgoingHeaders, asker: SourceCredentials) {
    const identity: Identity = call.caller?.identity ?? anonymous;
    const value = asker.authorization(identity, call.signal);
    let answer: HttpAnswer;
    if (value instanceof Promise) {
      answer = await sendWhenKnown(call, headers, value);
    } else {
      addCredentials(headers, value);
      answer = await send(call, headers);
    }
    if (answer.status === 401) {
      asker.refused?.(identity);
    }
    return answer;
  }

  return {
    callerHeaders: rules.callerHeaders,
    request(call) {
      const headers = rules.build(call.caller);
      if (call.caller !== undefined) {
        headers['x-correlation-id'] = call.caller.correlationId;
      }
      if (credentials === undefined) {
        return send(call, Object.assign(headers, call.headers));
      }
      // The client's own, if a rule passed it on, must not stand in for credentials that there are none of.
      delete headers['authorization'];
      return sendWithCredentials(call, Object.assign(headers, call.headers), credentials);
    },
    close: () => client.close(),
  };
}

function addCredentials(headers: OutgoingHeaders, value: string | undefined): void {
  if (value !== undefined) {
    headers['authorization'] = value;
  }
}
