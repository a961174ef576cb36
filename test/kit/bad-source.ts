import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How a source answers one request. */
export type Behaviour = (request: IncomingMessage, response: ServerResponse) => void;

/** A server on a free port that answers as it is told. */
export interface BadSource {
  readonly url: string;
  /** Replaces how the next requests are answered. */
  answer: Behaviour;
  stop(): Promise<void>;
}

/** Starts a server; every request's body is read before it is answered. */
export async function startBadSource(answer: Behaviour): Promise<BadSource> {
  const source = { answer };
  const server = createServer((request, response) => {
    request.resume().on('end', () => source.answer(request, response));
  });
  // Half of the ways to answer badly end in an error on this side, too.
  server.on('connection', (socket) => socket.on('error', () => undefined));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo; // listens on TCP
  return Object.assign(source, {
    url: `http://127.0.0.1:${port}/graphql`,
    stop: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  });
}
