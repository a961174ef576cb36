import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { acceptsConnections, isPortFree } from './ports.mjs';

const host = '127.0.0.1';

async function listen() {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('A TCP server has a port');
  return { server, port: address.port };
}

test('isPortFree() and acceptsConnections() tell a port in use from a free one', async () => {
  const { server, port } = await listen();
  expect([await isPortFree(host, port), await acceptsConnections(host, port)]).toEqual([false, true]);
  server.close();
  await once(server, 'close');
  expect([await isPortFree(host, port), await acceptsConnections(host, port)]).toEqual([true, false]);
});
