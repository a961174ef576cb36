import type { Endpoint } from '../../client-graph/endpoints/endpoint.js';
import { type Refused, refuse } from '../refusal.js';
import type { EndpointFormat } from './endpoint-format.js';

/** A body of a POST. */
export interface EndpointBody {
  readonly bytes: Uint8Array;
  readonly bodyFormat: EndpointFormat;
  /** Value of the Content-Type header. */
  readonly contentType: string | undefined;
}

/** Why a name in a body cannot be given a value there; undefined when it can. */
export function refuseVariable(name: string, { operation, variables }: Endpoint): Refused | undefined {
  const variable = variables.get(name);
  const shown = JSON.stringify(name.slice(0, 80));
  if (variable === undefined) {
    return refuse('BAD_REQUEST', `${shown} is no variable of "${operation.name}"`);
  }
  return variable.inPath ? refuse('BAD_REQUEST', `${shown} is given by the path, not in the body`) : undefined;
}
