import { isIPv4, isIPv6, SocketAddress } from 'node:net';
import { z } from 'zod';

/** An IP address, or a range of them in CIDR notation, as `parseAddressRange` of the edge reads it. */
export const addressRange = z.string().refine(isAddressRange, {
  error: ({ input }) =>
    `Must be an IP address or a range such as "10.0.0.0/8" or "2001:db8::/32": it is ${JSON.stringify(input)}`,
});

function isAddressRange(text: string): boolean {
  const [, address = '', bits] = /^([0-9A-Fa-f:.]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  if (isIPv4(address)) {
    return Number(bits ?? 32) <= 32;
  }
  if (!isIPv6(address)) {
    return false;
  }
  const prefix = Number(bits ?? 128);
  return prefix <= 128 && (prefix >= 96 || !isMapped(address));
}

/** Whether it is an IPv4 address written as IPv6. With fewer bits in common than these have, it would be no range of either. */
function isMapped(address: string): boolean {
  const written = new SocketAddress({ address, family: 'ipv6' }).address;
  return written.startsWith('::ffff:') && written.includes('.');
}
