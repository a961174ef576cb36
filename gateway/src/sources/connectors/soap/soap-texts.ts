import type { ConnectorDefinition, ConnectorSource, ConnectorText } from '../connector.js';
import { errorTexts } from '../connector-errors.js';
import { readSoap, readSoapSource, type SignatureArgument } from './soap-arguments.js';

/** Every mapping text of a `@soap`. */
export function soapTexts(definition: ConnectorDefinition): readonly ConnectorText[] {
  const { version } = definition;
  const { input, headers, selection, isFault } = readSoap(definition);
  return [
    ...optional(input, { argument: 'input', form: 'selection', version, phase: 'request', code: 'INVALID_BODY' }),
    ...optional(headers, { argument: 'headers', form: 'selection', version, phase: 'request', code: 'INVALID_HEADER' }),
    { argument: 'selection', form: 'selection', version, phase: 'answer', code: 'INVALID_SELECTION', text: selection },
    ...optional(isFault, { argument: 'isFault', form: 'value', version, phase: 'answer', code: 'INVALID_IS_FAULT' }),
    ...errorTexts(definition),
  ];
}

/** Every mapping text of a `@soapSource`. */
export function soapSourceTexts(source: ConnectorSource): readonly ConnectorText[] {
  const { version } = source;
  const { headers, security } = readSoapSource(source);
  const token = security?.usernameToken;
  const argument = 'security.usernameToken';
  const template = { form: 'template', version, phase: 'request' } as const;
  return [
    ...headers.flatMap(({ value }, index) =>
      optional(value, { argument: `headers[${index}].value`, ...template, code: 'INVALID_HEADER' }),
    ),
    ...optional(token?.username, { argument: `${argument}.username`, ...template, code: 'INVALID_SECURITY' }),
    ...optional(token?.password, { argument: `${argument}.password`, ...template, code: 'INVALID_SECURITY' }),
    ...signatureTexts(source, security?.signature),
    ...errorTexts(source),
  ];
}

function signatureTexts({ version }: ConnectorSource, signature: SignatureArgument | undefined): ConnectorText[] {
  const rest = { form: 'template', version, phase: 'request', code: 'INVALID_SECURITY' } as const;
  return (['certificate', 'privateKey', 'passphrase'] as const).flatMap((name) =>
    optional(signature?.[name], { argument: `security.signature.${name}`, ...rest }),
  );
}

function optional(text: unknown, rest: Omit<ConnectorText, 'text'>): ConnectorText[] {
  return typeof text === 'string' ? [{ ...rest, text }] : [];
}
