import type { CacheKey } from '../cache-key.js';
import type { CacheMoment } from '../store.js';

/** What became of asking a source for some parts, as far as others may use it. */
export interface FlightResult {
  /** What is kept now under a key; undefined when nothing is. */
  readonly kept: (key: CacheKey) => Uint8Array | undefined;
  /** Set when the source could not be reached: whoever waited need not try, too. */
  readonly outage?: Error;
}

/** One asking under way. */
export interface Flight {
  /** Of the reading before it. Whoever has read later, after an invalidation, may not use what comes of it. */
  readonly moment: CacheMoment;
  /** Never rejects. */
  readonly result: Promise<FlightResult>;
}

/**
 * What this process asks sources for right now, by key, so that nobody else asks for it too. Privacy needs no rule here:
 * what comes of a flight is found only under keys that its finder has made, too.
 */
export interface PartFlights {
  find(key: CacheKey, moment: CacheMoment): Flight | undefined;
  /** Until its result is there, the flight is found under all of the keys. */
  start(keys: readonly CacheKey[], flight: Flight): void;
}

/** Makes an empty set of flights. */
export function createPartFlights(): PartFlights {
  const underWay = new Map<CacheKey, Flight>();
  return {
    find(key, { generation, sequence }) {
      const flight = underWay.get(key);
      return flight?.moment.sequence === sequence && flight.moment.generation === generation ? flight : undefined;
    },
    start(keys, flight) {
      for (const key of keys) {
        underWay.set(key, flight);
      }
      void flight.result.then(() => {
        for (const key of keys) {
          // Not that of whoever began after an invalidation.
          if (underWay.get(key) === flight) {
            underWay.delete(key);
          }
        }
      });
    },
  };
}
