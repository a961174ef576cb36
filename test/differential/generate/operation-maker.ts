import type { GraphQLSchema } from 'graphql';
import type { Dice } from './dice.js';
import type { Graph } from './graph.js';
import type { Variables } from './make-variables.js';

/** What operations are made from. */
export interface OperationMaker {
  readonly schema: GraphQLSchema;
  readonly types: Pick<Graph, 'enums' | 'inputs'>;
  readonly dice: Dice;
  readonly variables: Variables;
  /** Definitions by name, as text; undefined while one is being made. */
  readonly fragments: Map<string, { readonly condition: string; readonly text: string | undefined }>;
  /** Fields still to be written; few are left when an operation has become large. */
  budget: number;
}
