import { once } from 'node:events';
import { createServer } from 'node:http';

/** Longer than any round, so that no gateway meets a connection that is just being closed. */
const KEEP_ALIVE_MS = 600_000;
/** What a gateway sends now and then to see whether a subgraph is there. */
const PROBE = /^\{"query":"(query *)?\{ *__typename *\}"\}$/;

/**
 * @typedef {object} SubgraphListener
 * @property {string} url
 * @property {() => number} calls How many requests were read, a gateway's own probes left out.
 */

/**
 * Serves one subgraph over HTTP on a free port of the loopback interface.
 *
 * @param {import('./answers.mjs').Answers} answers
 * @returns {Promise<SubgraphListener>}
 */
export async function listen(answers) {
  let calls = 0;
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: 0 }, (request, response) => {
    /** @type {Buffer[]} */
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', async () => {
      const [first] = chunks;
      const body = (chunks.length === 1 && first ? first : Buffer.concat(chunks)).toString();
      if (!PROBE.test(body)) calls += 1;
      const found = answers.answer(body);
      const answer = Buffer.isBuffer(found) ? found : await found;
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length });
      response.end(answer);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('A TCP server has a port');
  return { url: `http://127.0.0.1:${address.port}/graphql`, calls: () => calls };
}
