import { setTimeout as wait } from 'node:timers/promises';
import { makeSigningKey } from './read-signing-keys.js';
import type { SigningAlgorithm, SigningKey, SigningKeys } from './signing-keys.js';

/** Options of `createGeneratedKeys`. */
export interface GeneratedKeysOptions {
  readonly algorithm: SigningAlgorithm;
  /** How long each key signs, in milliseconds. */
  readonly rotateAfterMs: number;
  /** How long a key is published before it signs, in milliseconds, less than `rotateAfterMs`. */
  readonly publishAheadMs: number;
  /** How long a key is published after it has signed last, in milliseconds: the life of a token and some more. */
  readonly keepMs: number;
  /** Ends the rotation. */
  readonly signal: AbortSignal;
  /** Told when a key could not be made; the one that there is goes on. */
  readonly onError: (error: unknown) => void;
  /** Resolves after some time, in milliseconds; rejects when the signal aborts. Default: the system's clock. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number;
}

/** Makes keys that live in this process only, and replaces them on schedule. */
export async function createGeneratedKeys(options: GeneratedKeysOptions): Promise<SigningKeys> {
  const { algorithm, rotateAfterMs, publishAheadMs, keepMs, signal, sleep = sleepQuietly, now = Date.now } = options;
  let current = await makeSigningKey(algorithm);
  let next: SigningKey | undefined;
  let previous: readonly { readonly key: SigningKey; readonly until: number }[] = [];

  const rotate = async (): Promise<void> => {
    await sleep(rotateAfterMs - publishAheadMs, signal);
    next = await makeSigningKey(algorithm);
    await sleep(publishAheadMs, signal);
    const stillKept = previous.filter(({ until }) => until > now());
    previous = [...stillKept, { key: current, until: now() + keepMs }];
    current = next;
    next = undefined;
  };
  const rotateUntilAborted = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        await rotate();
      } catch (error) {
        if (!signal.aborted) {
          options.onError(error);
        }
      }
    }
  };
  void rotateUntilAborted();

  return {
    current: () => current,
    published: () =>
      [
        current,
        ...(next === undefined ? [] : [next]),
        ...previous.filter(({ until }) => until > now()).map(({ key }) => key),
      ].map(({ publicJwk }) => publicJwk),
  };
}

/** No rotation keeps the process alive. */
async function sleepQuietly(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal, ref: false });
}
