import { type CacheKey, cacheKey } from '../cache-key.js';
import { makeAlone } from '../make-alone.js';
import { type Asked, type Asking, type AskOptions, askSource } from './ask-source.js';
import type { FlightResult } from './part-flights.js';

/** What is asked for, and under which keys it may be found. */
export interface AskingAlone extends Asking {
  /** Of all its parts, for each of the places where they may be: one list after the other, all as long. */
  readonly keys: readonly CacheKey[];
}

/** How a source is asked by one of all processes. */
export interface AskAloneOptions extends AskOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What came of it: the source's answer, or what another process was answered, if that was kept. */
export type AskedAlone =
  | { readonly kind: 'asked'; readonly asked: Asked; readonly kept: FlightResult['kept'] }
  | { readonly kind: 'found'; readonly kept: FlightResult['kept'] };

/** How long a source has to take, in milliseconds: one that is faster is asked in the time that waiting would take. */
const WORTH_WAITING_MS = 20;
/** How long nobody else refreshes the same, in milliseconds, when whoever does is gone. */
const REFRESH_LEASE_MS = 30_000;

/**
 * Asks the source, unless another process that shares the store is asking it for just the same parts: then waits for those,
 * for as long as the source usually takes, half a second at most, and asks after that. One question to the store for each
 * asking, however many parts it has.
 *
 * @throws As `askSource` does.
 */
export async function askAlone(asking: AskingAlone, options: AskAloneOptions): Promise<AskedAlone> {
  const { moment, keys, input } = asking;
  const { store, learned } = options;
  const usualMs = learned.usualMs();
  // What somebody looks at is asked for them: they want to see the call.
  const mayWait = store.isShared && input.request.debug === undefined && learned.isKept();
  if (moment === undefined || !mayWait || (usualMs !== undefined && usualMs < WORTH_WAITING_MS)) {
    return ask(asking, options);
  }
  let stored: Promise<void> | undefined;
  return makeAlone<AskedAlone>(leaseKey(asking), {
    store,
    waitMs: usualMs,
    async make() {
      const answered = await ask(asking, options);
      stored = answered.asked.stored;
      return answered;
    },
    kept: () => stored ?? Promise.resolve(),
    find: () => find(keys, asking.texts.length, options),
    signal: input.signal,
  });
}

/** Asks the source for what nobody waits for, unless another process does so: then nothing comes of it here. */
export async function refreshAlone(asking: AskingAlone, options: AskAloneOptions): Promise<AskedAlone> {
  if (!options.store.isShared) {
    return ask(asking, options);
  }
  const lease = await options.store.lease(leaseKey(asking), REFRESH_LEASE_MS);
  if (lease.kind === 'taken') {
    return { kind: 'found', kept: () => undefined };
  }
  const release = lease.kind === 'held' ? lease.release : () => undefined;
  let stored: Promise<void> | undefined;
  try {
    const answered = await ask(asking, options);
    stored = answered.asked.stored;
    return answered;
  } finally {
    void Promise.resolve(stored).then(release);
  }
}

async function ask(asking: AskingAlone, options: AskAloneOptions): Promise<AskedAlone & { readonly kind: 'asked' }> {
  const asked = await askSource(asking, options);
  return { kind: 'asked', asked, kept: asked.kept };
}

/** Whoever asks after an invalidation does not wait for what was begun before it. */
function leaseKey({ keys, moment }: AskingAlone): CacheKey {
  return cacheKey('parts', [moment?.generation ?? '', `${moment?.sequence}`, ...keys]);
}

/** Undefined unless all parts are there, and fresh. */
async function find(
  keys: readonly CacheKey[],
  count: number,
  { store, now }: AskAloneOptions,
): Promise<AskedAlone | undefined> {
  const { entries } = await store.read(keys);
  const values = new Map<CacheKey, Uint8Array>();
  const found = new Set<number>();
  const nowMs = now();
  keys.forEach((key, at) => {
    const entry = entries[at];
    if (entry !== undefined && entry.storedAtMs + entry.freshForMs > nowMs) {
      values.set(key, entry.value);
      found.add(at % count);
    }
  });
  return found.size === count ? { kind: 'found', kept: (key) => values.get(key) } : undefined;
}
