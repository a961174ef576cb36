import { setTimeout as sleep } from 'node:timers/promises';

/** Says whether it is worth asking something that answers, or does not. */
export interface Breaker {
  /** False from the first failure until a probe is answered: nothing is to be asked meanwhile. */
  readonly isClosed: boolean;
  /** What it guards has failed. It is probed from now on. */
  open(reason: string): void;
  /** Resolves when nothing is probed any more. */
  settled(): Promise<void>;
}

/** Options of `createBreaker`. */
export interface BreakerOptions {
  /** Whether what it guards answers. Never rejects, and takes at most `COMMAND_TIMEOUT_MS`. */
  readonly probe: () => Promise<boolean>;
  /** Ends the probing. */
  readonly signal: AbortSignal;
  /** Told the first reason. */
  readonly onOpened: (reason: string) => void;
  readonly onClosed: () => void;
}

/** How often what does not answer is asked whether it is back, in milliseconds. */
const PROBE_EVERY_MS = 200;

/** Makes a breaker that is open until the first probe is answered. */
export function createBreaker({ probe, signal, onOpened, onClosed }: BreakerOptions): Breaker {
  let isClosed = false;
  let probing: Promise<void> | undefined;

  async function probeUntilClosed(): Promise<void> {
    while (!signal.aborted && !isClosed) {
      if (await probe()) {
        isClosed = true;
        onClosed();
        return;
      }
      // Aborted only when there is nothing left to wait for.
      await sleep(PROBE_EVERY_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  function startProbing(): void {
    probing ??= probeUntilClosed().finally(() => {
      probing = undefined;
    });
  }

  startProbing();
  return {
    get isClosed() {
      return isClosed;
    },
    open(reason) {
      if (isClosed) {
        isClosed = false;
        onOpened(reason);
      }
      startProbing();
    },
    settled: () => probing ?? Promise.resolve(),
  };
}
