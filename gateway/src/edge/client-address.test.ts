import { describe, expect, it } from 'vitest';
import { createAddressSet } from './addresses.js';
import { findClientAddress, type TrustedProxies } from './client-address.js';

const proxies = (header: TrustedProxies['header'] = 'x-forwarded-for'): TrustedProxies => ({
  trusted: createAddressSet(['10.0.0.0/8', '2001:db8:ffff::/48']),
  header,
});
const found = (value: string) => ({ kind: 'read', value });
const forwardedFor = (value: string) => new Map([['x-forwarded-for', value]]);

describe('findClientAddress()', () => {
  it('believes nothing of a peer that is not trusted', () => {
    expect(findClientAddress('192.0.2.7', forwardedFor('198.51.100.1'), proxies())).toEqual(found('192.0.2.7'));
  });

  it('is the peer when a trusted one says nothing', () => {
    expect(findClientAddress('10.0.0.1', new Map(), proxies())).toEqual(found('10.0.0.1'));
  });

  it('is the first from the right that is not trusted, whatever the client wrote in front', () => {
    for (const value of [
      '198.51.100.1',
      '203.0.113.9, 198.51.100.1',
      '10.9.9.9, 198.51.100.1, 10.0.0.2, 2001:db8:ffff::5',
    ]) {
      expect(findClientAddress('10.0.0.1', forwardedFor(value), proxies()), value).toEqual(found('198.51.100.1'));
    }
  });

  it('is the leftmost when all are trusted', () => {
    expect(findClientAddress('10.0.0.1', forwardedFor('10.0.0.3, 10.0.0.2'), proxies())).toEqual(found('10.0.0.3'));
  });

  it('stops at what is no address, and keeps who reported it', () => {
    for (const value of ['unknown, 10.0.0.2', '198.51.100.1, unknown, 10.0.0.2']) {
      expect(findClientAddress('10.0.0.1', forwardedFor(value), proxies()), value).toEqual(found('10.0.0.2'));
    }
  });

  it('reads the one header that is configured', () => {
    const both = new Map([
      ['x-forwarded-for', '198.51.100.1'],
      ['forwarded', 'for=203.0.113.9'],
    ]);
    const addresses = (['x-forwarded-for', 'forwarded', 'none'] as const).map((header) =>
      findClientAddress('10.0.0.1', both, proxies(header)),
    );
    expect(addresses).toEqual([found('198.51.100.1'), found('203.0.113.9'), found('10.0.0.1')]);
  });

  it('refuses a malformed Forwarded of a trusted proxy, and ignores that of others', () => {
    const headers = new Map([['forwarded', 'for="x, for=192.0.2.7']]);
    expect(findClientAddress('10.0.0.1', headers, proxies('forwarded'))).toMatchObject({
      refusal: { code: 'BAD_REQUEST' },
    });
    expect(findClientAddress('192.0.2.1', headers, proxies('forwarded'))).toEqual(found('192.0.2.1'));
  });
});
