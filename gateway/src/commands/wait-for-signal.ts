/** The signals that ask a process to end. */
const signals = ['SIGINT', 'SIGTERM'] as const;

/** A wait for the first signal that asks the process to end. */
export interface SignalWait {
  /** Resolves with the first signal. The second ends the process at once. */
  readonly received: Promise<NodeJS.Signals>;
  /** Stops listening for signals. */
  release(): void;
}

/** Listens for SIGINT and SIGTERM, which then do not end the process by themselves. */
export function waitForSignal(): SignalWait {
  let resolve: (signal: NodeJS.Signals) => void;
  const received = new Promise<NodeJS.Signals>((settle) => {
    resolve = settle;
  });
  let count = 0;
  const listener = (signal: NodeJS.Signals) => {
    count++;
    if (count > 1) {
      process.exit(1);
    }
    resolve(signal);
  };
  for (const signal of signals) {
    process.on(signal, listener);
  }
  return {
    received,
    release: () => {
      for (const signal of signals) {
        process.off(signal, listener);
      }
    },
  };
}
