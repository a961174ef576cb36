import { expect, it } from 'vitest';
import { addressNetwork } from './address-network.js';

it.each([
  ['192.0.2.7', 64, '192.0.2.7'],
  ['2001:db8::1', 64, '2001:db8:0:0:0:0:0:0/64'],
  ['2001:db8:0:0:ffff::1', 64, '2001:db8:0:0:0:0:0:0/64'],
  ['2001:db8:0:1::1', 64, '2001:db8:0:1:0:0:0:0/64'],
  ['2001:db8:abcd::', 48, '2001:db8:abcd:0:0:0:0:0/48'],
  ['2001:db8:abcd:ffff::', 56, '2001:db8:abcd:ff00:0:0:0:0/56'],
  ['::1', 128, '0:0:0:0:0:0:0:1/128'],
  ['1:2:3:4:5:6:7:8', 127, '1:2:3:4:5:6:7:8/127'],
  ['1:2:3:4:5:6:7:9', 127, '1:2:3:4:5:6:7:8/127'],
])('addressNetwork() counts %s with a prefix of %i by %s', (address, prefix, network) => {
  expect(addressNetwork(address, prefix)).toBe(network);
});
