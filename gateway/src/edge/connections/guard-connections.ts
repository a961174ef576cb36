import type { Server, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { ClientCertificate } from '../../auth/client-certificate.js';
import { type AddressSet, parseAddress } from '../addresses.js';
import { readClientCertificate } from '../tls/read-client-certificate.js';
import { type ConnectionLimits, createConnectionCaps } from './connection-caps.js';
import type { ConnectionRefusal } from './connection-refusals.js';
import { readProxyHeader } from './read-proxy-header.js';

/** What is known of a connection before its first request. */
export interface Connection {
  /** Where it comes from, as `parseAddress` writes it: the peer's address, or what a trusted peer's PROXY header names. */
  readonly address: string;
  /** Undefined without TLS, or when the client shows none. */
  readonly certificate: ClientCertificate | undefined;
  /** Set when nothing more that comes on it may be looked at, as it is not sure where the last request ended. */
  closing: boolean;
}

/** How connections are taken. */
export interface GuardOptions extends ConnectionLimits {
  /** Peers that speak for others: not held to the cap of one address. */
  readonly trusted: AddressSet;
  /** Whether trusted peers begin with a PROXY header. Others never may. */
  readonly proxyProtocol: boolean;
  /** For the PROXY header, in milliseconds. */
  readonly proxyHeaderTimeoutMs: number;
  /** Ends a connection that is over a cap, with an answer or without. Nothing of it has been read. */
  readonly turnAway: (socket: Socket, refusal: ConnectionRefusal) => void;
  /** Told of each connection that is not taken. */
  readonly onRefused: (refusal: ConnectionRefusal, address: string) => void;
}

/** The open connections of one server. */
export interface Connections {
  /** What is known of the connection a request came on; undefined before TLS is agreed on. */
  of(socket: Socket): Connection | undefined;
  /** Ends them all, in whatever state they are. */
  destroyAll(): void;
}

/** Errors of a socket are followed by its close, which is what is acted on. */
const leaveToClose = () => {};

/**
 * Puts a guard between a server and its connections: caps, and the PROXY header, before anything else is read.
 *
 * It stands before the server's own listeners for `connection`, so it works for `http.Server` and, as what it guards is
 * the TCP connection below, for `https.Server`.
 */
export function guardConnections(server: Server, options: GuardOptions): Connections {
  const caps = createConnectionCaps(options);
  const sockets = new Set<Socket>();
  const known = new WeakMap<Socket, Connection>();
  /** By the peer's address and port: all that a TLS socket has in common with the socket below it. */
  const addresses = new Map<string, string>();
  const next = server.listeners('connection');

  function enter(socket: Socket, { address, counted }: { readonly address: string; readonly counted: boolean }): void {
    if (counted && !caps.takeFrom(address)) {
      refuse(socket, 'connections-of-address', address);
      return;
    }
    const endpoint = endpointOf(socket);
    addresses.set(endpoint, address);
    known.set(socket, { address, certificate: undefined, closing: false });
    socket.once('close', () => {
      addresses.delete(endpoint);
      if (counted) {
        caps.giveFrom(address);
      }
    });
    for (const listener of next) {
      listener.call(server, socket);
    }
  }

  function refuse(socket: Socket, refusal: ConnectionRefusal, address: string): void {
    options.onRefused(refusal, address);
    options.turnAway(socket, refusal);
  }

  async function enterFromProxy(socket: Socket, peer: string): Promise<void> {
    const reading = await readProxyHeader(socket, options.proxyHeaderTimeoutMs);
    if (socket.destroyed) {
      return;
    }
    if (reading === undefined) {
      refuse(socket, 'proxy-header', peer);
      return;
    }
    const address = reading.source ?? peer;
    enter(socket, { address, counted: !options.trusted.has(address) });
    socket.resume();
  }

  function arrive(socket: Socket): void {
    socket.on('error', leaveToClose);
    const peer = parseAddress(socket.remoteAddress ?? '');
    if (peer === undefined) {
      socket.destroy(); // gone before it was looked at
      return;
    }
    if (!caps.take()) {
      refuse(socket, 'connections', peer);
      return;
    }
    sockets.add(socket);
    socket.once('close', () => {
      sockets.delete(socket);
      caps.give();
    });
    const trusted = options.trusted.has(peer);
    if (trusted && options.proxyProtocol) {
      void enterFromProxy(socket, peer);
    } else {
      enter(socket, { address: peer, counted: !trusted });
    }
  }

  server.removeAllListeners('connection');
  server.on('connection', arrive);
  server.prependListener('secureConnection', (socket: TLSSocket) => {
    const address = addresses.get(endpointOf(socket));
    if (address === undefined) {
      socket.destroy(); // closed while its handshake ended
    } else {
      known.set(socket, { address, certificate: readClientCertificate(socket), closing: false });
    }
  });
  return {
    of: (socket) => known.get(socket),
    destroyAll() {
      for (const socket of sockets) {
        socket.destroy();
      }
    },
  };
}

function endpointOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress}|${remotePort}`;
}
