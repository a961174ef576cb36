import { describe, expect, it } from 'vitest';
import { leastCpuMs } from '../cpu-time.test-kit.js';
import { readForwardingHops } from './forwarding-hops.js';

describe('readForwardingHops() of X-Forwarded-For', () => {
  it.each([
    ['192.0.2.7', ['192.0.2.7']],
    ['192.0.2.7, 10.0.0.1', ['192.0.2.7', '10.0.0.1']],
    ['192.0.2.7:4711 ,\t2001:DB8::1', ['192.0.2.7', '2001:db8::1']],
    ['[2001:db8::1]:80, [::1]', ['2001:db8::1', '::1']],
    ['::ffff:192.0.2.7', ['192.0.2.7']],
    ['unknown, localhost, , 1.2.3', [undefined, undefined, undefined, undefined]],
    ['', [undefined]],
  ])('reads %o', (value, hops) => {
    expect(readForwardingHops('x-forwarded-for', value)).toEqual(hops);
  });

  it('looks at the last 32 entries only', () => {
    const value = Array.from({ length: 5_000 }, (_, index) => `10.0.${index >> 8}.${index & 255}`).join(',');
    const hops = readForwardingHops('x-forwarded-for', value);
    expect(hops).toHaveLength(32);
    expect(hops?.at(-1)).toBe('10.0.19.135');
  });
});

describe('readForwardingHops() of Forwarded', () => {
  it.each([
    ['for=192.0.2.7', ['192.0.2.7']],
    ['For="[2001:db8:cafe::17]:4711"', ['2001:db8:cafe::17']],
    ['for=192.0.2.60;proto=http;by=203.0.113.43', ['192.0.2.60']],
    ['for=192.0.2.43, for=198.51.100.17', ['192.0.2.43', '198.51.100.17']],
    ['for=192.0.2.43;host="a, b;c=\\"d\\"" , for="198.51.100.17:_port"', ['192.0.2.43', '198.51.100.17']],
    ['for=_hidden, proto=https, for=unknown', [undefined, undefined, undefined]],
  ])('reads %o', (value, hops) => {
    expect(readForwardingHops('forwarded', value)).toEqual(hops);
  });

  it.each([
    '192.0.2.7',
    'for=2001:db8::1',
    'for="192.0.2.7',
    'for=192.0.2.7;',
    'for=192.0.2.7,',
    'for = 192.0.2.7',
    'for=192.0.2.7 for=10.0.0.1',
    // A client opens a quote in front of what the proxy adds.
    'for="x, for=192.0.2.7',
    'for="x, for="[2001:db8::1]:4711"',
  ])('takes %o for malformed', (value) => {
    expect(readForwardingHops('forwarded', value)).toBeUndefined();
  });

  it('takes time linear in the length of the header', async () => {
    const read = () => {
      expect(readForwardingHops('forwarded', `for=a;${'"\\'.repeat(8_000)}`)).toBeUndefined();
      expect(readForwardingHops('forwarded', 'a=b;'.repeat(4_000))).toBeUndefined();
      expect(readForwardingHops('forwarded', 'for=10.0.0.1,'.repeat(1_200).slice(0, -1))).toHaveLength(32);
    };
    expect(await leastCpuMs(read, { enoughMs: 200 })).toBeLessThan(200);
  });
});
