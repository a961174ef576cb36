import type { KeyObject } from 'node:crypto';
import { createRequire } from 'node:module';
import type { SigningKey } from './signing-key.js';

/** Loads the library when the first message is signed: it brings a DOM and XPath, which few gateways need. */
const require = createRequire(import.meta.url);

/** What of a message a signature covers. */
export type SignedPart = 'BODY' | 'TIMESTAMP' | 'USERNAME_TOKEN' | 'ADDRESSING';

/** How a signature and the digests in it are made; all with RSA, which is what the library behind it has. */
export type SignatureAlgorithm = 'RSA_SHA1' | 'RSA_SHA256' | 'RSA_SHA512';

/** The rendered `security.signature` of a `@soapSource`. */
export interface SignatureValues {
  readonly key: SigningKey;
  readonly parts: ReadonlySet<SignedPart>;
  readonly algorithm: SignatureAlgorithm;
}

/** `wsu:Id` of the token that holds the certificate. */
export const certificateTokenId = 'x509';

const exclusiveCanonicalization = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const algorithms: Readonly<Record<SignatureAlgorithm, { readonly signature: string; readonly digest: string }>> = {
  RSA_SHA1: {
    signature: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1',
    digest: 'http://www.w3.org/2000/09/xmldsig#sha1',
  },
  RSA_SHA256: {
    signature: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    digest: 'http://www.w3.org/2001/04/xmlenc#sha256',
  },
  RSA_SHA512: {
    signature: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512',
    digest: 'http://www.w3.org/2001/04/xmlenc#sha512',
  },
};

const tokenProfile = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0';
/** `ValueType` of a token that holds one certificate. */
export const certificateTokenType = `${tokenProfile}#X509v3`;

const header = "/*/*[local-name(.)='Header']";
const security = `${header}/*[local-name(.)='Security']`;

/** From the root down, so that nothing in the message itself can take the place of what is signed. */
const places: Readonly<Record<SignedPart, string>> = {
  BODY: "/*/*[local-name(.)='Body']",
  TIMESTAMP: `${security}/*[local-name(.)='Timestamp']`,
  USERNAME_TOKEN: `${security}/*[local-name(.)='UsernameToken']`,
  ADDRESSING: `${header}/*[contains(namespace-uri(.), '/addressing')]`,
};

/**
 * Signs parts of an envelope, each of which has a `wsu:Id`, and adds the signature to its `wsse:Security` header. The
 * signature names the certificate by the BinarySecurityToken in the same header.
 *
 * Spec: Web Services Security: SOAP Message Security 1.1, section 8; X.509 Certificate Token Profile 1.1, section 3.2.
 */
export function signEnvelope(envelope: string, { key, parts, algorithm }: SignatureValues, wsse: string): string {
  const { signature, digest } = algorithms[algorithm];
  const reference = `<wsse:Reference URI="#${certificateTokenId}" ValueType="${certificateTokenType}"/>`;
  const { SignedXml } = require('xml-crypto') as typeof import('xml-crypto');
  const signing = new SignedXml({
    idMode: 'wssecurity',
    privateKey: key.privateKey as KeyObject,
    signatureAlgorithm: signature,
    canonicalizationAlgorithm: exclusiveCanonicalization,
    getKeyInfoContent: () =>
      `<wsse:SecurityTokenReference xmlns:wsse="${wsse}">${reference}</wsse:SecurityTokenReference>`,
  });
  for (const part of parts) {
    signing.addReference({
      xpath: places[part],
      transforms: [exclusiveCanonicalization],
      digestAlgorithm: digest,
    });
  }
  signing.computeSignature(envelope, { prefix: 'ds', location: { reference: security, action: 'append' } });
  // Put into the text as it was written: to print the parsed document anew would lose references such as `&#13;`. The
  // first end tag is that of the header, for in a value it would be escaped.
  const end = '</wsse:Security>';
  return envelope.replace(end, () => `${signing.getSignatureXml()}${end}`);
}
