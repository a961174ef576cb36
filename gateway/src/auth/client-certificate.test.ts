import { describe, expect, it } from 'vitest';
import { type ClientCertificate, identityOfCertificate } from './client-certificate.js';

const certificate: ClientCertificate = {
  verified: true,
  subject: 'O=Shop,CN=till-7',
  issuer: 'O=Shop,CN=Tills',
  fingerprint: 'AA:BB',
  serialNumber: '0102',
  subjectAltName: 'URI:spiffe://shop.example/till-7',
  validFrom: 1_000,
  validTo: 2_000,
};
const till = { name: 'till', version: '1' };

describe('identityOfCertificate()', () => {
  it('has the certificate’s names as subject and issuer, and all of it as claims', () => {
    expect(identityOfCertificate(certificate, till, 1_500)).toEqual({
      proof: 'certificate',
      subject: 'O=Shop,CN=till-7',
      issuer: 'O=Shop,CN=Tills',
      scopes: new Set(),
      claims: {
        subject: 'O=Shop,CN=till-7',
        issuer: 'O=Shop,CN=Tills',
        fingerprint: 'AA:BB',
        serialNumber: '0102',
        subjectAltName: 'URI:spiffe://shop.example/till-7',
      },
      client: till,
      expiresAt: 2_000,
      token: undefined,
      key: expect.stringMatching(/^\S{43} /),
    });
  });

  it('proves nothing when nobody vouches for the certificate', () => {
    expect(identityOfCertificate({ ...certificate, verified: false }, till, 1_500)).toBeUndefined();
  });

  it('holds from its first moment until just before its last', () => {
    const holds = [999, 1_000, 1_999, 2_000].map((now) => identityOfCertificate(certificate, till, now) !== undefined);
    expect(holds).toEqual([false, true, true, false]);
  });

  it('has another key for another certificate and for another client app, and no claim without a name', () => {
    const keyOf = (changed: Partial<ClientCertificate>, client = till) =>
      identityOfCertificate({ ...certificate, ...changed }, client, 1_500)?.key;
    const keys = [keyOf({}), keyOf({ fingerprint: 'AA:BC' }), keyOf({}, { name: 'till', version: '2' })];
    expect(new Set(keys).size).toBe(3);
    expect(keyOf({})).toBe(keyOf({}));
    expect(
      identityOfCertificate({ ...certificate, subjectAltName: undefined }, till, 1_500)?.claims,
    ).not.toHaveProperty('subjectAltName');
  });
});
