import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/**
 * @param {string} host
 * @param {number} port
 * @returns {Promise<boolean>} Whether a server could listen there now.
 */
export async function isPortFree(host, port) {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
    return true;
  } catch {
    // In use, or not ours to use: either way nothing can listen there.
    return false;
  } finally {
    server.close();
  }
}

/**
 * @param {string} host
 * @param {number} port
 * @returns {Promise<boolean>} Whether something accepts connections there now.
 */
export async function acceptsConnections(host, port) {
  const socket = connect(port, host);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    // Refused, which is the answer.
    return false;
  } finally {
    socket.destroy();
  }
}
