import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { LRUCache } from 'lru-cache';
import { Piscina } from 'piscina';
import { GatewayError } from '../errors/gateway-error.js';
import type { PlanTextOptions } from './planner.js';
import type { PlanJob, PlanReply } from './planner-worker.js';
import type { Plan } from './types.js';

/** Plans operations of one supergraph without holding up the thread that serves requests. */
export interface AsyncPlanner {
  /**
   * @param document Text of a document that is valid against the supergraph's API schema.
   * @param options Which operation of it, and which labels of `@override(label:)` are on.
   * @throws {GatewayError} OPERATION_NOT_PLANNABLE when a field can be reached from no source; OPERATION_TOO_COMPLEX when
   *   planning takes longer, or more memory, than is allowed; UNAVAILABLE when too many operations wait to be planned.
   */
  plan(document: string, options: PlanTextOptions): Promise<Plan>;
}

/** Threads that plan for every client graph of a process. */
export interface PlannerPool {
  /** The planner of one supergraph, once a thread has read it. */
  open(supergraphSdl: string): Promise<AsyncPlanner>;
  /** Ends the threads; plans under way fail. */
  close(): Promise<void>;
}

/** Options of `createPlannerPool`. */
export interface PlannerPoolOptions {
  /** Threads, >= 1. Each plans one operation at a time and holds every supergraph, some 40 MB. */
  readonly threads: number;
  /** Longest time one operation may be planned for, in milliseconds. */
  readonly timeoutMs: number;
  /** Most operations that wait for a thread; further ones are refused. */
  readonly maxWaiting: number;
  /** See `PlannerOptions.pathsLimit`. */
  readonly pathsLimit: number;
  /** Memory of one thread, in bytes; past it the operation being planned is refused. */
  readonly maxThreadBytes: number;
  /**
   * How long a thread without work is kept, in milliseconds. The first plan after that waits until a new one has started
   * and read its supergraph, which takes some 0.4 s. Default 1000.
   */
  readonly idleMs?: number;
}

/** How long an operation that was too complex is refused without being tried again, in milliseconds. */
const refusalMs = 60_000;
const maxRefusals = 1_000;

const defaultIdleMs = 1_000;

/** How long a thread may take to start and to read a supergraph, in milliseconds: not the operation's fault. */
const readingTimeoutMs = 60_000;

/** Memory for short-lived objects of one thread, in MB; less than a thread takes when it is not told. */
const youngGenerationMb = 4;

/** Creates a pool. */
export function createPlannerPool(options: PlannerPoolOptions): PlannerPool {
  const threads = new Piscina<PlanJob, PlanReply>({
    filename: threadModule(),
    minThreads: 0,
    maxThreads: options.threads,
    idleTimeout: options.idleMs ?? defaultIdleMs,
    recordTiming: false,
    resourceLimits: {
      maxOldGenerationSizeMb: Math.ceil(options.maxThreadBytes / 1_048_576),
      // What planning leaves behind is kept little: threads are idle most of the time, and their memory counts.
      maxYoungGenerationSizeMb: youngGenerationMb,
    },
  });
  const gate = createGate(options);
  const refusals = new LRUCache<string, GatewayError>({ max: maxRefusals, ttl: refusalMs });

  const run = async (job: Omit<PlanJob, 'begun'>): Promise<Plan | undefined> => {
    const release = await gate.enter();
    // Counted from the moment a thread plans it: neither waiting behind somebody else's operation nor a thread that has
    // to be started is the sender's fault.
    const deadline = startDeadline(options.timeoutMs);
    try {
      return readReply(await threads.run({ ...job, begun: deadline.begun }, { signal: deadline.signal }));
    } catch (error) {
      throw toGatewayError(error, deadline.signal.aborted, options);
    } finally {
      deadline.clear();
      release();
    }
  };

  return {
    async open(supergraphSdl) {
      const supergraphId = createHash('sha256').update(supergraphSdl).digest('base64url');
      const base = { supergraphId, supergraphText: inSharedMemory(supergraphSdl), pathsLimit: options.pathsLimit };
      await run({ ...base, document: undefined, operationName: undefined, activeLabels: [] });
      return {
        async plan(document, planOptions) {
          const key = `${supergraphId}:${planOptions.operationName ?? ''}:${createHash('sha256').update(document).digest('base64url')}`;
          const refusal = refusals.get(key);
          if (refusal !== undefined) {
            throw refusal;
          }
          try {
            const plan = await run({ ...base, document, ...planOptions });
            if (plan === undefined) {
              throw new GatewayError('INTERNAL_SERVER_ERROR', 'Cannot plan: the thread answered without a plan');
            }
            return plan;
          } catch (error) {
            if (error instanceof GatewayError && error.code === 'OPERATION_TOO_COMPLEX') {
              refusals.set(key, error);
            }
            throw error;
          }
        },
      };
    },
    close: () => threads.destroy(),
  };
}

function inSharedMemory(text: string): Uint8Array {
  const bytes = Buffer.from(text);
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  return shared;
}

/** Aborts a job that takes too long, from when its thread says that it has begun. */
interface Deadline {
  /** Set to 1 by the thread; shared memory. */
  readonly begun: Int32Array;
  readonly signal: AbortSignal;
  clear(): void;
}

function startDeadline(timeoutMs: number): Deadline {
  const begun = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const controller = new AbortController();
  const startedAt = performance.now();
  const check = (): void => {
    const isReading = Atomics.load(begun, 0) === 0 && performance.now() - startedAt < readingTimeoutMs;
    if (isReading) {
      timer = setTimeout(check, timeoutMs);
    } else {
      controller.abort();
    }
  };
  let timer = setTimeout(check, timeoutMs);
  return { begun, signal: controller.signal, clear: () => clearTimeout(timer) };
}

/** Lets as many in as there are threads; the others wait in order of arrival. */
interface Gate {
  /** @throws {GatewayError} UNAVAILABLE when too many wait. */
  enter(): Promise<() => void>;
}

function createGate({ threads, maxWaiting }: PlannerPoolOptions): Gate {
  const waiting: (() => void)[] = [];
  let inside = 0;
  const leave = (): void => {
    const next = waiting.shift();
    if (next === undefined) {
      inside--;
    } else {
      next();
    }
  };
  return {
    async enter() {
      if (inside < threads) {
        inside++;
        return leave;
      }
      if (waiting.length >= maxWaiting) {
        throw new GatewayError('UNAVAILABLE', 'Cannot plan the operation: too many operations wait to be planned');
      }
      await new Promise<void>((resolve) => waiting.push(resolve));
      return leave;
    },
  };
}

function readReply(reply: PlanReply): Plan | undefined {
  if (reply.kind === 'refused') {
    throw new GatewayError(reply.code, reply.message);
  }
  return reply.plan;
}

function toGatewayError(
  error: unknown,
  timedOut: boolean,
  { timeoutMs, maxThreadBytes }: PlannerPoolOptions,
): GatewayError {
  if (error instanceof GatewayError) {
    return error;
  }
  if (timedOut) {
    return tooComplex(`it takes longer than ${timeoutMs} ms`, error);
  }
  const outOfMemory = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return outOfMemory
    ? tooComplex(`it takes more than ${maxThreadBytes} bytes of memory`, error)
    : new GatewayError('INTERNAL_SERVER_ERROR', 'Cannot plan the operation: the planner thread failed', {
        cause: error,
      });
}

function tooComplex(reason: string, cause: unknown): GatewayError {
  return new GatewayError('OPERATION_TOO_COMPLEX', `Cannot plan the operation: ${reason}; select less at once`, {
    cause,
  });
}

/** Compiled code lies beside this file; from the sources (in unit tests) it is in the build. */
function threadModule(): string {
  const beside = new URL('./planner-thread.js', import.meta.url);
  const built = new URL('../../dist/planner/planner-thread.js', import.meta.url);
  return fileURLToPath(existsSync(beside) ? beside : built);
}
