import type { Engine } from '../executor/engine.js';

/** How long a supergraph that was replaced stays ready for operations that were validated against it, in milliseconds. */
export const retirementMs = 30_000;

/** One supergraph that is served, or was until a moment ago. */
export interface SupergraphGeneration {
  readonly engine: Engine;
  /** Whether the engine can still execute. */
  readonly open: boolean;
  /** Does some work with the engine, which is not closed meanwhile. */
  use<T>(work: (engine: Engine) => Promise<T>): Promise<T>;
  /** Called when another supergraph has taken its place: closes once nothing has used it for `retirementMs`. */
  retire(): void;
  /** Closes the engine at once. */
  close(): Promise<void>;
}

/** Creates a generation. */
export function createGeneration(engine: Engine): SupergraphGeneration {
  let running = 0;
  let retired = false;
  let timer: NodeJS.Timeout | undefined;
  let closed: Promise<void> | undefined;

  const close = (): Promise<void> => {
    clearTimeout(timer);
    closed ??= engine.close();
    return closed;
  };
  /** Apollo Server may be parsing an operation for the old schema now, so there is a while to wait when none runs, too. */
  const closeLater = (): void => {
    clearTimeout(timer);
    if (retired && running === 0 && closed === undefined) {
      timer = setTimeout(() => void close(), retirementMs);
      timer.unref();
    }
  };
  return {
    engine,
    get open() {
      return closed === undefined;
    },
    async use(work) {
      running++;
      clearTimeout(timer);
      try {
        return await work(engine);
      } finally {
        running--;
        closeLater();
      }
    },
    retire() {
      retired = true;
      closeLater();
    },
    close,
  };
}
