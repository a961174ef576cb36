import type { RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** How many requests one connection may bring. */
export interface RequestBounds {
  /** In its life; the last is answered with `Connection: close`. 0: no limit. */
  readonly maxRequestsPerConnection: number;
  /** That wait for their answers. With one more the connection is closed. */
  readonly maxPipelined: number;
}

/** What `boundRequests` needs. */
export interface BoundRequestsOptions extends RequestBounds {
  /** Whether nothing more of a connection may be looked at. */
  readonly closing: (socket: Socket) => boolean;
  /** How many requests of a connection are not answered yet. */
  readonly unanswered: (socket: Socket) => number;
  /** Told of a connection that is closed for `maxPipelined`. */
  readonly onPipelining: (socket: Socket) => void;
}

/**
 * Lets as many requests of each connection through as are allowed. Node's parser hands over all that is in one piece, so
 * what comes behind the last one is there to be dropped.
 *
 * Spec: RFC 9112 section 9.3.2 (pipelining), section 9.6: after `Connection: close` a server MUST NOT process further
 * requests of the connection, and closes it. Node's own `maxRequestsPerSocket` leaves that to the client.
 */
export function boundRequests(listener: RequestListener, options: BoundRequestsOptions): RequestListener {
  const { maxRequestsPerConnection: most, maxPipelined, closing, unanswered, onPipelining } = options;
  const seen = new WeakMap<Socket, number>();

  /** @returns Whether the request is one too many. */
  function count(socket: Socket, response: ServerResponse): boolean {
    const number = (seen.get(socket) ?? 0) + 1;
    seen.set(socket, number);
    if (number === most) {
      response.setHeader('connection', 'close');
    }
    return number > most;
  }

  return (request, response) => {
    const { socket } = request;
    if (socket.destroyed || closing(socket) || (most > 0 && count(socket, response))) {
      return;
    }
    if (unanswered(socket) >= maxPipelined) {
      onPipelining(socket);
      socket.destroy();
      return;
    }
    listener(request, response);
  };
}
