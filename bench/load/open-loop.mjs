import { Agent } from 'undici';

/**
 * One stretch of a load: so many requests a second, whatever becomes of them.
 *
 * @typedef {{ perSecond: number, seconds: number }} Phase
 */

/**
 * What became of one request. Times are in milliseconds since the load began.
 *
 * @typedef {object} Outcome
 * @property {number} phase
 * @property {number} dueAt When it should have been sent.
 * @property {number} sentAt
 * @property {number} endedAt
 * @property {'answered' | 'shed' | 'wrong'} kind
 */

/**
 * @typedef {object} Target
 * @property {string} url
 * @property {Buffer} body Of every request.
 * @property {Buffer} expected What every answer has to be that is not shed.
 */

/** A load that ends waits for its last answers at most so long, in milliseconds. */
const lastAnswersMs = 10_000;

/**
 * Sends requests as people do: whether or not those before were answered, so that a gateway which falls behind is not
 * spared. Each goes over a connection that is free, or a new one.
 *
 * @param {Target} target
 * @param {readonly Phase[]} phases
 * @returns {Promise<Outcome[]>}
 */
export async function sendOpenLoop(target, phases) {
  const agent = new Agent({ connections: null, pipelining: 1, headersTimeout: 60_000, bodyTimeout: 60_000 });
  /** @type {Promise<Outcome>[]} */
  const sent = [];
  const startedAt = performance.now();
  const now = () => performance.now() - startedAt;
  const dues = dueTimes(phases);
  let next = 0;
  await new Promise((resolve) => {
    const tick = () => {
      for (; next < dues.length && (dues[next]?.dueAt ?? 0) <= now(); next++) {
        const due = /** @type {{ phase: number, dueAt: number }} */ (dues[next]);
        const sentAt = now();
        sent.push(send(agent, target).then((kind) => ({ ...due, sentAt, endedAt: now(), kind })));
      }
      if (next === dues.length) resolve(undefined);
      else setTimeout(tick, 1);
    };
    tick();
  });
  const timer = setTimeout(() => void agent.destroy(), lastAnswersMs);
  const outcomes = await Promise.all(sent);
  clearTimeout(timer);
  await agent.destroy();
  return outcomes;
}

/**
 * Sends requests from clients that each wait for their answer, for so long.
 *
 * @param {Target} target
 * @param {{ clients: number, seconds: number }} options
 * @returns {Promise<{ answers: number, seconds: number }>}
 */
export async function sendClosedLoop(target, { clients, seconds }) {
  const agent = new Agent({ connections: clients, pipelining: 1 });
  const startedAt = performance.now();
  let answers = 0;
  const goOn = async () => {
    while (performance.now() - startedAt < seconds * 1000) {
      if ((await send(agent, target)) !== 'answered') throw new Error('An answer is wrong while there was no overload');
      answers++;
    }
  };
  await Promise.all(Array.from({ length: clients }, goOn));
  const took = (performance.now() - startedAt) / 1000;
  await agent.close();
  return { answers, seconds: took };
}

/** @param {readonly Phase[]} phases */
function dueTimes(phases) {
  const dues = [];
  let from = 0;
  for (const [phase, { perSecond, seconds }] of phases.entries()) {
    const count = Math.round(perSecond * seconds);
    for (let index = 0; index < count; index++) {
      dues.push({ phase, dueAt: from + (index * 1000) / perSecond });
    }
    from += seconds * 1000;
  }
  return dues;
}

/**
 * @param {Agent} agent
 * @param {Target} target
 * @returns {Promise<Outcome['kind']>}
 */
function send(agent, { url, body, expected }) {
  const { origin, pathname } = new URL(url);
  return new Promise((resolve) => {
    /** @type {Buffer[]} */
    const chunks = [];
    let status = 0;
    let retry = false;
    agent.dispatch(
      {
        origin,
        method: 'POST',
        path: pathname,
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body,
      },
      {
        onRequestStart() {},
        onResponseStart(_controller, code, headers) {
          status = code;
          retry = headers['retry-after'] !== undefined;
        },
        onResponseData(_controller, chunk) {
          chunks.push(chunk);
        },
        onResponseEnd() {
          const answer = Buffer.concat(chunks);
          if (status === 200 && answer.equals(expected)) resolve('answered');
          else resolve(status === 503 && retry && answer.includes('"OVERLOADED"') ? 'shed' : 'wrong');
        },
        onResponseError() {
          resolve('wrong');
        },
      },
    );
  });
}
