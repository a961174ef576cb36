/** Leaves the event loop time for its sockets between pieces of work, while there is more work than time. */
export interface LoopTurns {
  /** Does a piece of work now or in one of the next turns of the loop, in order. What it throws is nobody's. */
  take(work: () => void): void;
  /** The same, but not before what is being done now is done, with all that it sets off. */
  takeNext(work: () => void): void;
  /** Whether there is time for work in this turn. */
  hasTime(): boolean;
  /** Says that a client has connected: turns are short for a while, as others may be about to. */
  clientCame(): void;
}

/** Options of `createLoopTurns`. */
export interface LoopTurnsOptions {
  /** Whether the process has no time left. While it has, all work is done at once. */
  readonly isBusy: () => boolean;
  /** In milliseconds. Default `performance.now`. */
  readonly now?: () => number;
}

/** Work that is begun in one turn of the loop, in milliseconds. Each turn costs some microseconds of its own. */
const turnMs = 8;
/** The same while clients connect, of whom one is let in in each turn. */
const shortTurnMs = 1;
/** How long others are expected after a client has connected, in milliseconds. */
const comingMs = 1000;

/**
 * Creates the turns of one process.
 *
 * In a turn of the loop libuv takes one new connection, and hands over whatever all others have received. Where the answers
 * of many sources have come, a turn would take as long as going through all of them: new clients would be let in one by
 * one, tens of milliseconds apart, and wait for seconds to be told that they cannot be served.
 */
export function createLoopTurns({ isBusy, now = () => performance.now() }: LoopTurnsOptions): LoopTurns {
  /** In order of arrival: sets keep it, and forget in constant time. */
  const waiting = new Set<() => void>();
  /** When the first work of this turn was begun; undefined: none was, or nobody looks. */
  let turnSince: number | undefined;
  let cameAt = Number.NEGATIVE_INFINITY;

  const begin = (): void => {
    turnSince = now();
    setImmediate(endTurn);
  };
  const hasTime = (): boolean => {
    if (turnSince === undefined && isBusy()) {
      begin();
    }
    if (turnSince === undefined) {
      return true;
    }
    const time = now();
    return time - turnSince < (time - cameAt < comingMs ? shortTurnMs : turnMs);
  };
  const endTurn = (): void => {
    turnSince = undefined;
    if (waiting.size > 0) {
      begin();
      goOn();
    }
  };
  /** Begins another piece when what the last one set off is done, as long as there is time. */
  const goOn = (): void => {
    const [work] = waiting;
    if (work !== undefined && hasTime()) {
      waiting.delete(work);
      goOnLater();
      work();
    }
  };
  // Ticks come when all promises are settled that the work has to do with.
  const goOnLater = (): void => queueMicrotask(() => process.nextTick(goOn));

  return {
    hasTime: () => waiting.size === 0 && hasTime(),
    clientCame() {
      cameAt = now();
    },
    take(work) {
      if (waiting.size === 0 && hasTime()) {
        work();
      } else {
        waiting.add(work);
      }
    },
    takeNext(work) {
      if (waiting.add(work).size === 1) {
        goOnLater();
      }
    },
  };
}
