import type { ConnectorDefinition, ConnectorSource, ConnectorText } from '../connector.js';
import { isJsonObject } from '../json.js';
import { readSoap, readSoapSource } from './soap-arguments.js';

/** Every mapping text of a `@soap`. */
export function soapTexts(definition: ConnectorDefinition): readonly ConnectorText[] {
  const { input, headers, selection, isFault } = readSoap(definition);
  return [
    ...optional(input, { argument: 'input', form: 'selection', phase: 'request', code: 'INVALID_BODY' }),
    ...optional(headers, { argument: 'headers', form: 'selection', phase: 'request', code: 'INVALID_HEADER' }),
    { argument: 'selection', form: 'selection', phase: 'answer', code: 'INVALID_SELECTION', text: selection },
    ...optional(isFault, { argument: 'isFault', form: 'value', phase: 'answer', code: 'INVALID_IS_FAULT' }),
    ...errorTexts(definition.args),
  ];
}

/** Every mapping text of a `@soapSource`. */
export function soapSourceTexts(source: ConnectorSource): readonly ConnectorText[] {
  const { headers, security } = readSoapSource(source);
  const token = security?.usernameToken;
  const argument = 'security.usernameToken';
  const template = { form: 'template', phase: 'request' } as const;
  return [
    ...headers.flatMap(({ value }, index) =>
      optional(value, { argument: `headers[${index}].value`, ...template, code: 'INVALID_HEADER' }),
    ),
    ...optional(token?.username, { argument: `${argument}.username`, ...template, code: 'INVALID_SECURITY' }),
    ...optional(token?.password, { argument: `${argument}.password`, ...template, code: 'INVALID_SECURITY' }),
    ...errorTexts(source.args),
  ];
}

function errorTexts(args: Readonly<Record<string, unknown>>): ConnectorText[] {
  const errors = isJsonObject(args['errors']) ? args['errors'] : {};
  const { message, extensions } = errors;
  const answer = { phase: 'answer', code: 'INVALID_ERRORS_MESSAGE' } as const;
  return [
    ...optional(message, { argument: 'errors.message', form: 'value', ...answer }),
    ...optional(extensions, { argument: 'errors.extensions', form: 'selection', ...answer }),
  ];
}

function optional(text: unknown, rest: Omit<ConnectorText, 'text'>): ConnectorText[] {
  return typeof text === 'string' ? [{ ...rest, text }] : [];
}
