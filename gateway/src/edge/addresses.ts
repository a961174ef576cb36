import { BlockList, isIPv4, isIPv6, SocketAddress } from 'node:net';

/** A range of IP addresses, such as `10.0.0.0/8`. */
export interface AddressRange {
  /** First address, as `parseAddress` writes it. */
  readonly address: string;
  readonly family: 'ipv4' | 'ipv6';
  /** Leading bits that are the same for the whole range: 0 to 32, or to 128. */
  readonly prefix: number;
}

/** Ranges that an address is looked up in. */
export interface AddressSet {
  /** @param address As `parseAddress` writes it; what is no address is in no set. */
  has(address: string): boolean;
}

const mappedPrefix = '::ffff:';
/** Bits that an IPv4 address has before it in its IPv6 form. */
const mappedBits = 96;

/**
 * Writes an IP address in its one form: IPv4 mapped into IPv6 as IPv4, IPv6 in lower case, shortened and without zone.
 * Only then is one address one text, for rules, counters and logs alike.
 *
 * Spec: RFC 4291 section 2.5.5.2 (IPv4-mapped); RFC 5952 (one text for one IPv6 address).
 *
 * @param text Without brackets and port.
 * @returns undefined when the text is no address. IPv4 has four decimal parts without leading zeros, and no other form.
 */
export function parseAddress(text: string): string | undefined {
  if (isIPv4(text)) {
    return text;
  }
  if (!isIPv6(text)) {
    return undefined;
  }
  const zone = text.indexOf('%');
  const { address } = new SocketAddress({ address: zone === -1 ? text : text.slice(0, zone), family: 'ipv6' });
  const mapped = address.startsWith(mappedPrefix) ? address.slice(mappedPrefix.length) : '';
  return isIPv4(mapped) ? mapped : address;
}

/**
 * Reads an address or a range in CIDR notation.
 *
 * Spec: RFC 4632 section 3.1; RFC 4291 section 2.3. An IPv4-mapped range, `::ffff:10.0.0.0/104`, is the IPv4 range it holds.
 *
 * @param text Such as `10.0.0.0/8`, `2001:db8::/32` or `192.0.2.7`, a range of one.
 * @returns undefined when the text is neither.
 */
export function parseAddressRange(text: string): AddressRange | undefined {
  const [, written = '', bits] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const address = written.includes('%') ? undefined : parseAddress(written);
  if (address === undefined) {
    return undefined;
  }
  const family = isIPv4(address) ? 'ipv4' : 'ipv6';
  const width = family === 'ipv4' ? 32 : 128;
  if (bits === undefined) {
    return { address, family, prefix: width };
  }
  const prefix = family === 'ipv4' && written !== address ? Number(bits) - mappedBits : Number(bits);
  return prefix < 0 || prefix > width ? undefined : { address, family, prefix };
}

/**
 * Makes a set of ranges. A lookup takes time linear in their number, in native code.
 *
 * @param ranges As `parseAddressRange` reads them; none makes the empty set.
 * @throws {RangeError} When one of them is no range: configuration was to check that.
 */
export function createAddressSet(ranges: readonly string[]): AddressSet {
  if (ranges.length === 0) {
    return { has: () => false };
  }
  // One list each: in one list, an IPv6 range matches IPv4 addresses too, as if they were mapped.
  const lists = { ipv4: new BlockList(), ipv6: new BlockList() };
  for (const text of ranges) {
    const range = parseAddressRange(text);
    if (range === undefined) {
      throw new RangeError(`Cannot read an address range: "${text}"`);
    }
    lists[range.family].addSubnet(range.address, range.prefix, range.family);
  }
  return {
    has(address) {
      if (isIPv4(address)) {
        return lists.ipv4.check(address, 'ipv4');
      }
      return isIPv6(address) && lists.ipv6.check(address, 'ipv6');
    },
  };
}

/**
 * What addresses are counted by: an IPv4 address by itself, an IPv6 address by its first 64 bits, as whoever has one
 * address of such a network has all of it.
 *
 * @param address As `parseAddress` writes it.
 */
export function addressGroup(address: string): string {
  if (!address.includes(':')) {
    return address;
  }
  const [head = '', tail] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  // Each part of the tail is 16 bits, but for an IPv4 address at its end, which is two of them.
  const after = tail === undefined || tail === '' ? 0 : tail.split(':').length + (tail.includes('.') ? 1 : 0);
  const zeros = tail === undefined ? 0 : 8 - before.length - after;
  const parts = [...before, ...Array.from({ length: zeros }, () => '0'), ...(tail?.split(':') ?? [])];
  return `${parts.slice(0, 4).join(':')}::/64`;
}
