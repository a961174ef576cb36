import type { ConstDirectiveNode, GraphQLSchema } from 'graphql';
import type { Problem } from '../problem.js';
import type { ParsedSubgraph } from '../subgraph/subgraph-file.js';

/**
 * A specification of directives that composition does not know. Its directives are lifted out of a subgraph before
 * composition and put back into the supergraph afterwards, as `@join__directive`, which keeps whose they are.
 */
export interface CarriedSpec {
  /** URL without the version, such as `https://specs.example.com/soap`. */
  readonly identity: string;
  /** The only version understood, such as `v0.1`. */
  readonly version: string;
  /** The last part of the identity: the namespace of its names where a subgraph imports or renames nothing. */
  readonly name: string;
  /** What a gateway that does not know it must not do: serve the supergraph (`EXECUTION`). Undefined: it may. */
  readonly purpose: 'EXECUTION' | undefined;
  /** Definitions of its directives, and of the types of their arguments. */
  readonly definitions: GraphQLSchema;
  /** Names of the directives in `definitions` that belong to it. */
  readonly directives: readonly string[];
  /** Rules that a type system cannot express. Called when the arguments are of the right types. */
  readonly check: (uses: readonly CarriedUse[], subgraph: ParsedSubgraph) => readonly Problem[];
  /** Completes the arguments that are stored, such as by reading a file they name. */
  readonly complete?: (use: CarriedUse, subgraph: ParsedSubgraph) => Promise<CompletedArguments>;
}

/** One use of a carried directive. */
export interface CarriedUse {
  /** Where: `Product` or `Product.price`; undefined for the schema itself. */
  readonly coordinate: string | undefined;
  /** Name in the specification, whatever the subgraph calls it. */
  readonly directive: string;
  /** As written; defaults are not filled in. */
  readonly args: Readonly<Record<string, unknown>>;
  readonly node: ConstDirectiveNode;
}

/** Arguments ready to be stored in the supergraph, or why they are not. */
export interface CompletedArguments {
  readonly args: Readonly<Record<string, unknown>>;
  readonly problems: readonly Problem[];
}
