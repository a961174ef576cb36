import { createMonolith } from '../graphs/monolith.mjs';
import { createAnswerCheck, findFault } from './answer-check.mjs';
import { createLoadClient } from './client.mjs';

/**
 * The clients of a workload and what each of them does next.
 *
 * @typedef {object} Exchange
 * @property {readonly unknown[]} clients
 * @property {(clientIndex: number) => Promise<string | undefined>} exchange
 * @property {() => Promise<void>} close
 */

/** @typedef {{ graph: string, body: Buffer, findFault: (answer: Buffer) => string | undefined }} PreparedRequest */

/**
 * @param {import('../workloads/workload.mjs').Workload} workload
 * @param {Readonly<Record<string, string>>} urls The gateway's, by client graph.
 * @returns {Promise<Exchange>}
 */
export async function createExchange(workload, urls) {
  const requestAt = await createRequests(workload);
  const clients = Array.from(
    { length: workload.connections },
    () => new Map(Object.entries(urls).map(([graph, url]) => [graph, createLoadClient(url)])),
  );
  let next = 0;
  return {
    clients,
    async exchange(clientIndex) {
      const request = requestAt(next++);
      const { graph, body, findFault } = request instanceof Promise ? await request : request;
      const client = clients[clientIndex]?.get(graph);
      if (!client) throw new Error(`no URL for client graph "${graph}"`);
      const answer = await client.send(body);
      return answer.status === 200
        ? findFault(answer.body)
        : `of status ${answer.status}: ${answer.body}`.slice(0, 300);
    },
    async close() {
      await Promise.all(clients.flatMap((byGraph) => [...byGraph.values()].map((client) => client.close())));
    },
  };
}

/**
 * @param {import('../workloads/workload.mjs').Workload} workload
 * @returns {Promise<(index: number) => PreparedRequest | Promise<PreparedRequest>>} Ready-made where requests repeat.
 */
async function createRequests(workload) {
  const { graphs, request, distinctRequests, expected } = workload;
  const monoliths = new Map(Object.entries(graphs).map(([name, subgraphs]) => [name, createMonolith(subgraphs)]));
  const answer = async (/** @type {import('../workloads/workload.mjs').WorkloadRequest} */ asked) =>
    monoliths.get(asked.graph)?.(asked.query, asked.variables);
  const prepare = async (/** @type {number} */ index) => {
    const { graph, query, variables } = request(index);
    const body = Buffer.from(JSON.stringify({ query, variables }));
    // Through text and back, as a client gets it: no prototypes, nothing undefined.
    const data = JSON.parse(JSON.stringify(await (expected ? expected(index, answer) : answer(request(index)))));
    return { graph, body, data };
  };
  if (distinctRequests === Number.POSITIVE_INFINITY) {
    return async (index) => {
      const { graph, body, data } = await prepare(index);
      return { graph, body, findFault: (text) => findFault(text, data) };
    };
  }
  /** @type {PreparedRequest[]} */
  const prepared = [];
  for (let index = 0; index < distinctRequests; index++) {
    const { graph, body, data } = await prepare(index);
    prepared.push({ graph, body, findFault: createAnswerCheck(data) });
  }
  return (index) => /** @type {PreparedRequest} */ (prepared[index % distinctRequests]);
}
