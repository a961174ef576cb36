import { GatewayError } from '../errors/gateway-error.js';
import type { FetchNode } from '../planner/types.js';
import { applyRewrites } from './apply-rewrites.js';
import type { CompilePlanContext } from './compile-plan.js';
import { copyJson, type EntityRecord, type EntityRequest } from './entity-memory.js';
import { objectsAt } from './entity-paths.js';
import { createFetchErrors, type FetchErrors } from './fetch-errors.js';
import { mergeInto } from './merge.js';
import type { ExecutionState, Step } from './program.js';
import { compileIdentity, compileRepresentation, type Identify, type Represent } from './representation.js';
import type { FetchInput, PreparedFetch, SourceAnswer, SourceError, SourceObject } from './source.js';

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
      path,
    }),
    errors: createFetchErrors(node, path, context.clientPath),
    rewrite: (answer) => applyRewrites(answer, node.outputRewrites, context.isOfType),
  };
  return node.requires === undefined
    ? rootStep(fetch)
    : entityStep(fetch, {
        represent: compileRepresentation(node.requires, node.inputRewrites, context.isOfType),
        identify: compileIdentity(node.requires),
      });
}

/** A root fetch: its answer is merged into every object at the path (more than one only below a list of root types). */
function rootStep(fetch: CompiledFetch): Step {
  return async (state) => {
    const targets = objectsAt(state.data, fetch.path, state.shared);
    if (targets.length === 0) {
      return;
    }
    let answer: SourceAnswer;
    try {
      answer = await send(fetch, state, undefined);
    } catch (error) {
      fetch.errors.ofFetch(state, error instanceof Error ? error : new Error(String(error)));
      return;
    }
    fetch.errors.ofRootAnswer(state, answer.errors);
    if (answer.data === undefined || answer.data === null) {
      if (answer.errors.length === 0) {
        fetch.errors.ofFetch(state, badAnswer(fetch.node.source, 'it has neither data nor errors'));
      }
      return;
    }
    fetch.rewrite(answer.data);
    for (const target of targets) {
      mergeInto(target, answer.data);
    }
  };
}

/** An entity fetch: equal representations are sent once, and what comes back goes to every object that sent them. */
function entityStep(fetch: CompiledFetch, gathering: Gathering): Step {
  const { node } = fetch;
  const fetchKey = JSON.stringify([node.source, withoutName(node), node.outputRewrites]);
  return async (state) => {
    const batch = gather(objectsAt(state.data, fetch.path, state.shared), gathering);
    if (batch.size === 0) {
      return;
    }
    const records = state.entities?.of(fetchKey) ?? new Map<string, EntityRecord>();
    const fresh = remember(batch, records);
    const requests = new Set<EntityRequest>();
    for (const representation of batch.keys()) {
      const record = records.get(representation);
      if (record !== undefined) {
        requests.add(record.request);
      }
    }
    if (fresh !== undefined) {
      fresh.request.done = ask(fetch, state, fresh, records);
    }
    for (const request of requests) {
      await request.done;
    }
    deliver(fetch, state, { batch, records, requests });
  };
}

/** Representations, and the objects that each stands for. */
type Batch = Map<string, SourceObject[]>;

/** How the objects of a fetch become representations. */
interface Gathering {
  readonly represent: Represent;
  readonly identify: Identify | undefined;
}

function gather(objects: readonly SourceObject[], { represent, identify }: Gathering): Batch {
  const batch: Batch = new Map();
  const byIdentity = new Map<string | number, SourceObject[]>();
  for (const object of objects) {
    const identity = identify?.(object);
    const alike = identity === undefined ? undefined : byIdentity.get(identity);
    if (alike !== undefined) {
      alike.push(object);
      continue;
    }
    const representation = represent(object);
    if (representation === undefined) {
      continue;
    }
    let targets = batch.get(representation);
    if (targets === undefined) {
      targets = [];
      batch.set(representation, targets);
    }
    targets.push(object);
    if (identity !== undefined) {
      byIdentity.set(identity, targets);
    }
  }
  return batch;
}

/** Representations that nobody has sent yet, and the request that is to be made for them. */
interface FreshBatch {
  readonly request: EntityRequest;
  readonly representations: readonly string[];
}

/** Adds a record for each representation that has none. */
function remember(batch: Batch, records: Map<string, EntityRecord>): FreshBatch | undefined {
  const request: EntityRequest = { done: Promise.resolve(), failure: undefined, errors: [] };
  const representations: string[] = [];
  for (const representation of batch.keys()) {
    if (!records.has(representation)) {
      records.set(representation, { request, entity: undefined, errors: undefined, used: false });
      representations.push(representation);
    }
  }
  return representations.length === 0 ? undefined : { request, representations };
}

/** Asks the source and fills the records. Never rejects. */
async function ask(
  fetch: CompiledFetch,
  state: ExecutionState,
  { request, representations }: FreshBatch,
  records: ReadonlyMap<string, EntityRecord>,
): Promise<void> {
  try {
    const answer = await send(fetch, state, representations);
    const entities = entitiesOf(answer, fetch.node.source, representations.length);
    const general: SourceError[] = [];
    for (const error of answer.errors) {
      const [root, index, ...path] = error.path ?? [];
      const representation = root === '_entities' && typeof index === 'number' ? representations[index] : undefined;
      const record = representation === undefined ? undefined : records.get(representation);
      if (record === undefined) {
        general.push(error);
      } else {
        record.errors ??= [];
        record.errors.push({ ...error, path });
      }
    }
    request.errors = general;
    representations.forEach((representation, i) => {
      const record = records.get(representation);
      const entity = entities?.[i];
      if (record !== undefined && isObject(entity)) {
        fetch.rewrite(entity);
        record.entity = entity;
      }
    });
  } catch (error) {
    request.failure = error instanceof Error ? error : new Error(String(error));
  }
}

/** @throws {GatewayError} SOURCE_BAD_ANSWER. Undefined when the source has only reported errors. */
function entitiesOf(answer: SourceAnswer, source: string, count: number): readonly unknown[] | undefined {
  const entities = answer.data?.['_entities'];
  if (!Array.isArray(entities)) {
    if (answer.errors.length === 0) {
      throw badAnswer(source, 'it has neither entities nor errors');
    }
    return undefined;
  }
  if (entities.length !== count) {
    throw badAnswer(source, `${entities.length} entities for ${count} representations`);
  }
  return entities;
}

interface Delivery {
  readonly batch: Batch;
  readonly records: ReadonlyMap<string, EntityRecord>;
  readonly requests: ReadonlySet<EntityRequest>;
}

/** Merges what is known into the objects, and reports what went wrong at their places. */
function deliver(fetch: CompiledFetch, state: ExecutionState, { batch, records, requests }: Delivery): void {
  for (const request of requests) {
    if (request.failure !== undefined) {
      fetch.errors.ofFetch(state, request.failure);
    }
    for (const error of request.errors) {
      fetch.errors.ofSource(state, error);
    }
  }
  const located = fetch.errors.locate(state);
  for (const [representation, targets] of batch) {
    const record = records.get(representation);
    if (record?.errors !== undefined) {
      located.add(targets, record.errors);
    }
    if (record?.entity !== undefined && record.entity !== null) {
      // Objects of one fetch may share parts: whatever is merged into them later is the same for all of them. Objects
      // of another fetch may not: their operation may use one name for different fields.
      const entity = record.used ? copyJson(record.entity) : record.entity;
      record.used = true;
      if (targets.length > 1) {
        markShared(entity, state.shared);
      }
      for (const target of targets) {
        mergeInto(target, entity);
      }
    }
  }
}

/** The parts of an entity that become parts of several objects when it is merged into them. */
function markShared(entity: SourceObject, shared: Set<object>): void {
  for (const key in entity) {
    const value = entity[key];
    if (typeof value === 'object' && value !== null) {
      shared.add(value);
    }
  }
}

/** The operation's text without its name, which says only for which place of the plan it was made. */
function withoutName({ operation, operationName }: FetchNode): string {
  return operationName === undefined ? operation : operation.replace(operationName, '');
}

async function send(
  fetch: CompiledFetch,
  state: ExecutionState,
  representations: readonly string[] | undefined,
): Promise<SourceAnswer> {
  const variables: Record<string, unknown> = Object.create(null);
  for (const name of fetch.node.variables) {
    const value = state.variables[name];
    if (value !== undefined) {
      variables[name] = value;
    }
  }
  const input: FetchInput = { variables, request: state.request, signal: state.signal };
  return fetch.send(representations === undefined ? input : { ...input, representations });
}

function isObject(value: unknown): value is SourceObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function badAnswer(source: string, what: string): GatewayError {
  return new GatewayError('SOURCE_BAD_ANSWER', `Cannot use the answer of source "${source}": ${what}`, { source });
}
