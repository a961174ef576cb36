import type { AfterMutation, ExecutedMutation } from '../../executor/after-mutation.js';
import type { ExecutionError } from '../../executor/execution-errors.js';
import { type MutationRule, readMutationRules } from '../../supergraph/mutation-rules.js';
import type { Supergraph } from '../../supergraph/supergraph.js';
import type { InvalidationTarget } from '../tags.js';
import type { Invalidator } from './invalidator.js';
import { type MutatedField, mutatedFields } from './mutated-fields.js';
import { targetsOfRule } from './rule-targets.js';

/** What is asked of a supergraph. */
export type MutatedSupergraph = Pick<Supergraph, 'apiSchema' | 'directives'>;

/**
 * Makes what carries out `@cacheInvalidate`: when a mutation is done and before its answer is sent, so that whoever gets it
 * reads what it wrote. A mutation that its source has refused has written nothing; one whose source did not answer may have.
 *
 * @returns Undefined when no mutation has a rule.
 */
export function createAfterMutations(
  { apiSchema, directives }: MutatedSupergraph,
  invalidator: Pick<Invalidator, 'invalidate'>,
): AfterMutation | undefined {
  const rules = readMutationRules(directives);
  const mutationType = apiSchema.getMutationType();
  if (rules.size === 0 || !mutationType) {
    return undefined;
  }
  return async (mutation) => {
    const targets = mutatedFields(mutation, mutationType).flatMap((field) =>
      hasMaybeWritten(field, mutation) ? targetsOf(rules.get(field.name) ?? [], field) : [],
    );
    if (targets.length > 0) {
      // Whether it could be promised is logged and counted there; the write is done, so the client gets its answer.
      await invalidator.invalidate(targets, 'mutation');
    }
  };
}

function targetsOf(rules: readonly MutationRule[], field: MutatedField): readonly InvalidationTarget[] {
  return rules.flatMap((rule) => targetsOfRule(rule, field));
}

/** Codes of errors that say the source was asked and nobody knows what it did. */
const UNKNOWN_OUTCOMES: ReadonlySet<unknown> = new Set([
  'SOURCE_TIMEOUT',
  'SOURCE_UNREACHABLE',
  'SOURCE_BAD_ANSWER',
  'SOURCE_ANSWER_TOO_LARGE',
  'RESPONSE_VALIDATION_FAILED',
  'INTERNAL_SERVER_ERROR',
]);

function hasMaybeWritten({ responseName, value }: MutatedField, { outcome, isAborted }: ExecutedMutation): boolean {
  if (outcome === undefined || isAborted || (value !== undefined && value !== null)) {
    return true;
  }
  // An error further down is about what was read after the write.
  const own = outcome.errors.filter(
    ({ path }) => path === undefined || (path.length === 1 && path[0] === responseName),
  );
  return own.length === 0 || own.some((error) => UNKNOWN_OUTCOMES.has(codeOf(error)));
}

function codeOf({ failure, extensions }: ExecutionError): unknown {
  const code = failure !== undefined && 'code' in failure ? failure.code : extensions?.['code'];
  return failure !== undefined && code === undefined ? 'INTERNAL_SERVER_ERROR' : code;
}
