import type { CostVariables } from './cost-variables.js';

/** What one object of a selection costs: fields merged as an answer has them, without `@skip` and `@include`. */
export interface CostNode {
  /** Weight of the object's type. */
  readonly weight: number;
  readonly fields: readonly CostField[];
}

/** What one field of an answer costs. */
export interface CostField {
  /** Its name in the answer. */
  readonly responseName: string;
  readonly name: string;
  /** Its `@cost`, which counts instead of the weight of what it returns; for scalars and enums the weight there is. */
  readonly weight: number | undefined;
  /** Lists around what it returns. */
  readonly lists: number;
  /** What the arguments cost; undefined: nothing. */
  readonly argumentCost: ((variables: CostVariables) => number) | undefined;
  /** How long a list its arguments ask for; undefined: nothing is said of it. */
  readonly listSize: FieldListSize | undefined;
  /** The objects it may return, equal ones once; none: scalars and enums. */
  readonly branches: readonly CostNode[];
  /** The same by the name of the type. */
  readonly branchOf: ReadonlyMap<string, CostNode>;
}

/** What `@listSize` says of a field of an operation. */
export interface FieldListSize {
  /** Items; undefined: not known, the default counts. */
  readonly size: (variables: CostVariables) => number | undefined;
  /** Fields of what is returned whose lists have this size; undefined: the field's own list. */
  readonly sizedFields: ReadonlySet<string> | undefined;
  /** What is wrong with the arguments; undefined: nothing. */
  readonly fault: (variables: CostVariables) => SlicingFault | undefined;
}

/** A field without the one slicing argument that it needs. */
export interface SlicingFault {
  /** `Type.field`. */
  readonly field: string;
  readonly slicingArguments: readonly string[];
  /** How many were given. */
  readonly given: number;
}

/** An operation ready to be estimated. */
export interface CostTree {
  readonly root: CostNode;
  /** Whether variables decide what it costs. */
  readonly usesVariables: boolean;
}
