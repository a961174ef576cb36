/**
 * A subgraph of a workload.
 *
 * Its resolvers answer with whole records of the workload's data, of which each subgraph's schema shows its own fields:
 * so the same functions serve a subgraph and the monolith that says what the right answer is.
 *
 * @typedef {object} Subgraph
 * @property {string} name
 * @property {string} sdl With federation directives; `withFederation` brings the link.
 * @property {Readonly<Record<string, Readonly<Record<string, (...args: any[]) => unknown>>>>} resolvers By type and field;
 *   `__resolveReference` takes what a gateway sends for an entity.
 */

/**
 * @param {string} sdl
 * @returns {string} The SDL as a Federation 2 subgraph.
 */
export function withFederation(sdl) {
  const imports = '["@key", "@external", "@provides", "@requires", "@shareable"]';
  return `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ${imports})\n${sdl}`;
}
