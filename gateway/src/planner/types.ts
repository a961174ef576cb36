/**
 * A plan: which fetches answer an operation, in which order. Plain data, fit for `structuredClone` between threads;
 * frozen once made.
 */
export interface Plan {
  /** Undefined when nothing needs to be fetched (introspection, `{ __typename }`). */
  readonly node: PlanNode | undefined;
  /** How response names differ between the client's operation and the fetches. */
  readonly renames: Renames;
}

export type PlanNode = SequenceNode | ParallelNode | FetchNode | FlattenNode | ConditionNode;

export interface SequenceNode {
  readonly kind: 'sequence';
  readonly nodes: readonly PlanNode[];
}

export interface ParallelNode {
  readonly kind: 'parallel';
  readonly nodes: readonly PlanNode[];
}

/** Runs its child once for all objects at a path of the data. */
export interface FlattenNode {
  readonly kind: 'flatten';
  /** Response names; `@` steps into every item of a list. */
  readonly path: readonly string[];
  readonly node: PlanNode;
}

/** Picks a branch by a Boolean variable (`@skip`, `@include`). */
export interface ConditionNode {
  readonly kind: 'condition';
  readonly variable: string;
  readonly ifTrue: PlanNode | undefined;
  readonly ifFalse: PlanNode | undefined;
}

/** One operation for one source. */
export interface FetchNode {
  readonly kind: 'fetch';
  /** Name of the subgraph. */
  readonly source: string;
  readonly operationKind: 'query' | 'mutation' | 'subscription';
  readonly operationName: string | undefined;
  readonly operation: string;
  /** Variables of the client's operation that it uses, under their internal names. */
  readonly variables: readonly string[];
  /** Entity fetches: what a representation is made of. Undefined for root fetches. */
  readonly requires: readonly RequiredSelection[] | undefined;
  /** Changes to make to each representation. */
  readonly inputRewrites: readonly Rewrite[];
  /** Changes to make to the answer, or to each entity of it. */
  readonly outputRewrites: readonly Rewrite[];
  /** Values of enclosing objects that become variables of the fetch (`@fromContext`). */
  readonly contextRewrites: readonly KeyRename[];
  /** What to fetch for objects that lack something of `requires`: less, with less. Default: nothing. */
  readonly otherwise?: FetchNode | undefined;
}

export type RequiredSelection = RequiredField | RequiredFragment;

export interface RequiredField {
  readonly kind: 'field';
  /** Response name in the data. */
  readonly name: string;
  /** Name in the representation, where it is another. */
  readonly as?: string;
  /** Undefined for leaves. */
  readonly selections: readonly RequiredSelection[] | undefined;
}

export interface RequiredFragment {
  readonly kind: 'fragment';
  readonly typeCondition: string | undefined;
  readonly selections: readonly RequiredSelection[];
}

export type Rewrite = ValueSet | KeyRename;

/** Path elements are response names, or `... on Type`. */
export interface ValueSet {
  readonly kind: 'setValue';
  readonly path: readonly string[];
  readonly value: unknown;
}

export interface KeyRename {
  readonly kind: 'renameKey';
  readonly path: readonly string[];
  readonly to: string;
}

/**
 * Response names that differ between the client's operation and what is fetched.
 *
 * - `toInternal`: `responseName:fieldName` -> name used in fetches and data.
 * - `toClient`: name used in fetches and data -> the client's response name.
 */
export interface Renames {
  readonly toInternal: ReadonlyMap<string, string>;
  readonly toClient: ReadonlyMap<string, string>;
}
