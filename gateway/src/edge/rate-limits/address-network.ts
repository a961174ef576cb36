/** Bits in one part of an IPv6 address. */
const partBits = 16;

/**
 * What an address is counted by: an IPv4 address by itself, an IPv6 address by its network.
 *
 * @param address As `parseAddress` writes it.
 * @param ipv6Prefix Leading bits of an IPv6 address that count: 1 to 128.
 */
export function addressNetwork(address: string, ipv6Prefix: number): string {
  if (!address.includes(':')) {
    return address;
  }
  const parts = expand(address).map((part, index) => {
    const bits = Math.min(partBits, Math.max(0, ipv6Prefix - index * partBits));
    return (Number.parseInt(part, 16) & (0xff_ff << (partBits - bits)) & 0xff_ff).toString(16);
  });
  return `${parts.join(':')}/${ipv6Prefix}`;
}

/** The eight parts. An IPv4 address at the end, which is two of them, does not occur: `parseAddress` has made it IPv4. */
function expand(address: string): readonly string[] {
  const [head = '', tail] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length;
  return [...before, ...Array.from({ length: zeros }, () => '0'), ...after];
}
