import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { anonymous, type Identity } from '../identity.js';

/** What a server was sent. */
export interface Received {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** How a server answers one request. */
export interface Reply {
  readonly status?: number;
  readonly body?: unknown;
  readonly delayMs?: number;
}

/** A server that keeps what it is sent and answers as it is told. */
export async function startRecorder(reply: (received: Received) => Reply = () => ({ body: { data: null } })) {
  const received: Received[] = [];
  const state = { reply };
  const server = createServer(async (request, response) => {
    const one = { headers: request.headers, body: await text(request) };
    received.push(one);
    const { status = 200, body = {}, delayMs = 0 } = state.reply(one);
    await new Promise((done) => setTimeout(done, delayMs));
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return Object.assign(state, {
    url: `http://127.0.0.1:${port}/`,
    received,
    stop: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  });
}

/** A signed-in user. */
export const ada: Identity = {
  ...anonymous,
  proof: 'token',
  subject: 'ada',
  issuer: 'https://id.example',
  scopes: new Set(['orders:read', 'profile']),
  claims: Object.assign(Object.create(null), {
    email: 'ada@shop.example',
    iss: 'https://id.example',
    roles: ['buyer'],
  }),
  client: { name: 'web', version: '1.2' },
  token: 'token-of-ada',
  key: 'key-of-ada',
};
