import { randomUUID } from 'node:crypto';
import { createInvalidationLog, type InvalidationLog } from '../invalidation-log.js';
import type { RedisConnection } from './connection.js';
import type { RedisClient } from './create-client.js';
import { followScript, invalidateScript, restartScript } from './invalidation-scripts.js';
import { runScript } from './run-script.js';

/** The log of invalidations that all processes with one Redis and one prefix share, and this process's copy of it. */
export interface SharedLog {
  /** Where it lies, prefix included. */
  readonly key: string;
  /** As far as it was followed. */
  readonly copy: InvalidationLog;
  /**
   * Brings the copy up to date, inside of `RedisConnection.ask`: whatever was invalidated before this call is in it after.
   *
   * @throws {Error} The library's errors.
   */
  follow(client: RedisClient): Promise<void>;
  /**
   * @param targets Tags and keys.
   * @returns False when Redis is away or refuses. Then it is made up for before anything is read in this process, and as
   *   soon as Redis is back.
   */
  invalidate(targets: readonly string[]): Promise<boolean>;
  /** Makes up for what could not be entered. To be called when Redis is back. */
  catchUp(): Promise<void>;
}

/** How much of the log is sent at once: some 300 kB, so that no answer takes long. */
const PAGE = 5000;
/** How many tags and keys wait to be entered when Redis is back. More, and a new generation begins then. */
const MAX_PENDING = 10_000;
/** How many are entered at once. */
const MAX_AT_ONCE = 1000;

/** Makes the copy of a log. Nothing is known of it before the first `follow()`. */
export function createSharedLog(connection: RedisConnection, maxRemembered: number): SharedLog {
  // One for all nodes of a cluster: the braces say which part of the key decides where it is.
  const key = `${connection.prefix}{invalidations}`;
  const copy = createInvalidationLog('', maxRemembered);
  /** What could not be entered, and when: which postponement it was. */
  const pending = new Map<string, number>();
  let postponements = 0;
  let restartPending = false;
  let makingUp: Promise<void> | undefined;

  const apply = (answer: unknown): number => {
    const [generation, floor, news] = answer as [string, string, string[]]; // as the scripts return it
    if (generation !== copy.moment.generation) {
      copy.restart(generation);
    }
    copy.raiseFloor(Number(floor));
    for (let at = 0; at < news.length; at += 2) {
      copy.enter([news[at] as string], Number(news[at + 1]));
    }
    return news.length / 2;
  };

  const enter = (client: RedisClient, targets: readonly string[]) =>
    runScript(client, invalidateScript, { key, args: [newGeneration(), maxRemembered, ...targets] });

  /** One at a time: whoever comes meanwhile waits for the same, as what is read before it is done may be old. */
  const makeUp = async (client: RedisClient): Promise<void> => {
    while (makingUp !== undefined || restartPending || pending.size > 0) {
      makingUp ??= enterPending(client).finally(() => {
        makingUp = undefined;
      });
      await makingUp;
    }
  };

  const enterPending = async (client: RedisClient): Promise<void> => {
    if (restartPending) {
      restartPending = false;
      try {
        await runScript(client, restartScript, { key, args: [] });
      } catch (error) {
        restartPending = true;
        throw error;
      }
    }
    for (const batch of batches([...pending])) {
      await enter(
        client,
        batch.map(([target]) => target),
      );
      for (const [target, postponement] of batch) {
        // Postponed again meanwhile, it may have been entered too early.
        if (pending.get(target) === postponement) {
          pending.delete(target);
        }
      }
    }
  };

  const postpone = (targets: readonly string[]): void => {
    postponements += 1;
    for (const target of targets) {
      pending.set(target, postponements);
    }
    if (pending.size > MAX_PENDING) {
      pending.clear();
      restartPending = true;
    }
  };

  const follow = async (client: RedisClient): Promise<void> => {
    await makeUp(client);
    for (let news = PAGE; news === PAGE; ) {
      const { generation, sequence } = copy.moment;
      news = apply(await runScript(client, followScript, { key, args: [newGeneration(), generation, sequence, PAGE] }));
    }
  };

  return {
    key,
    copy,
    follow,
    async invalidate(targets) {
      let entered = true;
      // In the copy at the next following, which comes before every reading.
      for (const batch of batches(targets)) {
        const { kind } = await connection.ask(key, (client) => enter(client, batch));
        if (kind !== 'done') {
          postpone(batch);
          entered = false;
        }
      }
      return entered;
    },
    async catchUp() {
      if (restartPending || pending.size > 0) {
        await connection.ask(key, makeUp);
      }
    },
  };
}

function* batches<T>(targets: readonly T[]): Iterable<readonly T[]> {
  for (let at = 0; at < targets.length; at += MAX_AT_ONCE) {
    yield targets.slice(at, at + MAX_AT_ONCE);
  }
}

function newGeneration(): string {
  return randomUUID();
}
