import { describe, expect, it } from 'vitest';
import { parseProxyHeader } from './proxy-protocol.js';

const text = (line: string) => Buffer.from(line, 'latin1');

/** A version 2 header. */
function binary(options: {
  readonly versionAndCommand?: number;
  readonly family?: number;
  readonly addresses: readonly number[];
  readonly length?: number;
}): Buffer {
  const { versionAndCommand = 0x21, family = 0x11, addresses, length = addresses.length } = options;
  const signature = text('\r\n\r\n\0\r\nQUIT\n');
  return Buffer.from([...signature, versionAndCommand, family, length >> 8, length & 0xff, ...addresses]);
}

const version4 = [192, 0, 2, 7, 198, 51, 100, 1, 0x30, 0x39, 0x01, 0xbb];
const version6 = [0x20, 1, 0xd, 0xb8, ...Array<number>(11).fill(0), 1, ...Array<number>(16).fill(0), 0, 1, 0, 2];

describe('parseProxyHeader() of version 1', () => {
  it.each([
    ['PROXY TCP4 192.0.2.7 198.51.100.1 12345 443\r\n', '192.0.2.7'],
    ['PROXY TCP4 192.0.2.7 198.51.100.1 0 65535\r\n', '192.0.2.7'],
    ['PROXY TCP6 2001:DB8::1 2001:db8::2 1 65535\r\n', '2001:db8::1'],
    ['PROXY TCP6 ::ffff:192.0.2.7 ::1 1 2\r\n', '192.0.2.7'],
    ['PROXY UNKNOWN\r\n', undefined],
    ['PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n', undefined],
  ])('reads %o', (line, source) => {
    expect(parseProxyHeader(text(line))).toEqual({ kind: 'read', source, length: line.length });
    expect(parseProxyHeader(text(`${line}GET / HTTP/1.1\r\n`))).toEqual({ kind: 'read', source, length: line.length });
    for (let length = 0; length < line.length; length++) {
      expect(parseProxyHeader(text(line.slice(0, length))), String(length)).toEqual({ kind: 'incomplete' });
    }
  });

  it.each([
    'GET / HTTP/1.1\r\n',
    'PROXY\r\n\r\n',
    'proxy TCP4 192.0.2.7 198.51.100.1 1 2\r\n',
    'PROXY TCP4 192.0.2.7 198.51.100.1 1\r\n',
    'PROXY TCP4 192.0.2.7 198.51.100.1 1 2 3\r\n',
    'PROXY TCP4 192.0.2.07 198.51.100.1 1 2\r\n',
    'PROXY TCP4 2001:db8::1 198.51.100.1 1 2\r\n',
    'PROXY TCP4 192.0.2.7 localhost 1 2\r\n',
    'PROXY TCP6 192.0.2.7 ::1 1 2\r\n',
    'PROXY TCP4 192.0.2.7 198.51.100.1 01 2\r\n',
    'PROXY TCP4 192.0.2.7 198.51.100.1 65536 2\r\n',
    'PROXY TCP4 192.0.2.7 198.51.100.1 1 99999\r\n',
    'PROXY UDP4 192.0.2.7 198.51.100.1 1 2\r\n',
    'PROXY TCP4 192.0.2.7 198.51.100.1 1 2\n\r\n',
    `PROXY UNKNOWN ${'x'.repeat(92)}\r\n`,
    `PROXY UNKNOWN ${'x'.repeat(200)}`,
  ])('takes %o for malformed', (line) => {
    expect(parseProxyHeader(text(line))).toEqual({ kind: 'malformed' });
  });

  it('takes the longest header there can be, and none that is longer by a byte', () => {
    const padded = (length: number) => text(`PROXY UNKNOWN ${'x'.repeat(length - 16)}\r\n`);
    expect(parseProxyHeader(padded(107))).toEqual({ kind: 'read', source: undefined, length: 107 });
    expect(parseProxyHeader(padded(108))).toEqual({ kind: 'malformed' });
  });
});

describe('parseProxyHeader() of version 2', () => {
  it('reads IPv4 and IPv6, TLVs skipped, in whatever pieces they come', () => {
    const tlv = [0x04, 0, 2, 1, 1];
    for (const [bytes, source] of [
      [binary({ addresses: version4 }), '192.0.2.7'],
      [binary({ addresses: [...version4, ...tlv] }), '192.0.2.7'],
      [binary({ family: 0x21, addresses: version6 }), '2001:db8::1'],
    ] as const) {
      expect(parseProxyHeader(Buffer.concat([bytes, text('GET')]))).toEqual({
        kind: 'read',
        source,
        length: bytes.length,
      });
      for (let length = 0; length < bytes.length; length++) {
        expect(parseProxyHeader(bytes.subarray(0, length)), String(length)).toEqual({ kind: 'incomplete' });
      }
    }
  });

  it('has no source for health checks and for other families', () => {
    for (const bytes of [
      binary({ versionAndCommand: 0x20, addresses: [] }),
      binary({ versionAndCommand: 0x20, addresses: version4 }),
      binary({ family: 0x00, addresses: [] }),
      binary({ family: 0x31, addresses: Array<number>(216).fill(0) }),
    ]) {
      expect(parseProxyHeader(bytes)).toEqual({ kind: 'read', source: undefined, length: bytes.length });
    }
  });

  it('refuses other versions and commands, addresses cut short, and more than 4096 bytes, without waiting for them', () => {
    for (const bytes of [
      binary({ versionAndCommand: 0x11, addresses: version4 }),
      binary({ versionAndCommand: 0x22, addresses: version4 }),
      binary({ addresses: version4.slice(1) }),
      binary({ family: 0x21, addresses: version4 }),
      binary({ addresses: version4, length: 4081 }),
    ]) {
      expect(parseProxyHeader(bytes)).toEqual({ kind: 'malformed' });
    }
    expect(parseProxyHeader(binary({ addresses: version4, length: 4080 }))).toEqual({ kind: 'incomplete' });
  });
});
