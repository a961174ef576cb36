import { Client } from 'undici';

/** A gateway that does not answer a request for so long is given up. */
const ANSWER_WITHIN_MS = 60_000;

/**
 * @typedef {object} LoadClient
 * @property {(body: Buffer) => Promise<{ status: number, body: Buffer }>} send One request at a time.
 * @property {() => Promise<void>} close
 */

/**
 * One client with one keep-alive connection.
 *
 * @param {string} url
 * @returns {LoadClient}
 */
export function createLoadClient(url) {
  const { origin, pathname } = new URL(url);
  const client = new Client(origin, { pipelining: 1, headersTimeout: ANSWER_WITHIN_MS, bodyTimeout: ANSWER_WITHIN_MS });
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  return {
    send: (body) =>
      new Promise((resolve, reject) => {
        /** @type {Buffer[]} */
        const chunks = [];
        let status = 0;
        client.dispatch(
          { method: 'POST', path: pathname, headers, body },
          {
            onRequestStart() {},
            onResponseStart(_controller, code) {
              status = code;
            },
            onResponseData(_controller, chunk) {
              chunks.push(chunk);
            },
            onResponseEnd() {
              const [first] = chunks;
              resolve({ status, body: chunks.length === 1 && first ? first : Buffer.concat(chunks) });
            },
            onResponseError(_controller, error) {
              reject(error);
            },
          },
        );
      }),
    close: () => client.destroy(),
  };
}
