/**
 * Finds circles in a graph: for each node the shortest one it lies on, unless that node lies on one found before.
 * O(nodes x edges), which is milliseconds for the few hundred files it is for.
 *
 * @param {ReadonlyMap<string, readonly string[]>} graph Node -> the nodes it points to; unknown ones are passed over.
 * @returns {readonly (readonly string[])[]} Each from its first node in the graph's order, without its repetition.
 */
export function findCycles(graph) {
  /** @type {string[][]} */
  const cycles = [];
  const found = new Set();
  for (const start of graph.keys()) {
    if (found.has(start)) continue;
    const cycle = shortestWayBack(graph, start);
    if (!cycle) continue;
    cycles.push(cycle);
    for (const node of cycle) found.add(node);
  }
  return cycles;
}

/**
 * @param {ReadonlyMap<string, readonly string[]>} graph
 * @param {string} start
 * @returns {string[] | undefined}
 */
function shortestWayBack(graph, start) {
  /** @type {Map<string, string | undefined>} */
  const cameFrom = new Map([[start, undefined]]);
  const queue = [start];
  for (const node of queue) {
    for (const target of graph.get(node) ?? []) {
      if (target === start) {
        /** @type {string[]} */
        const way = [];
        for (let step = /** @type {string | undefined} */ (node); step; step = cameFrom.get(step)) way.unshift(step);
        return way;
      }
      if (graph.has(target) && !cameFrom.has(target)) {
        cameFrom.set(target, node);
        queue.push(target);
      }
    }
  }
  return undefined;
}
