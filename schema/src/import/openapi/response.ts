import { excessOf, type OutputType, selectAll } from '../sdl/output-object.js';
import { printSelection } from '../sdl/selection-text.js';
import type { ApiOperation, ApiResponse } from './api-model.js';
import type { ImportContext } from './import-context.js';
import { isJsonType, type NotExpressible } from './request.js';

/** What an operation gives. */
export interface ResponseModel {
  /** Undefined: there is no body; the field says whether it worked. */
  readonly output: OutputType | undefined;
  /** Printed once every type is known: entities select differently. */
  readonly selection: () => string;
}

/** Reads what a successful call gives. */
export function buildResponse(operation: ApiOperation, context: ImportContext): ResponseModel | NotExpressible {
  const successes = successesOf(operation.responses);
  const [first] = successes;
  if (first === undefined) return emptyResponse;
  const types = [...first.content.keys()];
  const schemas = successes.map((response) => [...response.content].find(([type]) => isJsonType(type))?.[1]);
  const index = schemas.findIndex((schema) => schema !== undefined);
  const schema = schemas[index];
  if (schema !== undefined)
    return jsonResponse(operation, context, { chosen: successes[index] ?? first, schema, successes });
  if (types.length === 0) return emptyResponse;
  if (types.includes('text/plain')) {
    const output: OutputType = { type: 'String', typeName: 'String', nullable: true, object: undefined, isList: false };
    return { output, selection: () => '$' };
  }
  return { notExpressible: `it answers ${types.join(' or ')}, and connectors read JSON and plain text` };
}

/** `true` once the service has said that it worked. */
const emptyResponse: ResponseModel = { output: undefined, selection: () => '$(true)' };

/** Responses of 2xx, the most common statuses first; without any, the default one. */
function successesOf(responses: readonly ApiResponse[]): readonly ApiResponse[] {
  const found = responses.filter(({ status }) => /^2(?:\d\d|xx)$/i.test(status));
  return found.length > 0 ? found : responses.filter(({ status }) => status === 'default');
}

function jsonResponse(
  operation: ApiOperation,
  context: ImportContext,
  found: {
    readonly chosen: ApiResponse;
    readonly schema: ApiResponse['content'] extends ReadonlyMap<string, infer At> ? At : never;
    readonly successes: readonly ApiResponse[];
  },
): ResponseModel {
  const { chosen, schema, successes } = found;
  const others = successes.filter((response) => response !== chosen && response.content.size > 0);
  if (others.length > 0) {
    const statuses = others.map(({ status }) => status).join(', ');
    context.notes.add(
      'changed',
      operation.subject,
      `answers of status ${statuses} are read as those of ${chosen.status} are`,
    );
  }
  const output = context.outputs.typeOf(schema, `${context.typeHint(operation)}Result`, `${operation.subject} answer`);
  const { object } = output;
  const excess = object === undefined ? undefined : excessOf(object);
  if (excess !== undefined) {
    const reason = `its answer has ${excess}, more than a selection may name, so it is a JSON scalar`;
    context.notes.add('changed', operation.subject, reason);
    const typeName = context.registry.useScalar('JSON');
    return {
      output: { type: typeName, typeName, nullable: true, object: undefined, isList: false },
      selection: () => '$',
    };
  }
  return { output, selection: () => (object === undefined ? '$' : printSelection(selectAll(object))) };
}
