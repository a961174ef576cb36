/// <reference path="./cluster-key-slot.d.ts" />
import slotOf from 'cluster-key-slot';
import type { Cluster } from 'ioredis';
import { isRefusal, withDeadline } from './answered.js';
import { type Breaker, createBreaker } from './breaker.js';

/** The nodes of a cluster that do not answer. */
export interface ClusterNodes {
  /** @returns The node that a key lies on, as `host:port`; undefined when it is away, or nobody has the key's slot. */
  available(key: string): string | undefined;
  /** A command about a key has failed on its node. */
  failed(node: string, failure: { readonly key: string; readonly reason: string }): void;
  /** False while one of them is away. */
  readonly allAvailable: boolean;
  /** Resolves when none is probed any more. */
  settled(): Promise<unknown>;
}

/** Options of `createClusterNodes`. */
export interface ClusterNodesOptions {
  /** Ends the probing. */
  readonly signal: AbortSignal;
  readonly onAway: (node: string, reason: string) => void;
  readonly onBack: (node: string) => void;
}

/** Starts with all nodes taken to be there: the library knows of them only once it has asked one. */
export function createClusterNodes(client: Cluster, { signal, onAway, onBack }: ClusterNodesOptions): ClusterNodes {
  /** Of those that are away. */
  const breakers = new Map<string, Breaker>();
  return {
    available(key) {
      const node = ownerOf(client, key);
      return node === undefined || breakers.has(node) ? undefined : node;
    },
    failed(node, { key, reason }) {
      if (breakers.has(node) || signal.aborted) {
        return;
      }
      onAway(node, reason);
      const onClosed = () => {
        breakers.delete(node);
        onBack(node);
      };
      const probe = () => serves(client, node, key);
      breakers.set(node, createBreaker({ probe, signal, onOpened: () => undefined, onClosed }));
    },
    get allAvailable() {
      return breakers.size === 0;
    },
    settled: () => Promise.all([...breakers.values()].map((breaker) => breaker.settled())),
  };
}

function ownerOf(client: Cluster, key: string): string | undefined {
  return client.slots[slotOf(key)]?.[0];
}

/** Asked for the key: a node answers pings also while the cluster is down, and nothing is to be had from it. */
async function serves(client: Cluster, node: string, key: string): Promise<boolean> {
  if (ownerOf(client, key) !== node) {
    // The key is another node's now; should this one have others still, it will be found out.
    return true;
  }
  const redis = client.nodes().find(({ options: { host, port } }) => `${host}:${port}` === node);
  if (redis === undefined) {
    // Its connection broke, and the library has forgotten it until it asks the next time who there is: every 5 s otherwise.
    client.refreshSlotsCache(() => undefined);
    return false;
  }
  try {
    await withDeadline(redis.exists(key));
    return true;
  } catch (error) {
    return isRefusal(error);
  }
}
