import type { TLSSocket } from 'node:tls';
import type { ClientCertificate } from '../../auth/client-certificate.js';

/**
 * Reads the certificate that a client showed. Takes some work: once per connection.
 *
 * @param socket After its handshake.
 * @returns undefined when it showed none.
 */
export function readClientCertificate(socket: TLSSocket): ClientCertificate | undefined {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) {
    return undefined;
  }
  return {
    verified: socket.authorized,
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    fingerprint: certificate.fingerprint256,
    serialNumber: certificate.serialNumber,
    subjectAltName: certificate.subjectAltName,
    validFrom: Date.parse(certificate.validFrom),
    validTo: Date.parse(certificate.validTo),
  };
}

/** Node has one attribute per line, with line ends and commas in values escaped. Typed as text, but may be undefined. */
function oneLine(name: string | undefined): string {
  return name?.split('\n').join(',') ?? '';
}
