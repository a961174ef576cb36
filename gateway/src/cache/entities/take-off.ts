import type { CacheKey } from '../cache-key.js';
import type { AskAloneOptions, AskedAlone, AskingAlone } from './ask-alone.js';
import type { Fetching } from './fetching.js';
import { isOutage } from './outage.js';
import type { FlightResult, PartFlights } from './part-flights.js';

/** What asking for some parts needs. */
export interface TakeOffOptions extends AskAloneOptions {
  readonly flights: PartFlights;
}

/** How a source is asked: `askAlone` or `refreshAlone`. */
export type Ask = (asking: AskingAlone, options: AskAloneOptions) => Promise<AskedAlone>;

/**
 * Asks for some parts of a fetch, and lets others of this process wait for what comes of it.
 *
 * @throws As `askSource` does.
 */
export function takeOff(
  parts: readonly number[],
  { fetching, ask }: { readonly fetching: Fetching; readonly ask: Ask },
  options: TakeOffOptions,
): Promise<AskedAlone> {
  const { texts, input, table, moment } = fetching;
  const wanted = parts.length === texts.length ? texts : parts.map((part) => texts[part] ?? '');
  const narrowed = parts.length === texts.length ? input : options.shape.only(input, wanted);
  const keys = keysOf(parts, table);
  const asking = ask({ ...fetching, input: narrowed, texts: wanted, keys }, options);
  if (moment !== undefined) {
    options.flights.start(keys, { moment, result: asking.then(({ kept }) => ({ kept }), toResult(input.signal)) });
  }
  return asking;
}

function keysOf(parts: readonly number[], table: Fetching['table']): readonly CacheKey[] {
  const keys: CacheKey[] = [];
  for (const place of table) {
    for (const part of parts) {
      const key = place[part];
      if (key !== undefined) {
        keys.push(key);
      }
    }
  }
  return keys;
}

const nothingKept: FlightResult['kept'] = () => undefined;

/** A source that is away is so for everybody; that a client went away, or was refused, is its own affair. */
function toResult(signal: AbortSignal): (error: unknown) => FlightResult {
  return (error) =>
    !signal.aborted && isOutage(error) && error instanceof Error
      ? { kept: nothingKept, outage: error }
      : { kept: nothingKept };
}
