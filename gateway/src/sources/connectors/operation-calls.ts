import DataLoader from 'dataloader';
import type { SourceObject, SourceRequest } from '../../executor/source.js';
import type { CallsInFlight } from './calls-in-flight.js';
import type { CompiledConnector } from './compile-connectors.js';
import type { CallInput, HeardCalls } from './connector.js';
import { limitError } from './connector-errors.js';
import { badAnswer, ConnectorFailure, toConnectorFailure } from './connector-failure.js';
import { traceCall } from './debug/trace-call.js';
import { type KeyPath, valueAt } from './field-set.js';
import { canonicalJson, createObject, describeKind, isJsonObject } from './json.js';
import type { Shape } from './mapping/prune-mapping.js';

/** What one wanted call depends on; the request is the operation's. */
export interface WantedCall {
  readonly args: Readonly<Record<string, unknown>>;
  /** The entity or object the field or type is asked of; undefined for root fields. */
  readonly parent: Readonly<SourceObject> | undefined;
  readonly signal: AbortSignal;
  /** Of the fetch that wants it. */
  readonly inFlight: CallsInFlight;
  /** What is asked for of what the mapping gives; undefined: all of it. */
  readonly shape: Shape | undefined;
}

/**
 * The connector calls of one operation, across all its fetches. Every promise rejects with a `ConnectorFailure` only.
 */
export interface OperationCalls {
  /**
   * The mapped value for one parent: of a call of its own, made once for equal inputs; of a batch connector, its item in
   * the answer to all parents that ask for it (see `CallsInFlight`) (null when the answer has none).
   */
  load(connector: CompiledConnector, wanted: WantedCall): Promise<unknown>;
  /** A call that is made each time it is asked for, after which everything known is forgotten: a mutation. */
  change(connector: CompiledConnector, wanted: WantedCall): Promise<unknown>;
}

/** Starts the calls of one operation. */
export function createOperationCalls(request: SourceRequest): OperationCalls {
  const singles = new Map<string, SingleCall>();
  const nameShape = createShapeNames();
  const run = createRunner();
  const batches = new Map<string, BatchLoader>();
  return {
    load(connector, wanted) {
      const { coordinate } = connector.definition;
      if (connector.inputs.isBatch) {
        const key = `${coordinate} ${nameShape(wanted.shape)} ${canonicalJson(wanted.args)}`;
        const loader = batches.get(key) ?? createBatchLoader(connector, wanted, { request, run });
        batches.set(key, loader);
        return loadFromBatch(connector, loader, wanted);
      }
      const parent = pickKeys(wanted.parent, connector.inputs.parentPaths);
      const key = `${coordinate} ${nameShape(wanted.shape)} ${canonicalJson([wanted.args, parent ?? null])}`;
      const input = { ...wanted, parent, batch: undefined, request };
      const single = singles.get(key) ?? startSingle((heard) => run(connector, { ...input, heard }));
      singles.set(key, single);
      wanted.inFlight.listen(single.heard);
      return wanted.inFlight.track(connector, single.running);
    },
    async change(connector, wanted) {
      try {
        return await run(connector, { ...wanted, parent: undefined, batch: undefined, request });
      } finally {
        singles.clear();
        batches.clear();
      }
    },
  };
}

/** A call, and what is said of keeping its answer. */
interface SingleCall {
  readonly running: Promise<unknown>;
  readonly heard: HeardCalls;
}

function startSingle(start: (heard: HeardCalls) => Promise<unknown>): SingleCall {
  const heard: HeardCalls = new Set();
  return { running: start(heard), heard };
}

/** Tells shapes apart: fetches of one plan share that of a connector, and so its calls. */
function createShapeNames(): (shape: Shape | undefined) => number {
  const names = new Map<Shape | undefined, number>();
  return (shape) => {
    const name = names.get(shape) ?? names.size;
    names.set(shape, name);
    return name;
  };
}

type Run = (connector: CompiledConnector, input: CallInput) => Promise<unknown>;

/** Makes calls, each traced when the debugger looks, and no more of them than each source allows one operation. */
function createRunner(): Run {
  const made = new Map<string, number>();
  const isOverLimit = ({ limit }: CompiledConnector): boolean => {
    if (limit === undefined) return false;
    const count = (made.get(limit.source) ?? 0) + 1;
    made.set(limit.source, count);
    return count > limit.maxRequests;
  };
  return async (connector, input) => {
    const { definition, secrets, limit } = connector;
    if (isOverLimit(connector)) throw new ConnectorFailure(limitError(definition, limit?.maxRequests ?? 0));
    const { debug } = input.request;
    const trace = debug && traceCall({ coordinate: definition.coordinate, secrets }, debug);
    const outcome = await connector.call({ ...input, trace }).catch((thrown: unknown) => {
      const failure = toConnectorFailure(thrown, definition.subgraph);
      trace?.finish({ kind: 'error', error: failure.error });
      throw failure;
    });
    trace?.finish(outcome);
    if (outcome.kind === 'error') throw new ConnectorFailure(outcome.error);
    return outcome.value;
  };
}

interface BatchItem {
  /** What `$batch` has for this parent. */
  readonly entity: SourceObject;
  readonly cacheKey: string;
  readonly signal: AbortSignal;
  readonly inFlight: CallsInFlight;
}

interface BatchLoader {
  load(item: BatchItem): Promise<unknown>;
  /** What is said of keeping the answers to all of its calls: which of them an item came with is not kept apart. */
  readonly heard: HeardCalls;
}

function loadFromBatch(connector: CompiledConnector, loader: BatchLoader, wanted: WantedCall): Promise<unknown> {
  const entity = pickKeys(wanted.parent, connector.inputs.batchPaths) ?? createObject();
  // An entity without its key has no item in any answer, so there is nothing to ask for.
  if (alignKey(entity, connector.alignPaths) === undefined) return Promise.resolve(null);
  const item: BatchItem = { entity, cacheKey: canonicalJson(entity), signal: wanted.signal, inFlight: wanted.inFlight };
  wanted.inFlight.listen(loader.heard);
  const quiet = wanted.inFlight.quiet(connector.definition.typeName);
  return quiet === undefined ? loader.load(item) : quiet.then(() => loader.load(item));
}

/**
 * One loader for the parents that ask with equal arguments. A chunk that fails fails for its own parents only: each of
 * them gets the error, and the others keep their places.
 */
function createBatchLoader(
  connector: CompiledConnector,
  { args, shape }: Pick<WantedCall, 'args' | 'shape'>,
  { request, run }: { readonly request: SourceRequest; readonly run: Run },
): BatchLoader {
  const heard: HeardCalls = new Set();
  const loadChunk = async (items: readonly BatchItem[]): Promise<unknown[]> => {
    const batch = items.map((item) => item.entity);
    // All fetches of an operation share its signal, so the first one's stands for all.
    const signal = items[0]?.signal ?? AbortSignal.abort();
    const call = run(connector, { args, parent: undefined, batch, request, signal, shape, heard });
    for (const inFlight of new Set(items.map((item) => item.inFlight))) inFlight.track(connector, call);
    try {
      const value = await call;
      return alignItems(connector, batch, value);
    } catch (failure) {
      return items.map(() => failure);
    }
  };
  const loader = new DataLoader<BatchItem, unknown, string>(loadChunk as DataLoader.BatchLoadFn<BatchItem, unknown>, {
    cacheKeyFn: (item) => item.cacheKey,
    maxBatchSize: connector.maxBatchSize ?? Number.POSITIVE_INFINITY,
  });
  return { load: (item) => loader.load(item), heard };
}

function alignItems(connector: CompiledConnector, batch: readonly SourceObject[], value: unknown): unknown[] {
  const { coordinate, subgraph, fieldName } = connector.definition;
  if (!Array.isArray(value)) {
    throw badAnswer(`The answer to batch connector "${coordinate}" maps to no list: ${describeKind(value)}`, subgraph);
  }
  const items = new Map<string, Readonly<Record<string, unknown>>>();
  for (const item of value) {
    const key = alignKey(item, connector.alignPaths);
    if (key !== undefined && isJsonObject(item)) items.set(key, item);
  }
  return batch.map((entity) => {
    const item = items.get(alignKey(entity, connector.alignPaths) ?? '');
    if (item === undefined) return null;
    return fieldName === undefined ? item : (valueAt(item, [fieldName]) ?? null);
  });
}

/** Services answer `7` for an ID of `"7"`, so scalars are compared as text. Undefined when a part is not there. */
function alignKey(value: unknown, paths: readonly KeyPath[]): string | undefined {
  const parts: string[] = [];
  for (const path of paths) {
    const part = valueAt(value, path);
    if (part === undefined || part === null) return undefined;
    parts.push(typeof part === 'object' ? canonicalJson(part) : String(part));
  }
  return JSON.stringify(parts);
}

/** Only what a connector reads of its parent, so that parents that differ elsewhere share a call. */
function pickKeys(parent: Readonly<SourceObject> | undefined, paths: readonly KeyPath[]): SourceObject | undefined {
  if (parent === undefined) return undefined;
  const wanted = paths.some((path) => path.length === 0)
    ? Object.keys(parent).filter((key) => key !== '__typename')
    : paths.flatMap((path) => path.slice(0, 1));
  const picked = createObject();
  for (const key of wanted) if (Object.hasOwn(parent, key)) picked[key] = parent[key];
  return picked;
}
