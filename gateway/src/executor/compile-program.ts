import type { FieldNode, GraphQLSchema } from 'graphql';
import type { Plan } from '../planner/types.js';
import type { TypedFields } from '../supergraph/typed-fields.js';
import { createClientPath } from './client-paths.js';
import { compilePlan, readsContext } from './compile-plan.js';
import { type Complete, compileCompletion } from './completion/compile-completion.js';
import type { EvaluatedOperation } from './conditions.js';
import type { FetchKeeper } from './fetch-keeper.js';
import { findLeafFetches, type LeafFetches } from './loaded-entities.js';
import type { IsAbstract } from './merge.js';
import { mockedSources } from './mocked-sources.js';
import { createPlanRequirements } from './plan-requirements.js';
import type { Step } from './program.js';
import { findSharedKeys } from './shared-keys.js';
import type { Source } from './source.js';
import type { TypeTest } from './type-test.js';

/** A plan compiled for execution. */
export interface Program {
  readonly plan: Plan;
  /** Fetches everything; undefined when nothing needs to be fetched. */
  readonly step: Step | undefined;
  readonly complete: Complete;
  /** The sources whose part is made up; undefined when there are none. */
  readonly mocked: readonly string[] | undefined;
}

/** What a program is compiled from. */
export interface ProgramInput extends EvaluatedOperation {
  readonly schema: GraphQLSchema;
  readonly plan: Plan;
  readonly sources: ReadonlyMap<string, Source>;
  readonly isOfType: TypeTest;
  /** See `mergeInto`. */
  readonly isAbstract?: IsAbstract | undefined;
  /** See `Supergraph.typedFields`. */
  readonly typedFields: TypedFields;
  /** Fields of the document that are not in the plan, and answered null. */
  readonly denied?: ReadonlySet<FieldNode> | undefined;
  /** The operation without them, which sources' errors are placed in: they may tell of a denied field. */
  readonly fetched?: EvaluatedOperation | undefined;
  /** Default: nothing of fetches is kept. Not asked for mutations. */
  readonly fetchKeeper?: FetchKeeper | undefined;
}

/** Compiles a plan and the completion of its operation. */
export function compileProgram(input: ProgramInput): Program {
  const { plan } = input;
  const hasContext = readsContext(plan.node);
  const requirements = hasContext ? undefined : createPlanRequirements(plan.node, input.isOfType);
  // What is below an entity may differ from place to place where a plan reads context.
  const leafFetches: LeafFetches = hasContext ? new Map() : findLeafFetches(plan.node, input.isOfType);
  const sharedKeys = findSharedKeys(plan.node, leafFetches);
  const keepFetch = input.operation.operation === 'query' ? input.fetchKeeper?.keep : undefined;
  const clientPath = createClientPath({ ...input, ...input.fetched, renames: plan.renames, requirements });
  return {
    plan,
    step:
      plan.node === undefined
        ? undefined
        : compilePlan(plan.node, { ...input, clientPath, hasContext, leafFetches, sharedKeys, keepFetch }),
    complete: compileCompletion({ ...input, renames: plan.renames }),
    mocked: mockedSources(plan.node, input.sources),
  };
}
