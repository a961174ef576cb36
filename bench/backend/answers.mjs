import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse } from 'graphql';

/** @typedef {import('../graphs/graph.mjs').Subgraph} Subgraph */

/**
 * @typedef {object} Answers
 * @property {(body: string) => Buffer | Promise<Buffer>} answer The answer's JSON for a GraphQL request's JSON body.
 * @property {() => number} computed How many answers were computed rather than looked up.
 */

/**
 * Answers for one subgraph: each distinct request body is executed once and looked up from then on, so that a subgraph
 * costs next to nothing while a gateway is measured. Gateways write the same fetch differently, so each warms up its own.
 *
 * @param {Subgraph} subgraph
 * @returns {Answers}
 */
export function createAnswers({ sdl, resolvers }) {
  // The types of @apollo/subgraph know resolver maps by their own, equal names.
  const schema = buildSubgraphSchema({ typeDefs: parse(sdl), resolvers: /** @type {any} */ (resolvers) });
  /** @type {Map<string, Buffer>} */
  const known = new Map();
  let computed = 0;

  const compute = async (/** @type {string} */ body) => {
    computed += 1;
    const { query, variables, operationName } = JSON.parse(body);
    const result = await graphql({ schema, source: query, variableValues: variables, operationName });
    const answer = Buffer.from(JSON.stringify(result));
    known.set(body, answer);
    return answer;
  };
  return { answer: (body) => known.get(body) ?? compute(body), computed: () => computed };
}
