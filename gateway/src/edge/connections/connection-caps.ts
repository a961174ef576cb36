import { addressGroup } from '../addresses.js';

/** How many connections may be open at once. */
export interface ConnectionLimits {
  /** In all. */
  readonly maxConnections: number;
  /** From one IPv4 address, or one /64 network of IPv6. */
  readonly maxConnectionsPerAddress: number;
}

/** Which cap a connection is over. */
export type CapExceeded = 'all' | 'address';

/** Counts open connections. What is taken is to be given back, once. */
export interface ConnectionCaps {
  /** Counts a connection in all. @returns false when there are too many, and then counts nothing. */
  take(): boolean;
  give(): void;
  /** Counts a connection of an address. @returns false when it has too many, and then counts nothing. */
  takeFrom(address: string): boolean;
  giveFrom(address: string): void;
}

/** Makes counters that start at zero. Their memory is bounded by `maxConnections`: an address without any is forgotten. */
export function createConnectionCaps({ maxConnections, maxConnectionsPerAddress }: ConnectionLimits): ConnectionCaps {
  let all = 0;
  const byGroup = new Map<string, number>();
  return {
    take() {
      const free = all < maxConnections;
      all += free ? 1 : 0;
      return free;
    },
    give() {
      all -= 1;
    },
    takeFrom(address) {
      const group = addressGroup(address);
      const open = byGroup.get(group) ?? 0;
      if (open >= maxConnectionsPerAddress) {
        return false;
      }
      byGroup.set(group, open + 1);
      return true;
    },
    giveFrom(address) {
      const group = addressGroup(address);
      const open = (byGroup.get(group) ?? 0) - 1;
      if (open > 0) {
        byGroup.set(group, open);
      } else {
        byGroup.delete(group);
      }
    },
  };
}
