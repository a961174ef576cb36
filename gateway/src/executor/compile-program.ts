import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { Plan } from '../planner/types.js';
import { createClientPath } from './client-paths.js';
import { compilePlan, readsContext } from './compile-plan.js';
import { type Complete, compileCompletion } from './completion/compile-completion.js';
import { conditionVariables } from './completion/condition-variables.js';
import type { Step } from './program.js';
import type { Source } from './source.js';
import type { TypeTest } from './type-test.js';

/** A plan compiled for execution. */
export interface Program {
  readonly plan: Plan;
  /** Fetches everything; undefined when nothing needs to be fetched. */
  readonly step: Step | undefined;
  /** The completion for the values that `@skip` and `@include` have in these variables. */
  completionFor(variables: Readonly<Record<string, unknown>>): Complete;
}

/** What a program is compiled from. */
export interface ProgramInput {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly plan: Plan;
  readonly sources: ReadonlyMap<string, Source>;
  readonly isOfType: TypeTest;
}

/** Completions kept for one program; an operation has one for each combination of its condition variables. */
const maxCompletions = 16;

/** Compiles a plan and the completion of its operation. */
export function compileProgram(input: ProgramInput): Program {
  const { document, operation, plan, schema } = input;
  const clientPath = createClientPath(document, operation, plan.renames);
  const conditionNames = conditionVariables(document);
  const completions = new Map<string, Complete>();
  return {
    plan,
    step:
      plan.node === undefined
        ? undefined
        : compilePlan(plan.node, { ...input, clientPath, hasContext: readsContext(plan.node) }),
    completionFor(variables) {
      const key = conditionNames.map((name) => (variables[name] === true ? '1' : '0')).join('');
      let complete = completions.get(key);
      if (complete === undefined) {
        const conditions = new Map(conditionNames.map((name) => [name, variables[name] === true]));
        complete = compileCompletion({ schema, document, operation, renames: plan.renames, conditions });
        if (completions.size >= maxCompletions) {
          completions.clear();
        }
        completions.set(key, complete);
      }
      return complete;
    },
  };
}
