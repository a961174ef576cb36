import type { CallTrace, ConnectorDefinition, ConnectorError, ConnectorSource, ConnectorText } from './connector.js';
import { createObject, isJsonObject } from './json.js';
import type { Mapping } from './mapping/ast.js';
import { evaluateMapping, type MappingVariables } from './mapping/evaluate-mapping.js';
import { parseMapping, parseValueMapping } from './mapping/parse-mapping.js';
import { variablesUsed } from './mapping/variables-used.js';

/** Makes the GraphQL error of a call that the service itself refused. */
export interface ErrorMapper {
  /**
   * @param data What the service said: a JSON body, a Fault.
   * @param facts First entries of `extensions`, `{ http: { status } }`; mapped extensions may replace them.
   * @param options.text The message where none is mapped. Default `Request failed`.
   */
  map(
    data: unknown,
    variables: MappingVariables,
    facts: Readonly<Record<string, unknown>>,
    options: { readonly text?: string | undefined; readonly trace: CallTrace | undefined },
  ): ConnectorError;
  /** Whether a mapping reads `$status`, and so speaks for every status, 401 and 403 included. */
  readonly readsStatus: boolean;
}

/**
 * Compiles the `errors` arguments of a connector and its source. The connector's message wins; the extensions of both
 * apply, the connector's last. `code` is CONNECTOR_FETCH unless mapped; `service` and `connector` are always the
 * gateway's own.
 *
 * Spec: Apollo Connectors, error handling.
 *
 * @throws {MappingSyntaxError} when a mapping does not parse.
 */
export function compileErrorMapper(definition: ConnectorDefinition, source: ConnectorSource | undefined): ErrorMapper {
  const own = readErrors(definition);
  const shared = readErrors(source ?? { args: {}, version: definition.version });
  const message = own.message ?? shared.message;
  const extensions = [shared.extensions, own.extensions].filter((mapping) => mapping !== undefined);
  const mappings = message === undefined ? extensions : [message, ...extensions];
  return {
    readsStatus: mappings.some((mapping) => variablesUsed(mapping).some((use) => use.name === '$status')),
    map(data, variables, facts, { text = 'Request failed', trace }) {
      const evaluate = (argument: string, mapping: Mapping): unknown => {
        const { value, problems } = evaluateMapping(mapping, data, variables);
        trace?.lacked(argument, mapping.text, problems);
        return value;
      };
      const mappedText = message === undefined ? undefined : evaluate('errors.message', message);
      const mapped = Object.assign(createObject(), facts);
      for (const mapping of extensions) {
        const value = evaluate('errors.extensions', mapping);
        if (isJsonObject(value)) Object.assign(mapped, value);
      }
      return {
        message: typeof mappedText === 'string' && mappedText !== '' ? mappedText : text,
        extensions: { code: 'CONNECTOR_FETCH', ...mapped, ...connectorExtensions(definition) },
      };
    },
  };
}

/** What every error of a connector says of where it arose. */
export function connectorExtensions(definition: ConnectorDefinition): Readonly<Record<string, unknown>> {
  return { service: definition.subgraph, connector: { coordinate: definition.coordinate } };
}

/** The error of a call that was never made: what the client sent does not fit into the request. */
export function requestError(definition: ConnectorDefinition, reason: string): ConnectorError {
  return {
    message: `Cannot build the request: ${reason}`,
    extensions: { code: 'CONNECTOR_REQUEST', ...connectorExtensions(definition) },
  };
}

/** The error of a call that was never made: one operation has made as many to its source as it may. */
export function limitError(definition: ConnectorDefinition, maxRequests: number): ConnectorError {
  return {
    message: `Cannot call the service: one operation may make ${maxRequests} requests to it, and this one wants more`,
    extensions: { code: 'REQUEST_LIMIT_EXCEEDED', ...connectorExtensions(definition) },
  };
}

/** The mapping texts among the `errors` arguments of any connector directive. */
export function errorTexts({ args, version }: ConnectorDefinition | ConnectorSource): ConnectorText[] {
  const errors = isJsonObject(args['errors']) ? args['errors'] : {};
  const texts = [
    { argument: 'errors.message', form: 'value', text: errors['message'] },
    { argument: 'errors.extensions', form: 'selection', text: errors['extensions'] },
  ] as const;
  return texts.flatMap(({ argument, form, text }) =>
    typeof text === 'string'
      ? [{ argument, form, text, phase: 'answer', version, code: 'INVALID_ERRORS_MESSAGE' }]
      : [],
  );
}

function readErrors({ args, version }: Pick<ConnectorSource, 'args' | 'version'>): {
  readonly message: Mapping | undefined;
  readonly extensions: Mapping | undefined;
} {
  const errors = isJsonObject(args['errors']) ? args['errors'] : {};
  const { message, extensions } = errors;
  return {
    message: typeof message === 'string' ? parseValueMapping(message, version) : undefined,
    extensions: typeof extensions === 'string' ? parseMapping(extensions, version) : undefined,
  };
}
