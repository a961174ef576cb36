import { GatewayError } from '../../errors/gateway-error.js';
import { createEndRate, type EndRate } from './end-rate.js';

/** Which operations go first when not all can be served in time. */
export type Priority = 'critical' | 'normal';

/** What a client graph gets of the process while it is busy. */
export interface LineOptions {
  readonly priority: Priority;
  /** Its share, compared with those of other client graphs of its priority, > 0. */
  readonly weight: number;
  /** Most of its operations that are executed at a time, however idle the process is. `Infinity`: no bound. */
  readonly maxRunning: number;
  /** Most of its operations that wait. */
  readonly maxWaiting: number;
  /** What is expected to wait longer, in milliseconds, is not let in. */
  readonly targetWaitMs: number;
  /** As many may wait whatever is expected. Once they have not been enough, none more, until nobody waits. */
  readonly burst: number;
  /** Longest time that one waits, in milliseconds; estimates err. */
  readonly maxWaitMs: number;
}

/** How the waiting of an operation ended well: it has a turn of its own, or goes with an equal one that is under way. */
export type Start = 'turn' | 'equal';

/** An operation that waits. */
export interface Waiting {
  /** See `Turn.key`. */
  readonly key: string | undefined;
  /** For how many operations it counts, see `operationLoad()`. */
  readonly load: number;
  /** What `Turn.isCritical` says. */
  readonly isCritical: boolean;
  readonly since: number;
  /** Lets it be executed. It has left the line then. */
  readonly start: (how: Start) => void;
}

/** The operations of one client graph. */
export interface WaitingLine {
  readonly options: LineOptions;
  /** In order of arrival. */
  readonly waiting: ReadonlySet<Waiting>;
  /** Those of them that are critical. */
  readonly critical: ReadonlySet<Waiting>;
  /** Executed now. */
  running: number;
  /** Whether more than a burst has come. */
  isShedding: boolean;
  /** When it had its last turn, in turns. */
  lastTurn: number;
  readonly endRate: EndRate;
  /**
   * Waits for a turn.
   *
   * @param entry.signal Aborts when nobody waits for the answer any more.
   * @throws {GatewayError} OVERLOADED when too many wait, or this one was refused, be it to make room for a critical one.
   */
  join(entry: Omit<Waiting, 'start'> & { readonly signal: AbortSignal }): Promise<Start>;
  /** Lets those go that are equal to one that is under way. */
  startEqual(key: string): void;
  /** Refuses those that have waited for longer than they may. */
  refuseLate(now: number): void;
}

/** Makes an empty line. */
export function createWaitingLine(options: LineOptions): WaitingLine {
  /** Sets keep the order, and forget in constant time. */
  const waiting = new Set<Refusable>();
  const critical = new Set<Refusable>();
  const byKey = new Map<string, Set<Refusable>>();

  const add = (entry: Refusable): void => {
    waiting.add(entry);
    if (entry.isCritical) {
      critical.add(entry);
    }
    if (entry.key !== undefined) {
      byKey.set(entry.key, (byKey.get(entry.key) ?? new Set()).add(entry));
    }
  };
  const remove = (entry: Refusable): void => {
    waiting.delete(entry);
    critical.delete(entry);
    const equal = entry.key === undefined ? undefined : byKey.get(entry.key);
    if (equal?.delete(entry) === true && equal.size === 0 && entry.key !== undefined) {
      byKey.delete(entry.key);
    }
  };

  /** @returns Whether there is room, made by refusing what has waited longest and is not critical. */
  const makeRoom = (): boolean => {
    for (const entry of waiting) {
      if (!entry.isCritical) {
        entry.refuse('critical operations go before it');
        return true;
      }
    }
    return false;
  };

  const join: WaitingLine['join'] = ({ key, load, isCritical, signal, since }) =>
    new Promise((resolve, reject) => {
      if (waiting.size >= options.maxWaiting && !(isCritical && makeRoom())) {
        reject(overloaded('too many operations wait to be executed'));
        return;
      }
      const leave = (): void => {
        remove(entry);
        signal.removeEventListener('abort', onAbort);
      };
      const entry: Refusable = {
        key,
        load,
        isCritical,
        since,
        start(how) {
          leave();
          resolve(how);
        },
        refuse(reason) {
          leave();
          reject(overloaded(reason));
        },
      };
      const onAbort = (): void => entry.refuse('nobody waits for the answer any more');
      add(entry);
      signal.addEventListener('abort', onAbort, { once: true });
      if (signal.aborted) {
        onAbort();
      }
    });

  return {
    options,
    waiting,
    critical,
    running: 0,
    isShedding: false,
    lastTurn: 0,
    endRate: createEndRate(),
    join,
    startEqual(key) {
      for (const entry of byKey.get(key) ?? []) {
        entry.start('equal');
      }
    },
    refuseLate(now) {
      for (const entry of waiting) {
        if (now - entry.since <= options.maxWaitMs) {
          break;
        }
        entry.refuse(`it has waited for ${options.maxWaitMs} ms to be executed`);
      }
    },
  };
}

interface Refusable extends Waiting {
  /** Ends its waiting. It has left the line then. */
  readonly refuse: (reason: string) => void;
}

/** Who is next of a line. */
export function firstOf({ waiting, critical }: WaitingLine): Waiting | undefined {
  const [first] = critical.size > 0 ? critical : waiting;
  return first;
}

/**
 * Chooses whose turn it is: those first that are critical, or have critical operations waiting; among equals the one that has the fewest executed now for its weight, so
 * that who sends many, or dear ones, has no more than its share while others want theirs; then the one whose last turn was
 * longest ago.
 *
 * @returns Undefined when no line has an operation that may be executed. O(lines).
 */
export function chooseLine(lines: Iterable<WaitingLine>): WaitingLine | undefined {
  let chosen: WaitingLine | undefined;
  for (const line of lines) {
    const mayRun = line.waiting.size > 0 && line.running < line.options.maxRunning;
    if (mayRun && (chosen === undefined || goesBefore(line, chosen))) {
      chosen = line;
    }
  }
  return chosen;
}

function goesBefore(line: WaitingLine, other: WaitingLine): boolean {
  if (isCritical(line) !== isCritical(other)) {
    return isCritical(line);
  }
  const difference = line.running / line.options.weight - other.running / other.options.weight;
  return difference === 0 ? line.lastTurn < other.lastTurn : difference < 0;
}

function isCritical({ options, critical }: WaitingLine): boolean {
  return options.priority === 'critical' || critical.size > 0;
}

function overloaded(reason: string): GatewayError {
  return new GatewayError('OVERLOADED', `The gateway cannot serve the operation in time: ${reason}`);
}
