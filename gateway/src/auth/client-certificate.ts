import { anonymous, type ClientApp, type Identity } from './identity.js';
import { digestProof, identityKey } from './identity-key.js';

/** The certificate that a client showed in the TLS handshake. */
export interface ClientCertificate {
  /** Whether one of `server.tls.ca` vouches for it. What it says may be believed only then. */
  readonly verified: boolean;
  /** Distinguished name: attributes in the certificate's order, values escaped as in RFC 4514, joined by `,`. */
  readonly subject: string;
  /** Distinguished name of who signed it. */
  readonly issuer: string;
  /** SHA-256 of the certificate, in upper-case hexadecimal pairs joined by `:`. */
  readonly fingerprint: string;
  /** Hexadecimal. */
  readonly serialNumber: string;
  /** Such as `DNS:app.example, URI:spiffe://example/app`. */
  readonly subjectAltName: string | undefined;
  /** From when it holds, in milliseconds since 1970. */
  readonly validFrom: number;
  /** Until when it holds, in milliseconds since 1970. */
  readonly validTo: number;
}

/**
 * Makes the identity that a client certificate proves.
 *
 * @param now Milliseconds since 1970: a connection may outlive the certificate it was opened with.
 * @returns undefined when nobody vouches for the certificate, or it does not hold at `now`.
 */
export function identityOfCertificate(
  certificate: ClientCertificate,
  client: ClientApp = anonymous.client,
  now: number = Date.now(),
): Identity | undefined {
  const { verified, subject, issuer, fingerprint, serialNumber, subjectAltName, validFrom, validTo } = certificate;
  if (!verified || now < validFrom || now >= validTo) {
    return undefined;
  }
  const claims: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  Object.assign(claims, { subject, issuer, fingerprint, serialNumber });
  if (subjectAltName !== undefined) {
    claims['subjectAltName'] = subjectAltName;
  }
  return {
    proof: 'certificate',
    subject,
    issuer,
    scopes: anonymous.scopes,
    claims: Object.freeze(claims),
    client,
    expiresAt: validTo,
    token: undefined,
    key: identityKey(digestProof(['certificate', fingerprint]), client),
  };
}
