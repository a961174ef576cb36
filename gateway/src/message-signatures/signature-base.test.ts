import { describe, expect, it } from 'vitest';
import { contentDigest, createSignatureBase, signBase } from './signature-base.js';

const request = {
  method: 'POST',
  authority: 'example.com',
  path: '/foo',
  query: '?param=Value&Pet=dog',
  header: (name: string) => new Map([['content-type', ' application/json\t']]).get(name),
};

describe('createSignatureBase()', () => {
  it('has one line for each component and the parameters last', () => {
    const components = ['@method', '@authority', '@path', '@query', 'content-type'];
    expect(createSignatureBase(request, { components, created: 1_618_884_473, keyId: 'k' })?.split('\n')).toEqual([
      '"@method": POST',
      '"@authority": example.com',
      '"@path": /foo',
      '"@query": ?param=Value&Pet=dog',
      '"content-type": application/json',
      '"@signature-params": ("@method" "@authority" "@path" "@query" "content-type");created=1618884473;keyid="k";alg="hmac-sha256"',
    ]);
  });

  it('is undefined when a component is not there, or not known', () => {
    for (const name of ['date', '@status', '@target-uri']) {
      expect(createSignatureBase(request, { components: [name], created: 1, keyId: 'k' })).toBeUndefined();
    }
  });
});

describe('signBase()', () => {
  it('gives the signature of the example in RFC 9421 appendix B.2.5', () => {
    const base = [
      '"date": Tue, 20 Apr 2021 02:07:55 GMT',
      '"@authority": example.com',
      '"content-type": application/json',
      '"@signature-params": ("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret"',
    ].join('\n');
    const secret = 'uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==';
    expect(signBase(base, Buffer.from(secret, 'base64')).toString('base64')).toBe(
      'pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=',
    );
  });
});

describe('contentDigest()', () => {
  it('gives the digest of the example in RFC 9530 section 2', () => {
    expect(contentDigest('{"hello": "world"}\n')).toBe('sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:');
  });
});
