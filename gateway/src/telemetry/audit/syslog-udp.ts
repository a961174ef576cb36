import { createSocket, type Socket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import type { SyslogTransport } from './syslog-transport.js';

/** Where datagrams are sent. */
export interface UdpAddress {
  readonly transport: 'udp';
  readonly host: string;
  readonly port: number;
}

/** Most that a datagram can carry over IPv4, in bytes. */
const maxDatagramBytes = 65_507;

/**
 * Sends each message as one datagram. A message that fits into none is cut.
 *
 * Spec: RFC 5426.
 */
export function createUdpTransport({ host, port }: UdpAddress): SyslogTransport {
  let socket: { readonly dgram: Socket; readonly address: string } | undefined;

  async function open() {
    // The name is looked up once for each socket, not for each datagram.
    const { address, family } = await lookup(host);
    const dgram = createSocket(family === 6 ? 'udp6' : 'udp4');
    dgram.unref();
    // Such as "connection refused" for an earlier datagram: sending reports what can be known.
    dgram.on('error', () => undefined);
    return { dgram, address };
  }

  async function close(): Promise<void> {
    const { dgram } = socket ?? {};
    socket = undefined;
    await new Promise<void>((resolve) => (dgram ? dgram.close(() => resolve()) : resolve()));
  }

  return {
    async send(messages) {
      socket ??= await open();
      const { dgram, address } = socket;
      try {
        for (const message of messages) {
          await sendOne(dgram, message.subarray(0, maxDatagramBytes), { address, port });
        }
      } catch (error) {
        await close();
        throw error;
      }
    },
    close,
  };
}

function sendOne(dgram: Socket, message: Buffer, { address, port }: { address: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    dgram.send(message, port, address, (error) => (error ? reject(error) : resolve()));
  });
}
