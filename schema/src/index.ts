export type { WsdlResolver } from './carried/store-wsdl.js';
export type { Artifact } from './check/check-artifact.js';
export { type ClientGraphCheck, checkClientGraph } from './check/check-client-graph.js';
export { checkOperations, type OperationFile } from './check/check-operations.js';
export { differingElements } from './check/differing-elements.js';
export {
  type ClientGraphInput,
  type ComposeOptions,
  type ComposeResult,
  composeClientGraph,
} from './compose/compose-client-graph.js';
export { applyContract, type ContractOptions, type ContractResult } from './contract/apply-contract.js';
export type { Contract } from './contract/contract.js';
export { formatProblem } from './format-problem.js';
export type { Position } from './position.js';
export { isErrorProblem, type Problem } from './problem.js';
export type { Locator } from './subgraph/locate-coordinate.js';
export type { SubgraphFile } from './subgraph/subgraph-file.js';
export type { ApiSchema } from './supergraph/api-schema.js';
