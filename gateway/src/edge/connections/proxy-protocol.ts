import { isIPv4, isIPv6 } from 'node:net';
import { parseAddress } from '../addresses.js';

/** What the start of a connection says about where it comes from. */
export type ProxyHeader =
  /** Not all there yet: as good as it goes so far. */
  | { readonly kind: 'incomplete' }
  /** `source` is undefined when the proxy speaks for itself (health checks) or for what is no IP connection. */
  | { readonly kind: 'read'; readonly source: string | undefined; readonly length: number }
  | { readonly kind: 'malformed' };

/** Longest version 1 header, line end included, as the specification has it. */
const maxTextBytes = 107;
/** Longest version 2 header taken, in bytes. Addresses take 52; what cloud providers add to them some hundred. */
const maxBinaryBytes = 4096;
/** What every version 2 header starts with. */
const signature = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');
const textStart = Buffer.from('PROXY ', 'latin1');
/** Version 2: signature, version and command, family, length. */
const fixedBytes = 16;

const malformed = { kind: 'malformed' } as const;
const incomplete = { kind: 'incomplete' } as const;

/**
 * Reads the header of the PROXY protocol, version 1 or 2, from a connection's first bytes. Never reads past the header,
 * and never wants more than 4096 bytes.
 *
 * Spec: The PROXY protocol, versions 1 and 2 (haproxy.org, `proxy-protocol.txt`), sections 2.1 and 2.2. TLVs are skipped.
 */
export function parseProxyHeader(bytes: Buffer): ProxyHeader {
  if (startsAs(bytes, signature)) {
    return bytes.length < fixedBytes ? incomplete : parseBinary(bytes);
  }
  return startsAs(bytes, textStart) ? parseText(bytes) : malformed;
}

/** Whether the bytes begin with the pattern, or are the beginning of it. */
function startsAs(bytes: Buffer, pattern: Buffer): boolean {
  const length = Math.min(bytes.length, pattern.length);
  return bytes.subarray(0, length).equals(pattern.subarray(0, length));
}

const port = '(0|[1-9]\\d{0,4})';
const maxPort = 65_535;
const textPattern = new RegExp(`^PROXY (?:UNKNOWN(?: .*)?|(TCP4|TCP6) (\\S+) (\\S+) ${port} ${port})$`);

function parseText(bytes: Buffer): ProxyHeader {
  const line = bytes.subarray(0, maxTextBytes).toString('latin1');
  const end = line.indexOf('\r\n');
  if (end === -1) {
    return bytes.length < maxTextBytes ? incomplete : malformed;
  }
  const match = textPattern.exec(line.slice(0, end));
  if (match === null) {
    return malformed;
  }
  const [, family, source, destination, ...ports] = match;
  const length = end + 2;
  if (family === undefined || source === undefined || destination === undefined) {
    return { kind: 'read', source: undefined, length };
  }
  const isAddress = family === 'TCP4' ? isIPv4 : isIPv6;
  if (!isAddress(source) || !isAddress(destination) || ports.some((text) => Number(text) > maxPort)) {
    return malformed;
  }
  return { kind: 'read', source: parseAddress(source), length };
}

const families = { ipv4: 1, ipv6: 2 };
const addressBytes = { ipv4: 12, ipv6: 36 };
const commands = { local: 0, proxy: 1 };

function parseBinary(bytes: Buffer): ProxyHeader {
  const versionAndCommand = bytes.readUInt8(12);
  const command = versionAndCommand & 0x0f;
  const length = fixedBytes + bytes.readUInt16BE(14);
  if (versionAndCommand >> 4 !== 2 || command > commands.proxy || length > maxBinaryBytes) {
    return malformed;
  }
  if (bytes.length < length) {
    return incomplete;
  }
  const family = bytes.readUInt8(13) >> 4;
  if (command === commands.local || (family !== families.ipv4 && family !== families.ipv6)) {
    return { kind: 'read', source: undefined, length };
  }
  const kind = family === families.ipv4 ? 'ipv4' : 'ipv6';
  return length < fixedBytes + addressBytes[kind] ? malformed : { kind: 'read', source: sourceIn(bytes, kind), length };
}

function sourceIn(bytes: Buffer, kind: 'ipv4' | 'ipv6'): string | undefined {
  if (kind === 'ipv4') {
    return bytes.subarray(fixedBytes, fixedBytes + 4).join('.');
  }
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(fixedBytes + 2 * index).toString(16));
  return parseAddress(groups.join(':'));
}
