import { GatewayError } from '../../errors/gateway-error.js';

/** Which operations go first when not all can be served in time. */
export type Priority = 'critical' | 'normal';

/** What is known of something to execute. */
export interface Turn {
  readonly priority: Priority;
  /** Aborts when nobody waits for the answer any more; what still waits is then forgotten. */
  readonly signal: AbortSignal;
  /** Equal for what is executed once when it is under way at the same time: it costs no turn of its own. */
  readonly key?: string | undefined;
}

/** Has operations executed as fast as the process can, and no faster. */
export interface ExecutionQueue {
  /**
   * Executes now, or when it is this operation's turn.
   *
   * @throws {GatewayError} OVERLOADED when too many wait, or it has waited too long.
   */
  run<T>(turn: Turn, execute: () => Promise<T>): Promise<T>;
  /** How long an operation that came now would wait, in milliseconds; an estimate from how fast operations end. */
  expectedWaitMs(priority: Priority): number;
  /** For metrics. */
  readonly counts: { readonly running: number; readonly waiting: number };
  /** Whether as many operations are executed as may be at a time now. */
  readonly isBusy: boolean;
  /** Stops measuring. Whatever waits is executed. */
  close(): void;
}

/** Options of `createExecutionQueue`. */
export interface ExecutionQueueOptions {
  /** Operations that are executed at once however busy the process is, >= 1. */
  readonly minRunning: number;
  /** Most operations that wait. */
  readonly maxWaiting: number;
  /** Longest time an operation may wait, in milliseconds. */
  readonly maxWaitMs: number;
  /** Share of the time since the last call in which the event loop had something to do, from 0 to 1. */
  readonly utilization: () => number;
  /** In milliseconds. Default `performance.now`. */
  readonly now?: () => number;
  /** How often the utilization is looked at, in milliseconds. Default 20; 0: only by `sample()`, in tests. */
  readonly sampleMs?: number;
}

/** From this utilization on the process is busy: fewer operations are executed at a time. */
const busyFrom = 0.97;
/** Below this utilization it has time left: more are. */
const idleBelow = 0.9;
const decrease = 0.7;
const increase = 1.25;
/** From here on there is no limit. */
const noLimitFrom = 10_000;
/** Over how long the rate at which operations end is averaged, in milliseconds. Before that it is not known. */
const rateWindowMs = 1000;

interface Waiting {
  readonly turn: Turn;
  readonly start: () => void;
  readonly refuse: (error: GatewayError) => void;
  readonly since: number;
}

/**
 * Creates a queue.
 *
 * One thread executes everything, so once it is busy, more operations at the same time end no sooner: they only hold more
 * memory, which the collector then goes through again and again. While the loop is busy, fewer and fewer are therefore
 * executed at a time; while it is not (sources are being waited for), more and more, as many as come in the end.
 *
 * Additive increase and multiplicative decrease, as congestion control has it, but of the loop's utilization.
 */
export function createExecutionQueue(options: ExecutionQueueOptions): ExecutionQueue & { sample(): void } {
  return new Queue(options);
}

class Queue implements ExecutionQueue {
  readonly #options: ExecutionQueueOptions;
  readonly #now: () => number;
  /** In order of arrival: sets keep it, and forget in constant time. */
  readonly #waiting: Readonly<Record<Priority, Set<Waiting>>> = { critical: new Set(), normal: new Set() };
  /** How many are executed, by key. */
  readonly #keys = new Map<string, number>();
  #running = 0;
  #ended = 0;
  #endedPerMs = 0;
  #measuredMs = 0;
  #sampledAt: number;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;
  /** Most operations that are executed at a time. */
  #limit = Number.POSITIVE_INFINITY;

  constructor(options: ExecutionQueueOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#sampledAt = this.#now();
  }

  get isBusy(): boolean {
    return this.#running >= this.#limit;
  }

  get counts(): { readonly running: number; readonly waiting: number } {
    return { running: this.#running, waiting: this.#waiting.critical.size + this.#waiting.normal.size };
  }

  run<T>(turn: Turn, execute: () => Promise<T>): Promise<T> {
    if (this.#isUnderWay(turn)) {
      return execute();
    }
    if (this.#mayStart() && this.counts.waiting === 0) {
      return this.#execute(turn, execute);
    }
    if (this.counts.waiting >= this.#options.maxWaiting) {
      return Promise.reject(overloaded('too many operations wait to be executed'));
    }
    return this.#wait(turn).then(() => (this.#isUnderWay(turn) ? execute() : this.#execute(turn, execute)));
  }

  #isUnderWay({ key }: Turn): boolean {
    return key !== undefined && this.#keys.has(key);
  }

  expectedWaitMs(priority: Priority): number {
    const ahead = this.#waiting.critical.size + (priority === 'critical' ? 0 : this.#waiting.normal.size);
    if (ahead === 0 || this.#measuredMs < rateWindowMs) {
      return 0;
    }
    return this.#endedPerMs === 0 ? Number.POSITIVE_INFINITY : ahead / this.#endedPerMs;
  }

  close(): void {
    this.#isClosed = true;
    this.#release();
  }

  /** Looks at how busy the loop was since the last time. */
  sample(): void {
    const now = this.#now();
    const elapsed = now - this.#sampledAt;
    if (elapsed <= 0) {
      return;
    }
    const utilization = this.#options.utilization();
    this.#adjustLimit(utilization);
    this.#measureRate(elapsed);
    this.#sampledAt = now;
    this.#refuseLate(now);
    this.#release();
    if (this.#running === 0 && this.counts.waiting === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
      this.#limit = Number.POSITIVE_INFINITY;
      this.#endedPerMs = 0;
      this.#measuredMs = 0;
    }
  }

  #adjustLimit(utilization: number): void {
    if (utilization >= busyFrom) {
      this.#limit = Math.max(this.#options.minRunning, Math.floor(Math.min(this.#limit, this.#running) * decrease));
    } else if (utilization < idleBelow) {
      this.#limit = this.#limit < noLimitFrom ? Math.ceil(this.#limit * increase) : Number.POSITIVE_INFINITY;
    }
  }

  /** An average that forgets: exactly that of all samples at first, exponentially weighted from a whole window on. */
  #measureRate(elapsedMs: number): void {
    this.#measuredMs += elapsedMs;
    const rate = this.#ended / elapsedMs;
    this.#endedPerMs += (rate - this.#endedPerMs) * Math.min(1, elapsedMs / Math.min(this.#measuredMs, rateWindowMs));
    this.#ended = 0;
  }

  #mayStart(): boolean {
    return this.#running < this.#limit || this.#isClosed;
  }

  #wait(turn: Turn): Promise<void> {
    const { priority, signal } = turn;
    const waiting = this.#waiting[priority];
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        waiting.delete(entry);
        signal.removeEventListener('abort', onAbort);
      };
      const entry: Waiting = {
        turn,
        since: this.#now(),
        start: () => {
          leave();
          resolve();
        },
        refuse: (error) => {
          leave();
          reject(error);
        },
      };
      const onAbort = (): void => entry.refuse(overloaded('nobody waits for the answer any more'));
      waiting.add(entry);
      signal.addEventListener('abort', onAbort, { once: true });
      if (signal.aborted) {
        onAbort();
      }
    });
  }

  async #execute<T>({ key }: Turn, execute: () => Promise<T>): Promise<T> {
    this.#running++;
    this.#startSampling();
    this.#begin(key);
    try {
      return await execute();
    } finally {
      this.#running--;
      this.#ended++;
      this.#end(key);
      this.#release();
    }
  }

  #begin(key: string | undefined): void {
    if (key !== undefined) {
      this.#keys.set(key, (this.#keys.get(key) ?? 0) + 1);
      this.#startEqual(key);
    }
  }

  #end(key: string | undefined): void {
    if (key !== undefined) {
      const others = (this.#keys.get(key) ?? 1) - 1;
      if (others === 0) {
        this.#keys.delete(key);
      } else {
        this.#keys.set(key, others);
      }
    }
  }

  /** What waits and is the same as what has begun is executed with it. */
  #startEqual(key: string): void {
    for (const queue of [this.#waiting.critical, this.#waiting.normal]) {
      for (const entry of queue) {
        if (entry.turn.key === key) {
          entry.start();
        }
      }
    }
  }

  /** Starts what may start. What was released counts as running only a moment later, so it is counted here. */
  #release(): void {
    let room = this.#isClosed ? Number.POSITIVE_INFINITY : this.#limit - this.#running;
    for (const queue of [this.#waiting.critical, this.#waiting.normal]) {
      for (const entry of queue) {
        if (room <= 0) {
          return;
        }
        room--;
        entry.start();
      }
    }
  }

  #refuseLate(now: number): void {
    for (const queue of [this.#waiting.critical, this.#waiting.normal]) {
      for (const entry of queue) {
        if (now - entry.since <= this.#options.maxWaitMs) {
          break;
        }
        entry.refuse(overloaded(`it has waited for ${this.#options.maxWaitMs} ms to be executed`));
      }
    }
  }

  #startSampling(): void {
    const { sampleMs = 20 } = this.#options;
    if (this.#timer === undefined && sampleMs > 0) {
      this.#sampledAt = this.#now();
      this.#options.utilization();
      this.#ended = 0;
      this.#timer = setInterval(() => this.sample(), sampleMs).unref();
    }
  }
}

function overloaded(reason: string): GatewayError {
  return new GatewayError('OVERLOADED', `The gateway cannot serve the operation in time: ${reason}`);
}
