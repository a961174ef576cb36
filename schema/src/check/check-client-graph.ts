import type { ValidationRule } from 'graphql';
import { type ClientGraphInput, type ComposeOptions, composeClientGraph } from '../compose/compose-client-graph.js';
import type { Problem } from '../problem.js';
import { type Artifact, checkArtifact } from './check-artifact.js';
import { checkOperations, type OperationFile } from './check-operations.js';

/** A client graph with what is committed of it. */
export interface ClientGraphCheck extends ClientGraphInput {
  /** The supergraph that was composed from it last. */
  readonly artifact: Artifact;
  /** What its client app asks. */
  readonly operations: readonly OperationFile[];
  /** Rules that operations keep beside GraphQL's own, such as limits; those that the gateway applies. */
  readonly rules: readonly ValidationRule[];
}

/**
 * Checks that a client graph can be served and that its client's operations work: it composes, its committed supergraph
 * is current, and its operations are valid against the schema that its clients see now, and within their limits.
 *
 * @returns Everything that is wrong, and warnings (see `isErrorProblem`). Problems of composition come alone, because
 *   there is nothing to check the rest against. Codes: those of `composeClientGraph`, `ARTIFACT_MISSING`,
 *   `ARTIFACT_STALE`, `GRAPHQL_SYNTAX`, `OPERATION_…`, `FRAGMENT_DUPLICATE`, and the codes of `rules`.
 */
export async function checkClientGraph(
  input: ClientGraphCheck,
  options: ComposeOptions = {},
): Promise<readonly Problem[]> {
  const { supergraph, apiSchema, problems } = await composeClientGraph(input, options);
  if (supergraph === undefined || apiSchema === undefined) return problems;
  const artifactProblem = checkArtifact(input.artifact, supergraph);
  const found = [
    ...(artifactProblem === undefined ? [] : [artifactProblem]),
    ...checkOperations(apiSchema, input.operations, input.rules),
  ];
  return [...problems, ...found.map((problem) => ({ ...problem, clientGraph: input.name }))];
}
