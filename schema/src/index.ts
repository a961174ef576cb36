export {
  type ClientGraphInput,
  type ComposeOptions,
  type ComposeResult,
  composeClientGraph,
} from './compose/compose-client-graph.js';
export type { ApiSchema } from './contract/api-schema.js';
export { applyContract, type ContractOptions, type ContractResult } from './contract/apply-contract.js';
export type { Contract } from './contract/contract.js';
export { formatProblem } from './format-problem.js';
export { isErrorProblem, type Problem } from './problem.js';
export type { SubgraphFile } from './subgraph/subgraph-file.js';
