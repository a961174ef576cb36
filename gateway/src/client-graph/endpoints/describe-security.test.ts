import { describe, expect, it } from 'vitest';
import { describeSecurity, everybody, type TokenIssuer } from './describe-security.js';
import { openZoo } from './endpoints.test-kit.js';
import { openApiDocument } from './openapi-document.js';

const shop: TokenIssuer = { name: 'shop', issuer: 'https://id.example/', isDiscovered: true, isJwt: true };
const bare: TokenIssuer = { name: 'bare', issuer: 'https://bare.example', isDiscovered: false, isJwt: true };
const opaque: TokenIssuer = { ...bare, name: 'opaque', isJwt: false };

describe('describeSecurity()', () => {
  it('says nothing where credentials are never looked at', () => {
    expect(describeSecurity(everybody)).toEqual({});
  });

  it('leads to what an issuer says of itself, or calls for a bearer token, with the audience it is to be for', () => {
    const { securitySchemes } = describeSecurity({ ...everybody, audience: ['a', 'b'], issuers: [shop, bare, opaque] });
    expect(securitySchemes).toEqual({
      shop: {
        type: 'openIdConnect',
        openIdConnectUrl: 'https://id.example/.well-known/openid-configuration',
        description: 'An access token of https://id.example/ for the audience "a" or "b".',
      },
      bare: {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'JWT',
        description: 'An access token of https://bare.example for the audience "a" or "b".',
      },
      opaque: {
        type: 'http',
        scheme: 'bearer',
        description: 'An access token of https://bare.example for the audience "a" or "b".',
      },
    });
  });

  it('has the header of API keys, and client certificates', () => {
    const callers = { ...everybody, apiKeyHeader: 'x-api-key', clientCertificates: 'request' } as const;
    expect(describeSecurity(callers).securitySchemes).toEqual({
      apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key' },
      clientCertificate: { type: 'mutualTLS', description: 'A certificate that the client shows.' },
    });
  });

  it.each([
    ['anonymous callers', { anonymous: true }, [{ shop: [] }, { apiKey: [] }, {}]],
    ['nobody without credentials', { anonymous: false }, [{ shop: [] }, { apiKey: [] }]],
    ['nobody without scopes', { anonymous: true, scopes: ['a', 'b'] }, [{ shop: ['a', 'b'] }, { apiKey: ['a', 'b'] }]],
    [
      'who shows a certificate',
      { anonymous: false, clientCertificates: 'request' },
      [{ shop: [] }, { apiKey: [] }, { clientCertificate: [] }],
    ],
    [
      'who has scopes, which no certificate gives',
      { anonymous: true, scopes: ['a'], clientCertificates: 'request' },
      [{ shop: ['a'] }, { apiKey: ['a'] }],
    ],
    [
      'nobody without a certificate, which is enough',
      { anonymous: false, clientCertificates: 'require' },
      [{ clientCertificate: [], shop: [] }, { clientCertificate: [], apiKey: [] }, { clientCertificate: [] }],
    ],
    [
      'nobody without a certificate and scopes',
      { anonymous: false, scopes: ['a'], clientCertificates: 'require' },
      [
        { clientCertificate: [], shop: ['a'] },
        { clientCertificate: [], apiKey: ['a'] },
      ],
    ],
  ] as const)('lets in %s', (_who, callers, security) => {
    expect(describeSecurity({ ...everybody, issuers: [shop], apiKeyHeader: 'x-api-key', ...callers }).security).toEqual(
      security,
    );
  });
});

describe('openApiDocument()', () => {
  it('has the same requirements at each operation, whose schemes it describes', () => {
    const { all } = openZoo().current();
    const callers = {
      ...everybody,
      issuers: [shop],
      apiKeyHeader: 'x-api-key',
      clientCertificates: 'request',
    } as const;
    const { security, securitySchemes } = describeSecurity(callers);
    // biome-ignore lint/suspicious/noExplicitAny: a document whose parts are looked at one by one.
    const document: any = openApiDocument({ name: 'zoo', path: '/zoo/api', all, callers, csrf: 'fetch-metadata' });
    expect(document.components.securitySchemes).toEqual(securitySchemes);
    expect(document).not.toHaveProperty('security');
    const operations = Object.values(document.paths).flatMap((item) => Object.values(item as object));
    expect(operations.map((operation) => operation.security)).toEqual(operations.map(() => security));
    expect(operations).not.toEqual([]);
  });
});
