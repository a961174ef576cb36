import type { WsdlDocument } from '@facet/schema/wsdl';
import type { ConnectorDefinition, ConnectorSource } from '../connector.js';
import { isJsonObject } from '../json.js';
import type { HeaderArgument } from '../rest/rest-arguments.js';
import type { AddressingVersion } from './write/addressing-header.js';
import type { PasswordType } from './write/security-header.js';
import type { SignatureAlgorithm, SignedPart } from './write/sign-envelope.js';
import type { SoapVersion } from './wsdl/service-description.js';

/** The arguments of a `@soap`, their texts unparsed. */
export interface SoapArguments {
  readonly operation: string;
  readonly port: string | undefined;
  /** Mapping that yields the message sent. */
  readonly input: string | undefined;
  /** Mapping that yields the SOAP header blocks sent, by name. */
  readonly headers: string | undefined;
  readonly selection: string;
  /** Condition on the payload under which the answer counts as an error. */
  readonly isFault: string | undefined;
}

/** The arguments of a `@soapSource`, their texts unparsed. */
export interface SoapSourceArguments {
  /** The WSDL first, as composition stores them. */
  readonly documents: readonly WsdlDocument[];
  readonly endpoint: string | undefined;
  readonly version: SoapVersion | undefined;
  /** HTTP headers of every call. */
  readonly headers: readonly HeaderArgument[];
  readonly security: SecurityArgument | undefined;
  /** Undefined: no WS-Addressing headers are sent. */
  readonly addressing: AddressingVersion | undefined;
}

/** What the WS-Security header of every call holds. */
export interface SecurityArgument {
  /** Username and password are templates. */
  readonly usernameToken:
    | { readonly username: string; readonly password: string; readonly type: PasswordType }
    | undefined;
  /** Seconds that a Timestamp is good for. Default 300; undefined: no Timestamp. */
  readonly timestampSeconds: number | undefined;
  readonly signature: SignatureArgument | undefined;
}

/** How messages are signed. The texts are templates that read `$config` and `$env` only. */
export interface SignatureArgument {
  readonly certificate: string;
  readonly privateKey: string;
  readonly passphrase: string | undefined;
  /** Default: the body, and the Timestamp where there is one. */
  readonly parts: ReadonlySet<SignedPart>;
  readonly algorithm: SignatureAlgorithm;
}

/** Reads a `@soap`; what has the wrong kind is left out, as composition has checked it. */
export function readSoap({ args }: ConnectorDefinition): SoapArguments {
  return {
    operation: text(args['operation']) ?? '',
    port: text(args['port']),
    input: text(args['input']),
    headers: text(args['headers']),
    selection: text(args['selection']) ?? '',
    isFault: text(args['isFault']),
  };
}

/** Reads a `@soapSource`, in the same way. */
export function readSoapSource({ args }: ConnectorSource): SoapSourceArguments {
  const headers = Array.isArray(args['headers']) ? args['headers'].filter(isJsonObject) : [];
  const { version } = args;
  return {
    documents: readDocuments(args['documents']),
    endpoint: text(args['endpoint']),
    version: version === '1.1' || version === '1.2' ? version : undefined,
    headers: headers.map((header) => ({
      name: text(header['name']) ?? '',
      from: text(header['from']),
      value: text(header['value']),
    })),
    security: isJsonObject(args['security']) ? readSecurity(args['security']) : undefined,
    addressing: oneOf(args['addressing'], ['W3C_2005_08', 'MEMBER_2004_08']),
  };
}

function readDocuments(documents: unknown): readonly WsdlDocument[] {
  return (Array.isArray(documents) ? documents : []).filter(isJsonObject).map((document) => ({
    location: text(document['location']) ?? '',
    text: text(document['text']) ?? '',
  }));
}

function readSecurity(security: Readonly<Record<string, unknown>>): SecurityArgument {
  const token = security['usernameToken'];
  const timestamp = security['timestamp'];
  const seconds = isJsonObject(timestamp) ? Number(timestamp['ttlSeconds'] ?? 300) : undefined;
  return {
    usernameToken: isJsonObject(token)
      ? {
          username: text(token['username']) ?? '',
          password: text(token['password']) ?? '',
          type: token['type'] === 'TEXT' ? 'TEXT' : 'DIGEST',
        }
      : undefined,
    timestampSeconds: seconds,
    signature: isJsonObject(security['signature'])
      ? readSignature(security['signature'], seconds !== undefined)
      : undefined,
  };
}

function readSignature(signature: Readonly<Record<string, unknown>>, hasTimestamp: boolean): SignatureArgument {
  const named: readonly unknown[] = Array.isArray(signature['parts']) ? signature['parts'] : ['BODY'];
  const parts = named.flatMap((part) => oneOf(part, signedParts) ?? []);
  return {
    certificate: text(signature['certificate']) ?? '',
    privateKey: text(signature['privateKey']) ?? '',
    passphrase: text(signature['passphrase']),
    parts: new Set(hasTimestamp && !Array.isArray(signature['parts']) ? [...parts, 'TIMESTAMP'] : parts),
    algorithm: oneOf(signature['algorithm'], ['RSA_SHA1', 'RSA_SHA256', 'RSA_SHA512']) ?? 'RSA_SHA256',
  };
}

const signedParts = ['BODY', 'TIMESTAMP', 'USERNAME_TOKEN', 'ADDRESSING'] as const;

function oneOf<T extends string>(value: unknown, values: readonly T[]): T | undefined {
  return values.find((candidate) => candidate === value);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
