import { createHash } from 'node:crypto';
import { getOperationAST, parse, validate } from 'graphql';
import { anonymous } from '../auth/identity.js';
import type { Engine } from '../executor/engine.js';
import type { Log } from '../telemetry/logger.js';
import type { ManifestOperation } from './operation-manifest.js';

/** What is warmed up, and for how long. */
export interface WarmUpOptions {
  readonly clientGraph: string;
  readonly engine: Pick<Engine, 'apiSchema' | 'prepare'>;
  readonly operations: readonly ManifestOperation[];
  /** How long it may take, in milliseconds; what is not planned by then is planned by its first request. */
  readonly warmUpMs: number;
  /** Operations that are planned at the same time: as many as there are threads that plan. */
  readonly concurrency: number;
  readonly log: Log;
}

/**
 * Plans persisted operations before anybody asks for them, so that a start or a new release makes no request wait for the
 * planner. An operation that is not valid any more or cannot be planned is warned of, by its name, and stops nothing.
 *
 * @returns When all are planned or the time is over. What is being planned then goes on, and is of use.
 */
export async function warmUp(options: WarmUpOptions): Promise<void> {
  const { operations, warmUpMs, concurrency, log } = options;
  if (operations.length === 0 || warmUpMs === 0) {
    return;
  }
  const waiting = [...operations];
  let planned = 0;
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(() => resolve(), warmUpMs);
  });
  const ending = new AbortController();
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined && !ending.signal.aborted; next = waiting.shift()) {
      if (await prepare(next, options)) {
        planned++;
      }
    }
  };
  try {
    await Promise.race([over, Promise.all(Array.from({ length: concurrency }, work))]);
  } finally {
    ending.abort();
    clearTimeout(timer);
  }
  log.info({ planned, operations: operations.length }, 'Persisted operations were planned ahead');
}

async function prepare(
  { id, name, body }: ManifestOperation,
  { clientGraph, engine, log }: WarmUpOptions,
): Promise<boolean> {
  try {
    const document = parse(body);
    const [invalid] = validate(engine.apiSchema, document, undefined, { maxErrors: 1 });
    const operation = getOperationAST(document, name);
    if (invalid !== undefined || operation === null || operation === undefined) {
      throw invalid ?? new TypeError('The body has no operation of that name');
    }
    await engine.prepare({
      documentHash: createHash('sha256').update(body).digest('hex'),
      document,
      operation,
      request: { clientGraph, correlationId: 'warm-up', headers: new Map(), identity: anonymous },
    });
    return true;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log.warn({ operationName: name, operationId: id, reason }, 'Persisted operation cannot be planned ahead');
    return false;
  }
}
