import type { Endpoint } from '../../client-graph/endpoints/endpoint.js';
import { parseJsonBytes } from '../parse-json.js';
import { type Reading, refuse } from '../refusal.js';
import { type EndpointBody, refuseVariable } from './endpoint-body.js';
import type { VariableValues } from './read-query-variables.js';
import { readXmlVariables } from './read-xml-variables.js';

/**
 * Reads variables from a body: a JSON object with a member for each, or the XML element that stands for it. An empty body
 * gives none.
 *
 * @returns The values, or BAD_REQUEST for what is not well-formed, or names something that is no variable.
 */
export function readBodyVariables(body: EndpointBody, endpoint: Endpoint): Reading<VariableValues> {
  if (body.bytes.length === 0) {
    return { kind: 'read', value: new Map() };
  }
  return body.bodyFormat === 'xml' ? readXmlVariables(body, endpoint) : readJsonVariables(body.bytes, endpoint);
}

function readJsonVariables(bytes: Uint8Array, endpoint: Endpoint): Reading<VariableValues> {
  const json = parseJsonBytes(bytes);
  if (json.kind === 'refused') {
    return json;
  }
  if (typeof json.value !== 'object' || json.value === null || Array.isArray(json.value)) {
    return refuse('BAD_REQUEST', 'The request body must be a JSON object with a member for each variable');
  }
  const values = new Map(Object.entries(json.value));
  for (const name of values.keys()) {
    const refused = refuseVariable(name, endpoint);
    if (refused !== undefined) {
      return refused;
    }
  }
  return { kind: 'read', value: values };
}
