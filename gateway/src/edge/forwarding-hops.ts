import { parseAddress } from './addresses.js';

/** Headers in which proxies say whom they forward for. */
export type ForwardingHeader = 'x-forwarded-for' | 'forwarded';

/** Most entries that are looked at, counted from the nearest. Longer ways through proxies do not exist. */
const maxHops = 32;

/**
 * Reads whom each proxy on the way forwarded for, the nearest last.
 *
 * Spec: RFC 7239 sections 4, 5.2 and 6 (`Forwarded`); `X-Forwarded-For` has no specification, and ports in it are taken.
 *
 * @returns Addresses as `parseAddress` writes them, undefined for `unknown`, names and whatever is no address; at most 32.
 *   The whole is undefined when a `Forwarded` is malformed: what of it was the proxy's cannot be told from what the
 *   client wrote in front.
 */
export function readForwardingHops(
  header: ForwardingHeader,
  value: string,
): ReadonlyArray<string | undefined> | undefined {
  const nodes = header === 'forwarded' ? forwardedNodes(value) : value.split(',').map((entry) => entry.trim());
  return nodes?.slice(-maxHops).map((node) => (node === undefined ? undefined : parseNode(node)));
}

const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const quoted = '"(?:[^"\\\\]|\\\\.)*"';
const pair = new RegExp(`(${token})=(${token}|${quoted})`, 'y');
const separator = /[ \t]*([;,])[ \t]*/y;

/** The `for` of each element. Linear: each step goes on where the last one ended. */
function forwardedNodes(value: string): (string | undefined)[] | undefined {
  const nodes: (string | undefined)[] = [undefined];
  const text = value.trim();
  let offset = 0;
  while (offset < text.length) {
    pair.lastIndex = offset;
    const [matched, name, written] = pair.exec(text) ?? [];
    if (matched === undefined || name === undefined || written === undefined) {
      return undefined;
    }
    if (name.toLowerCase() === 'for') {
      nodes[nodes.length - 1] = written.startsWith('"') ? written.slice(1, -1).replace(/\\(.)/g, '$1') : written;
    }
    offset = pair.lastIndex;
    if (offset < text.length) {
      separator.lastIndex = offset;
      const [between, mark] = separator.exec(text) ?? [];
      if (between === undefined || separator.lastIndex === text.length) {
        return undefined;
      }
      if (mark === ',') {
        nodes.push(undefined);
      }
      offset = separator.lastIndex;
    }
  }
  return nodes;
}

/** An address with or without a port: `192.0.2.7`, `192.0.2.7:80`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:80`. */
function parseNode(node: string): string | undefined {
  const bracketed = /^\[([^\]]*)\](?::[\w.-]+)?$/.exec(node)?.[1];
  const version4 = /^([\d.]+)(?::[\w.-]+)?$/.exec(node)?.[1];
  return parseAddress(bracketed ?? version4 ?? node);
}
