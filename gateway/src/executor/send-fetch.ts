import { GatewayError } from '../errors/gateway-error.js';
import type { FetchNode } from '../planner/types.js';
import type { HeardSource } from './execution-outcome.js';
import type { FetchErrors } from './fetch-errors.js';
import type { IsAbstract } from './merge.js';
import type { ExecutionState } from './program.js';
import type { Representations } from './representations.js';
import type { FetchInput, PreparedFetch, SourceAnswer } from './source.js';

/** A fetch node with everything resolved that does not depend on a request. */
export interface CompiledFetch {
  readonly node: FetchNode;
  readonly path: readonly string[];
  readonly send: PreparedFetch;
  /** Most entities of one request, >= 1; see `Source.maxBatchSize`. */
  readonly maxBatchSize: number;
  readonly errors: FetchErrors;
  /** See `mergeInto`; undefined where no source has an `@interfaceObject`. */
  readonly isAbstract: IsAbstract | undefined;
  /** Applies the node's output rewrites. */
  readonly rewrite: (answer: unknown) => void;
}

/** What one run of an entity fetch sends beside the operation's own variables. */
export interface EntityVariables {
  readonly representations: Representations;
  /** Context arguments; empty for nearly all fetches. */
  readonly context: Readonly<Record<string, unknown>>;
}

/** Sends a fetch with the variables that it uses. Rejects as `PreparedFetch` does. */
export function sendFetch(
  { node, send }: CompiledFetch,
  { variables: all, strings, request, signal, heard }: ExecutionState,
  entities?: EntityVariables,
): Promise<SourceAnswer> {
  const variables = node.variables.length === 0 ? noVariables : pick(node.variables, all, entities?.context);
  strings.asked();
  const sent = send(
    entities === undefined
      ? { variables, request, signal }
      : { variables, request, signal, representations: entities.representations },
  );
  return heard === undefined ? sent : sent.then((answer) => listen(heard, node.source, answer));
}

const noVariables: FetchInput['variables'] = Object.freeze(Object.create(null));

function pick(
  names: readonly string[],
  all: FetchInput['variables'],
  context: FetchInput['variables'] = noVariables,
): FetchInput['variables'] {
  const variables: Record<string, unknown> = Object.create(null);
  for (const name of names) {
    const value = name in context ? context[name] : all[name];
    if (value !== undefined) {
      variables[name] = value;
    }
  }
  return variables;
}

function listen(heard: HeardSource[], source: string, answer: SourceAnswer): SourceAnswer {
  if (answer.heard === undefined) {
    heard.push({ source, cacheControl: answer.cacheControl });
  }
  for (const part of answer.heard ?? []) {
    heard.push({ ...part, source });
  }
  return answer;
}

/** An answer that is of no use, as an error. */
export function badAnswer(source: string, what: string, cause?: unknown): GatewayError {
  const message = `Cannot use the answer of source "${source}": ${what}`;
  return new GatewayError('SOURCE_BAD_ANSWER', message, { source, cause });
}
