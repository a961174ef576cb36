import { GatewayError } from '../../../errors/gateway-error.js';
import type { ConnectorDefinition, ConnectorSource } from '../connector.js';
import type { MappingVariables } from '../mapping/evaluate-mapping.js';
import { parseTemplate, renderTemplate } from '../mapping/template.js';
import type { MappingVersion } from '../mapping/version.js';
import { readSoapSource, type SecurityArgument, type SignatureArgument } from './soap-arguments.js';
import type { SecurityClock, SecurityValues } from './write/security-header.js';
import type { SignatureValues } from './write/sign-envelope.js';
import { loadSigningKey, type SigningKey, SigningKeyError } from './write/signing-key.js';

/** How long a key that was read is used before its file is looked at again, in milliseconds, so that it can be renewed. */
const keyLifetimeMs = 60_000;

/**
 * Compiles the `security` of a source to what makes the values of one call's header. A call without the credentials that
 * the schema asks for is not made: the service could only refuse it.
 *
 * @returns Throws SOURCE_AUTHENTICATION_FAILED when a username, password, certificate or key is missing or cannot be used.
 * @throws {MappingSyntaxError} when a template does not parse.
 */
export function compileSecurity(
  definition: ConnectorDefinition,
  source: ConnectorSource,
  clock: SecurityClock = {},
): (variables: MappingVariables) => SecurityValues | undefined {
  const { security } = readSoapSource(source);
  if (security === undefined) return () => undefined;
  const { timestampSeconds } = security;
  const renderToken = compileToken(definition, security.usernameToken, source.version);
  const signatureOf = compileSignature(definition, security.signature, { version: source.version, clock });
  return (variables) => ({
    usernameToken: renderToken(variables),
    timestampSeconds,
    signature: signatureOf(variables),
  });
}

function compileToken(
  definition: ConnectorDefinition,
  token: SecurityArgument['usernameToken'],
  version: MappingVersion,
): (variables: MappingVariables) => SecurityValues['usernameToken'] {
  if (token === undefined) return () => undefined;
  const render = { username: compileText(token.username, version), password: compileText(token.password, version) };
  return (variables) => {
    const username = render.username(variables);
    const password = render.password(variables);
    if (username === undefined || username === '' || password === undefined) {
      throw refusal(definition, 'the username or the password of its source is not configured');
    }
    return { username, password, type: token.type };
  };
}

function compileSignature(
  definition: ConnectorDefinition,
  signature: SignatureArgument | undefined,
  { version, clock: { now = Date.now } }: { readonly version: MappingVersion; readonly clock: SecurityClock },
): (variables: MappingVariables) => SignatureValues | undefined {
  if (signature === undefined) return () => undefined;
  const { parts, algorithm } = signature;
  const certificate = compileText(signature.certificate, version);
  const privateKey = compileText(signature.privateKey, version);
  const passphrase = signature.passphrase === undefined ? undefined : compileText(signature.passphrase, version);
  let loaded: { readonly key: SigningKey; readonly at: number } | undefined;
  return (variables) => {
    // The texts depend on the configuration alone, so a key stands for every call.
    if (loaded === undefined || now() - loaded.at >= keyLifetimeMs) {
      const texts = {
        certificate: certificate(variables) ?? '',
        privateKey: privateKey(variables) ?? '',
        passphrase: passphrase?.(variables),
      };
      loaded = { key: load(definition, texts), at: now() };
    }
    return { key: loaded.key, parts, algorithm };
  };
}

function load(definition: ConnectorDefinition, texts: Parameters<typeof loadSigningKey>[0]): SigningKey {
  try {
    return loadSigningKey(texts);
  } catch (error) {
    if (error instanceof SigningKeyError) throw refusal(definition, `of its source's signature ${error.message}`);
    throw error;
  }
}

/** Undefined when a value is missing, or has no text. */
function compileText(text: string, version: MappingVersion): (variables: MappingVariables) => string | undefined {
  const template = parseTemplate(text, version);
  return (variables) => {
    const rendered = renderTemplate(template, variables, { encode: false });
    return rendered.problems.length > 0 || rendered.unprintable !== undefined ? undefined : rendered.text;
  };
}

function refusal({ coordinate, subgraph }: ConnectorDefinition, reason: string): GatewayError {
  const message = `Cannot call connector "${coordinate}": ${reason}`;
  return new GatewayError('SOURCE_AUTHENTICATION_FAILED', message, { source: subgraph });
}
