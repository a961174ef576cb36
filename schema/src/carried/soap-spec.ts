import { buildSchema, GraphQLError, type GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import type { CarriedSpec, CompletedArguments } from './carried-spec.js';
import { checkSoapUses } from './soap-rules.js';
import { storeWsdl, type WsdlResolver } from './store-wsdl.js';

const definitions = /* GraphQL */ `
  "A selection or expression of the mapping language."
  scalar JSONSelection
  "1.1 or 1.2."
  scalar SOAPVersion

  "A SOAP service, as its WSDL describes it."
  directive @soapSource(
    name: String!
    "Path of the WSDL, relative to the subgraph's file. Stored in the supergraph with everything it imports."
    wsdl: String!
    "Where the service is called; the address in the WSDL when absent."
    endpoint: String
    "Which of the WSDL's bindings is used; the first one when absent."
    version: SOAPVersion
    headers: [HTTPHeaderMapping!]
    security: SOAPSecurity
    "The version of WS-Addressing whose headers are sent; none when absent."
    addressing: SOAPAddressing
    errors: ConnectorErrors
  ) repeatable on SCHEMA

  "The field or type is answered by a call of an operation."
  directive @soap(
    source: String!
    operation: String!
    "The WSDL's port; the first one with the operation and the source's version when absent."
    port: String
    "The message sent."
    input: JSONSelection
    "SOAP headers sent, not HTTP headers."
    headers: JSONSelection
    selection: JSONSelection!
    errors: ConnectorErrors
    isFault: JSONSelection
    entity: Boolean = false
    batch: ConnectBatch
  ) repeatable on FIELD_DEFINITION | OBJECT

  input HTTPHeaderMapping { name: String! from: String value: String }
  input ConnectorErrors { message: JSONSelection extensions: JSONSelection }
  input ConnectBatch { maxSize: Int }
  "What the WS-Security header of every call holds."
  input SOAPSecurity { usernameToken: UsernameToken timestamp: SOAPTimestamp signature: SOAPSignature }
  "For how long a call is good, in seconds."
  input SOAPTimestamp { ttlSeconds: Int = 300 }
  input UsernameToken { username: String! password: String! type: PasswordType }
  enum PasswordType { DIGEST TEXT }
  "An X.509 signature. Certificate and key are templates of PEM, or of the path of a PEM file; they read $config and $env."
  input SOAPSignature {
    certificate: String!
    privateKey: String!
    "Of an encrypted private key."
    passphrase: String
    "What is signed; the body, and the Timestamp where there is one, when absent."
    parts: [SOAPSignedPart!]
    algorithm: SOAPSignatureAlgorithm = RSA_SHA256
  }
  enum SOAPSignedPart { BODY TIMESTAMP USERNAME_TOKEN ADDRESSING }
  enum SOAPSignatureAlgorithm { RSA_SHA1 RSA_SHA256 RSA_SHA512 }
  "By the date in the namespace: the W3C's recommendation, or the submission before it."
  enum SOAPAddressing { W3C_2005_08 MEMBER_2004_08 }

  type Query { unused: Boolean }
`;

/**
 * Facet's directives for SOAP services, `@soapSource` and `@soap`, carried into the supergraph.
 *
 * @param resolveWsdl Reads a WSDL and everything it imports.
 */
export function createSoapSpec(resolveWsdl: WsdlResolver): CarriedSpec {
  const schema = buildSchema(definitions);
  restrict(schema.getType('JSONSelection') as GraphQLScalarType, 'a mapping in a string', (text) => text.trim() !== '');
  restrict(
    schema.getType('SOAPVersion') as GraphQLScalarType,
    '"1.1" or "1.2"',
    (text) => text === '1.1' || text === '1.2',
  );
  return {
    identity: 'https://specs.facet.example/soap',
    version: 'v0.1',
    name: 'soap',
    definitions: schema,
    directives: ['soap', 'soapSource'],
    purpose: 'EXECUTION',
    check: checkSoapUses,
    complete: (use, subgraph): Promise<CompletedArguments> =>
      use.directive === 'soapSource'
        ? storeWsdl(use, subgraph, resolveWsdl)
        : Promise.resolve({ args: use.args, problems: [] }),
  };
}

function restrict(scalar: GraphQLScalarType, expected: string, isValid: (text: string) => boolean): void {
  scalar.parseLiteral = (node: ValueNode) => {
    if (node.kind === Kind.STRING && isValid(node.value)) return node.value;
    throw new GraphQLError(`Expected ${expected}`, { nodes: node });
  };
}
