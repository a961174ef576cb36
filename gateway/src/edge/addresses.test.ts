import { describe, expect, it } from 'vitest';
import { addressGroup, createAddressSet, parseAddress, parseAddressRange } from './addresses.js';

describe('parseAddress()', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::FFFF:c000:0207', '192.0.2.7'],
    ['0:0:0:0:0:ffff:192.0.2.7', '192.0.2.7'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['::1', '::1'],
    ['::', '::'],
  ])('writes %s as %s', (text, address) => {
    expect(parseAddress(text)).toBe(address);
  });

  it.each([
    '',
    'localhost',
    '1.2.3',
    '1.2.3.4.5',
    '01.2.3.4',
    '0x7f.1',
    '127.1',
    '2130706433',
    '[::1]',
    '1.2.3.4:5',
    ' 1.2.3.4',
    '::1::',
    '1.2.3.4\0',
  ])('takes %o for no address', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });
});

describe('parseAddressRange()', () => {
  it.each([
    ['10.0.0.0/8', '10.0.0.0', 'ipv4', 8],
    ['192.0.2.7', '192.0.2.7', 'ipv4', 32],
    ['0.0.0.0/0', '0.0.0.0', 'ipv4', 0],
    ['2001:db8::/32', '2001:db8::', 'ipv6', 32],
    ['::/0', '::', 'ipv6', 0],
    ['::1', '::1', 'ipv6', 128],
    ['::ffff:10.0.0.0/104', '10.0.0.0', 'ipv4', 8],
    ['::ffff:10.0.0.1', '10.0.0.1', 'ipv4', 32],
  ])('reads %s', (text, address, family, prefix) => {
    expect(parseAddressRange(text)).toEqual({ address, family, prefix });
  });

  it.each([
    '',
    '/8',
    '10.0.0.0/',
    '10.0.0.0/33',
    '::/129',
    '10.0.0.0/-1',
    '10.0.0.0/8/8',
    '10.0.0.0/8 ',
    '::ffff:10.0.0.0/95',
    'fe80::%1/64',
  ])('takes %o for no range', (text) => {
    expect(parseAddressRange(text)).toBeUndefined();
  });
});

describe('createAddressSet()', () => {
  it('has the first and the last address of each range and not their neighbours', () => {
    const set = createAddressSet(['10.1.0.0/16', '192.0.2.7', '2001:db8::/33', '::ffff:172.16.0.0/108']);
    const inside = ['10.1.0.0', '10.1.255.255', '192.0.2.7', '2001:db8::', '2001:db8:7fff:ffff::1', '172.31.255.255'];
    const outside = ['10.0.255.255', '10.2.0.0', '192.0.2.6', '192.0.2.8', '2001:db8:8000::', '172.32.0.0', '::1'];
    expect(inside.filter((address) => !set.has(address))).toEqual([]);
    expect(outside.filter((address) => set.has(address))).toEqual([]);
  });

  it('keeps the families apart: all of IPv6 has no IPv4 address', () => {
    expect(createAddressSet(['::/0']).has('192.0.2.7')).toBe(false);
    expect(createAddressSet(['0.0.0.0/0']).has('::1')).toBe(false);
  });

  it('has nothing that is no address, and nothing at all when it is empty', () => {
    const all = createAddressSet(['0.0.0.0/0', '::/0']);
    expect(['', 'localhost', '1.2.3'].filter((text) => all.has(text))).toEqual([]);
    expect(createAddressSet([]).has('127.0.0.1')).toBe(false);
  });

  it('throws at what is no range', () => {
    expect(() => createAddressSet(['10.0.0.0/33'])).toThrow('Cannot read an address range: "10.0.0.0/33"');
  });
});

describe('addressGroup()', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:db8:0:0:ffff::', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['::', '0:0:0:0::/64'],
    ['1::2:3:4:5:6', '1:0:0:2::/64'],
    ['64:ff9b::192.0.2.7', '64:ff9b:0:0::/64'],
  ])('counts %s as %s', (address, group) => {
    expect(addressGroup(address)).toBe(group);
  });
});
