import { GatewayError } from '../../errors/gateway-error.js';
import type { ConnectorError } from './connector.js';

/** Carries a connector's error through promises and graphql-js to the place in the answer it belongs to. */
export class ConnectorFailure extends Error {
  override readonly name = 'ConnectorFailure';
  readonly error: ConnectorError;

  constructor(error: ConnectorError) {
    super(error.message, error.failure === undefined ? {} : { cause: error.failure });
    this.error = error;
  }
}

/** Makes a `ConnectorFailure` of whatever a call was rejected with. */
export function toConnectorFailure(thrown: unknown, subgraph: string): ConnectorFailure {
  if (thrown instanceof ConnectorFailure) return thrown;
  if (thrown instanceof GatewayError) return new ConnectorFailure({ message: thrown.message, failure: thrown });
  return internalFailure(`Cannot call a connector of source "${subgraph}"`, subgraph, thrown);
}

/** The failure of an answer that is not what the schema or the connector says it is. */
export function badAnswer(message: string, subgraph: string): ConnectorFailure {
  return new ConnectorFailure({
    message,
    failure: new GatewayError('SOURCE_BAD_ANSWER', message, { source: subgraph }),
  });
}

function internalFailure(message: string, subgraph: string, cause: unknown): ConnectorFailure {
  const failure = new GatewayError('INTERNAL_SERVER_ERROR', message, { cause, source: subgraph });
  return new ConnectorFailure({ message, failure });
}
