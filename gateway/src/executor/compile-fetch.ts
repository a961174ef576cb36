import { GatewayError } from '../errors/gateway-error.js';
import type { FetchNode } from '../planner/types.js';
import { applyRewrites } from './apply-rewrites.js';
import type { CompilePlanContext } from './compile-plan.js';
import { objectsAt } from './entity-paths.js';
import { createFetchErrors, type FetchErrors } from './fetch-errors.js';
import { mergeInto } from './merge.js';
import type { ExecutionState, Step } from './program.js';
import { compileRepresentation, type Represent } from './representation.js';
import type { FetchInput, PreparedFetch, SourceAnswer, SourceObject } from './source.js';

/** A fetch node with everything resolved that does not depend on a request. */
interface CompiledFetch {
  readonly node: FetchNode;
  readonly path: readonly string[];
  readonly send: PreparedFetch;
  readonly errors: FetchErrors;
  /** Applies the node's output rewrites. */
  readonly rewrite: (answer: unknown) => void;
}

/** Compiles a fetch for the objects at a path of the data (the root object for an empty path). */
export function compileFetch(node: FetchNode, context: CompilePlanContext, path: readonly string[]): Step {
  const source = context.sources.get(node.source);
  if (source === undefined) {
    throw new GatewayError('INTERNAL_SERVER_ERROR', `Cannot execute the plan: there is no source "${node.source}"`);
  }
  if (node.contextRewrites.length > 0) {
    throw new GatewayError('OPERATION_NOT_PLANNABLE', 'Cannot execute the operation: @fromContext is not served');
  }
  const fetch: CompiledFetch = {
    node,
    path,
    send: source.prepare({
      kind: node.operationKind,
      text: node.operation,
      name: node.operationName,
      variableNames: node.variables,
    }),
    errors: createFetchErrors(node, path, context.clientPath),
    rewrite: (answer) => applyRewrites(answer, node.outputRewrites, context.isOfType),
  };
  return node.requires === undefined
    ? rootStep(fetch)
    : entityStep(fetch, compileRepresentation(node.requires, node.inputRewrites, context.isOfType));
}

/** A root fetch: its answer is merged into every object at the path (more than one only below a list of root types). */
function rootStep(fetch: CompiledFetch): Step {
  return async (state) => {
    const targets = objectsAt(state.data, fetch.path);
    if (targets.length === 0) {
      return;
    }
    const answer = await send(fetch, state, undefined);
    if (answer === undefined) {
      return;
    }
    fetch.errors.ofRootAnswer(state, answer.errors);
    if (answer.data === undefined || answer.data === null) {
      fetch.errors.ofMissingData(state, answer);
      return;
    }
    fetch.rewrite(answer.data);
    for (const target of targets) {
      mergeInto(target, answer.data);
    }
  };
}

/** An entity fetch: equal representations are sent once, and what comes back goes to every object that sent them. */
function entityStep(fetch: CompiledFetch, represent: Represent): Step {
  return async (state) => {
    const batch = gather(objectsAt(state.data, fetch.path), represent);
    if (batch.representations.length === 0) {
      return;
    }
    const answer = await send(fetch, state, batch.representations);
    if (answer === undefined) {
      return;
    }
    fetch.errors.ofEntityAnswer(state, answer.errors, batch.targets);
    const entities = answer.data?.['_entities'];
    if (!Array.isArray(entities)) {
      fetch.errors.ofMissingData(state, answer);
      return;
    }
    if (entities.length !== batch.representations.length) {
      const counts = `${entities.length} entities for ${batch.representations.length} representations`;
      fetch.errors.ofFetch(state, badAnswer(fetch.node.source, counts));
      return;
    }
    entities.forEach((entity: unknown, i) => {
      if (typeof entity === 'object' && entity !== null) {
        fetch.rewrite(entity);
        for (const target of batch.targets[i] ?? []) {
          mergeInto(target, entity as SourceObject);
        }
      }
    });
  };
}

/** Representations and, for each, the objects that it stands for. */
interface Batch {
  readonly representations: string[];
  readonly targets: SourceObject[][];
}

function gather(objects: readonly SourceObject[], represent: Represent): Batch {
  const indexes = new Map<string, number>();
  const batch: Batch = { representations: [], targets: [] };
  for (const object of objects) {
    const representation = represent(object);
    if (representation === undefined) {
      continue;
    }
    const index = indexes.get(representation);
    if (index === undefined) {
      indexes.set(representation, batch.representations.length);
      batch.representations.push(representation);
      batch.targets.push([object]);
    } else {
      batch.targets[index]?.push(object);
    }
  }
  return batch;
}

async function send(
  fetch: CompiledFetch,
  state: ExecutionState,
  representations: readonly string[] | undefined,
): Promise<SourceAnswer | undefined> {
  const variables: Record<string, unknown> = Object.create(null);
  for (const name of fetch.node.variables) {
    const value = state.variables[name];
    if (value !== undefined) {
      variables[name] = value;
    }
  }
  const input: FetchInput = { variables, request: state.request, signal: state.signal };
  try {
    return await fetch.send(representations === undefined ? input : { ...input, representations });
  } catch (error) {
    fetch.errors.ofFetch(state, error instanceof Error ? error : new Error(String(error)));
    return undefined;
  }
}

function badAnswer(source: string, what: string): GatewayError {
  return new GatewayError('SOURCE_BAD_ANSWER', `Cannot use the answer of source "${source}": ${what}`, { source });
}
