import type { FetchInput, PreparedFetch } from '../../executor/source.js';
import type { CacheKey } from '../cache-key.js';
import { type Answering, createAnswering } from './answering.js';
import { askAlone, refreshAlone } from './ask-alone.js';
import { askSource } from './ask-source.js';
import type { DecodedParts } from './decoded-parts.js';
import type { PartMetrics } from './entity-metrics.js';
import { explainParts } from './explain-parts.js';
import type { Fetching } from './fetching.js';
import { lookUp } from './look-up.js';
import type { Flight, FlightResult } from './part-flights.js';
import type { PartKeys } from './part-keys.js';
import type { SourceCacheSettings } from './source-cache-settings.js';
import { type TakeOffOptions, takeOff } from './take-off.js';

/** What a kept fetch is made of. */
export interface KeptFetchOptions extends TakeOffOptions {
  /** Name of the source. */
  readonly source: string;
  /** Of the entities, or of the root; for developers. */
  readonly type: string;
  readonly keys: PartKeys;
  readonly settings: SourceCacheSettings;
  readonly decoded: DecodedParts;
  readonly metrics: PartMetrics;
  /** From 0 to 1. */
  readonly random: () => number;
}

/** How long a new part may take that nobody waits for, in milliseconds. */
const REFRESH_MS = 30_000;

/**
 * Makes a fetch that asks its source only for the parts that are not kept. The source is asked as often as without when
 * the store is away.
 */
export function createKeptFetch(options: KeptFetchOptions): PreparedFetch {
  const { shape, keys, learned, store, settings, metrics } = options;
  return async (input) => {
    const texts = shape.texts(input);
    const everybody = keys.everybody(input);
    const caller = keys.caller(input);
    const places = learned.places(caller !== undefined);
    const table: CacheKey[][] = [];
    if (places.caller && caller !== undefined) {
      table.push(texts.map(caller));
    }
    if (places.everybody) {
      table.push(texts.map(everybody));
    }
    const fetching: Fetching = { input, texts, everybody, caller, table, moment: undefined };
    if (table.length === 0 || learned.isHopeless()) {
      metrics.read('uncacheable', texts.length);
      const { answer, policy } = await askSource(fetching, options);
      explainParts(fetching, { options, policy });
      return answer;
    }
    const { entries, moment } = await store.read(table.length === 1 ? (table[0] ?? []) : table.flat());
    const bypass = input.request.debug?.cache?.bypass === true;
    const found = lookUp(texts.length, bypass ? [] : entries, {
      staleWhileRevalidateSeconds: settings.staleWhileRevalidateSeconds,
      staleIfErrorSeconds: settings.staleIfErrorSeconds,
      nowMs: options.now(),
      random: options.random,
      decoded: options.decoded,
    });
    metrics.read('hit', texts.length - found.missing.length - found.staleCount);
    metrics.read('stale', found.staleCount);
    const looked = { ...fetching, moment };
    if (found.due.length > 0) {
      refresh(found.due, looked, options);
    }
    const answering = createAnswering(found, { shape, source: options.source, metrics, now: options.now });
    if (found.missing.length > 0) {
      await askForMissing(found.missing, { fetching: looked, answering }, options);
    }
    explainParts(looked, { options, found, policy: answering.policy() });
    return answering.answer();
  };
}

interface MissingParts {
  readonly fetching: Fetching;
  readonly answering: Answering;
}

/** Waits for those that are being asked for already, and asks for the others. */
async function askForMissing(
  missing: readonly number[],
  { fetching, answering }: MissingParts,
  options: KeptFetchOptions,
): Promise<void> {
  const joined = new Map<Flight, number[]>();
  const own = missing.filter((part) => {
    const flight = findFlight(part, fetching, options);
    if (flight !== undefined) {
      joined.set(flight, [...(joined.get(flight) ?? []), part]);
    }
    return flight === undefined;
  });
  const ask = async (parts: readonly number[]): Promise<void> => {
    try {
      const answered = await takeOff(parts, { fetching, ask: askAlone }, options);
      if (answered.kind === 'asked') {
        options.metrics.read('miss', parts.length);
        answering.addAsked(parts, answered.asked);
      } else {
        for (const part of parts) {
          land(part, answered, { fetching, answering });
        }
      }
    } catch (error) {
      options.metrics.read('miss', parts.length);
      answering.addFailure(parts, error);
    }
  };
  const asking = own.length === 0 ? undefined : ask(own);
  const left: number[] = [];
  for (const [flight, parts] of joined) {
    const result = await flight.result;
    left.push(...parts.filter((part) => !land(part, result, { fetching, answering })));
  }
  await asking;
  if (left.length > 0) {
    await ask(left);
  }
}

/** Who asks for a part right now. What somebody looks at is asked for them: they want to see the call. */
function findFlight(
  part: number,
  { table, moment, input }: Fetching,
  { flights }: KeptFetchOptions,
): Flight | undefined {
  if (moment === undefined || input.request.debug !== undefined) {
    return undefined;
  }
  for (const keys of table) {
    const key = keys[part];
    const flight = key && flights.find(key, moment);
    if (flight !== undefined) {
      return flight;
    }
  }
  return undefined;
}

/** @returns Whether a part came of somebody else's asking. */
function land(part: number, { kept, outage }: FlightResult, { fetching, answering }: MissingParts): boolean {
  for (const keys of fetching.table) {
    const key = keys[part];
    const value = key && kept(key);
    if (value !== undefined) {
      answering.addShared(part, value);
      return true;
    }
  }
  if (outage !== undefined) {
    answering.addFailure([part], outage);
  }
  return outage !== undefined;
}

/** Has parts made anew that nobody waits for. What fails is told when somebody does. */
function refresh(due: readonly number[], fetching: Fetching, options: KeptFetchOptions): void {
  const { request } = fetching.input;
  // Another request object: what a source remembers of this one it would only say again.
  const input: FetchInput = {
    ...fetching.input,
    request: { ...request, debug: undefined },
    signal: AbortSignal.timeout(REFRESH_MS),
  };
  const unasked = due.filter((part) => findFlight(part, { ...fetching, input }, options) === undefined);
  if (unasked.length > 0) {
    takeOff(unasked, { fetching: { ...fetching, input }, ask: refreshAlone }, options).catch(() => undefined);
  }
}
