import { type ConcurrencyLimit, createConcurrencyLimit, idleBelow } from './concurrency-limit.js';
import { expectedWaitMs } from './expected-wait.js';
import { createLoopTurns, type LoopTurns } from './loop-turns.js';
import { operationLoad } from './operation-load.js';
import {
  chooseLine,
  createWaitingLine,
  firstOf,
  type LineOptions,
  type Waiting,
  type WaitingLine,
} from './waiting-line.js';

/** What is known of something to execute. */
export interface Turn {
  /** Name of its client graph. */
  readonly clientGraph: string;
  /** Whether it goes before whatever is not; asked when it has to wait. Default: what its client graph is. */
  readonly isCritical?: () => boolean;
  /** How large the answer is expected to be, in bytes; asked while the process is busy. Default: not large. */
  readonly answerBytes?: () => number;
  /** Aborts when nobody waits for the answer any more; what still waits is then forgotten. */
  readonly signal: AbortSignal;
  /** Equal for what is executed once when it is under way at the same time: it costs no turn of its own. */
  readonly key?: string | undefined;
}

/** How long something that came now would wait. */
export interface Forecast {
  /** An estimate from how fast operations end, in milliseconds. */
  readonly waitMs: number;
  /** Whether that is too long, and it should not be let in. */
  readonly isTooLong: boolean;
}

/** How many operations there are. */
export interface ExecutionCounts {
  readonly running: number;
  readonly waiting: number;
}

/** Has operations executed as fast as the process can, and no faster. */
export interface ExecutionQueue {
  /**
   * Executes now, or when it is this operation's turn.
   *
   * @throws {GatewayError} OVERLOADED when too many of its client graph wait, or it has waited too long.
   */
  run<T>(turn: Turn, execute: () => Promise<T>): Promise<T>;
  /** @param clientGraph Of an operation that comes now. */
  forecast(clientGraph: string): Forecast;
  /** For metrics: by client graph, those that have had operations. */
  readonly counts: ReadonlyMap<string, ExecutionCounts>;
  /** Whether as many operations are executed as may be at a time now. */
  readonly isBusy: boolean;
  /** The turns of the event loop, for whatever else takes its time. */
  readonly turns: LoopTurns;
  /** Stops measuring. Whatever waits is executed. */
  close(): void;
}

/** Options of `createExecutionQueue`. */
export interface ExecutionQueueOptions {
  /** Operations that are executed at once however busy the process is, >= 1. */
  readonly minRunning: number;
  /** Of a client graph, by name. */
  readonly lineOf: (clientGraph: string) => LineOptions;
  /** Share of the time since the last call in which the event loop had something to do, from 0 to 1. */
  readonly utilization: () => number;
  /** In milliseconds. Default `performance.now`. */
  readonly now?: () => number;
  /** How often the utilization is looked at, in milliseconds. Default 20; 0: only by `sample()`, in tests. */
  readonly sampleMs?: number;
}

const defaultSampleMs = 20;
/** The timer is late when so many times its interval have passed: the loop is at something that takes long. */
const lateAfterSamples = 1.25;

const noWait: Forecast = { waitMs: 0, isTooLong: false };

/**
 * Creates a queue, with a line for each client graph.
 *
 * How many operations are executed at a time is `createConcurrencyLimit()`'s to say, whose turn is next `chooseLine()`'s.
 */
export function createExecutionQueue(options: ExecutionQueueOptions): ExecutionQueue & { sample(): void } {
  return new Queue(options);
}

/** An operation that has its turn. */
type Begun = Pick<Waiting, 'key' | 'load'>;

class Queue implements ExecutionQueue {
  readonly turns: LoopTurns;
  readonly #options: ExecutionQueueOptions;
  readonly #now: () => number;
  readonly #limit: ConcurrencyLimit;
  /** By client graph: as many as are configured. */
  readonly #lines = new Map<string, WaitingLine>();
  /** How many are executed, by key. */
  readonly #keys = new Map<string, number>();
  #running = 0;
  /** Of what is executed. */
  #load = 0;
  #turns = 0;
  #sampledAt: number;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;
  #isReleaseDue = false;
  readonly #releaseDue = (): void => {
    this.#isReleaseDue = false;
    this.#release();
  };

  constructor(options: ExecutionQueueOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#limit = createConcurrencyLimit(options.minRunning);
    this.turns = createLoopTurns({ isBusy: () => this.#isPacedNow(), now: this.#now });
    this.#sampledAt = this.#now();
  }

  get isBusy(): boolean {
    return this.#load >= this.#limit.current;
  }

  /** Whether the loop had no time left a moment ago. */
  get #isPaced(): boolean {
    return this.#limit.current !== Number.POSITIVE_INFINITY;
  }

  /**
   * The same, also found out in the middle of a turn of the loop. The timer looks between turns, and the first one of an
   * overload may take a quarter of a second: everything that comes in it would be begun.
   */
  #isPacedNow(): boolean {
    const { sampleMs = defaultSampleMs } = this.#options;
    if (this.#timer !== undefined && this.#now() - this.#sampledAt > lateAfterSamples * sampleMs) {
      this.sample();
    }
    return this.#isPaced;
  }

  get counts(): ReadonlyMap<string, ExecutionCounts> {
    return new Map([...this.#lines].map(([name, { running, waiting }]) => [name, { running, waiting: waiting.size }]));
  }

  run<T>(turn: Turn, execute: () => Promise<T>): Promise<T> {
    if (this.#isUnderWay(turn)) {
      return execute();
    }
    const line = this.#lineOf(turn.clientGraph);
    const mayStart = this.#mayStart(line);
    const begun: Begun = { key: turn.key, load: this.#loadOf(turn) };
    if (mayStart) {
      this.#begin(line, begun);
      return this.#execute(line, begun, execute);
    }
    const { key, load } = begun;
    const isCritical = turn.isCritical?.() ?? false;
    const started = line.join({ key, load, isCritical, signal: turn.signal, since: this.#now() });
    // Whoever waits is looked after, also when nothing else is under way.
    this.#startSampling();
    if (!this.isBusy && line.running < line.options.maxRunning) {
      // It waits for the next turn of the loop alone, and no end of another operation may ever come.
      this.#releaseNext();
    }
    return started.then((how) => (how === 'equal' ? goAlong(line, execute) : this.#execute(line, begun, execute)));
  }

  forecast(clientGraph: string): Forecast {
    const line = this.#lines.get(clientGraph);
    return line === undefined ? noWait : this.#forecastOf(line);
  }

  #forecastOf(line: WaitingLine): Forecast {
    const { waiting, options } = line;
    if (waiting.size === 0) {
      line.isShedding = false;
      return noWait;
    }
    const waitMs = expectedWaitMs(line, this.#lines.values());
    // A burst may wait. What is more has proven to be none, and the line is kept short from then on: a long one serves no
    // more, and is in the way of those who come when all is over.
    const burst = line.isShedding ? 0 : options.burst;
    // As long as no more wait than are executed, nobody waits for longer than operations take anyway.
    const isTooLong = waitMs > options.targetWaitMs && waiting.size >= Math.max(line.running, burst);
    line.isShedding ||= isTooLong;
    return { waitMs, isTooLong };
  }

  close(): void {
    this.#isClosed = true;
    clearInterval(this.#timer);
    for (const line of this.#lines.values()) {
      for (const entry of line.waiting) {
        this.#start(line, entry);
      }
    }
  }

  /** Looks at how busy the loop was since the last time. */
  sample(): void {
    const now = this.#now();
    const elapsedMs = now - this.#sampledAt;
    if (elapsedMs <= 0) {
      return;
    }
    this.#sampledAt = now;
    const utilization = this.#options.utilization();
    this.#limit.adjust({ utilization, elapsedMs }, this.#load);
    for (const line of this.#lines.values()) {
      line.endRate.sample(elapsedMs, line.waiting.size > 0);
      line.refuseLate(now);
    }
    this.#release();
    if (this.#running === 0 && utilization < idleBelow && !this.#isAnyWaiting()) {
      this.#rest();
    }
  }

  #isUnderWay({ key }: Turn): boolean {
    return key !== undefined && this.#keys.has(key);
  }

  #lineOf(clientGraph: string): WaitingLine {
    const known = this.#lines.get(clientGraph);
    if (known !== undefined) {
      return known;
    }
    const line = createWaitingLine(this.#options.lineOf(clientGraph));
    this.#lines.set(clientGraph, line);
    return line;
  }

  /** Whoever waits while there is room waits for its own client graph alone, and lets others pass. */
  #mayStart({ running, waiting, options }: WaitingLine): boolean {
    // First, as it may find out that the process is busy.
    const hasTime = this.turns.hasTime();
    const hasRoom = !this.isBusy && running < options.maxRunning && waiting.size === 0;
    return (hasTime && hasRoom) || this.#isClosed;
  }

  #isAnyWaiting(): boolean {
    for (const { waiting } of this.#lines.values()) {
      if (waiting.size > 0) {
        return true;
      }
    }
    return false;
  }

  /** While there is no limit, what operations count for makes no difference, and is not asked. */
  #loadOf({ answerBytes }: Turn): number {
    return this.#isPaced && answerBytes !== undefined ? operationLoad(answerBytes(), this.#options.minRunning) : 1;
  }

  /** @param begun An operation whose turn has begun, see `#begin`. */
  async #execute<T>(line: WaitingLine, begun: Begun, execute: () => Promise<T>): Promise<T> {
    try {
      return await execute();
    } finally {
      this.#end(line, begun);
      this.#release();
    }
  }

  /** Takes the turn, and lets what waits and is the same go with it. */
  #begin(line: WaitingLine, { key, load }: Begun): void {
    this.#running++;
    this.#load += load;
    line.running++;
    line.lastTurn = ++this.#turns;
    this.#startSampling();
    if (key !== undefined) {
      this.#keys.set(key, (this.#keys.get(key) ?? 0) + 1);
      line.startEqual(key);
    }
  }

  #end(line: WaitingLine, { key, load }: Begun): void {
    this.#running--;
    this.#load -= load;
    line.running--;
    line.endRate.count();
    const others = key === undefined ? undefined : (this.#keys.get(key) ?? 1) - 1;
    if (key !== undefined && others !== undefined) {
      if (others === 0) {
        this.#keys.delete(key);
      } else {
        this.#keys.set(key, others);
      }
    }
  }

  /** Gives turns to those that wait, as long as there is room. */
  #release(): void {
    while (!this.isBusy) {
      if (!this.turns.hasTime()) {
        this.#releaseNext();
        return;
      }
      const line = chooseLine(this.#lines.values());
      const next = line && firstOf(line);
      if (line === undefined || next === undefined) {
        return;
      }
      this.#start(line, next);
      if (this.#isPaced) {
        // How long it takes is known only when it has begun.
        this.#releaseNext();
        return;
      }
    }
  }

  #releaseNext(): void {
    if (!this.#isReleaseDue) {
      this.#isReleaseDue = true;
      this.turns.takeNext(this.#releaseDue);
    }
  }

  #start(line: WaitingLine, entry: Waiting): void {
    entry.start('turn');
    this.#begin(line, entry);
  }

  #startSampling(): void {
    const { sampleMs = defaultSampleMs } = this.#options;
    if (this.#timer === undefined && sampleMs > 0 && !this.#isClosed) {
      this.#sampledAt = this.#now();
      this.#options.utilization();
      this.#timer = setInterval(() => this.sample(), sampleMs).unref();
    }
  }

  /** Nothing is under way: what was found out may no longer hold when something is. */
  #rest(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#limit.lift();
    for (const { endRate } of this.#lines.values()) {
      endRate.forget();
    }
  }
}

/** It was counted among those ahead, so its end is counted, too. */
async function goAlong<T>(line: WaitingLine, execute: () => Promise<T>): Promise<T> {
  try {
    return await execute();
  } finally {
    line.endRate.count();
  }
}
