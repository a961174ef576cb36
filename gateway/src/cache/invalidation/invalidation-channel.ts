import type { Log } from '../../telemetry/logger.js';
import type { Metrics } from '../../telemetry/metrics.js';
import { createRedisClient, type RedisClientOptions } from '../redis/create-client.js';
import type { InvalidationTarget } from '../tags.js';
import type { Invalidator } from './invalidator.js';
import type { KnownNames } from './known-names.js';
import { MAX_TARGETS_BYTES, parseTargetsText, problemOfTargets } from './parse-targets.js';

/** What the channel needs. */
export interface InvalidationChannelOptions {
  /** Where Redis is. A connection of its own is opened: one that listens can do nothing else. */
  readonly redis: RedisClientOptions & { readonly prefix: string };
  readonly invalidator: Invalidator;
  readonly names: Pick<KnownNames, 'problemOf'>;
  readonly metrics: Metrics;
  readonly log: Log;
}

/** A channel that is listened to. */
export interface InvalidationChannel {
  /** `<prefix>invalidate`. */
  readonly name: string;
  close(): Promise<void>;
}

/** How often the connection is asked whether it is there, in milliseconds: it is silent while nothing is published. */
const PING_EVERY_MS = 2000;
/** How many targets wait while others are being invalidated. What comes on top is dropped, and counted. */
const MAX_WAITING = 10_000;

const RESULTS = ['invalidated', 'refused', 'dropped', 'not_acknowledged'] as const;

/**
 * Listens to a Redis channel on which other services publish what is to be invalidated, as the JSON that the endpoint
 * takes. What is published while this process is not connected is lost: that is how Redis' channels are.
 */
export function openInvalidationChannel(options: InvalidationChannelOptions): InvalidationChannel {
  const { redis, log } = options;
  const name = `${redis.prefix}invalidate`;
  const inbox = createInbox(options);
  const client = createRedisClient(redis);
  const subscribe = (): void => {
    client.subscribe(name).then(
      () => log.info({ channel: name }, 'Listening for invalidations'),
      // The connection is lost again, or the user may not listen. Said once for each connection.
      (error: Error) => log.warn({ channel: name, reason: error.message }, 'Cannot listen for invalidations'),
    );
  };
  client.on('error', () => undefined); // what is wrong with Redis is told by the connection that everything else uses
  client.on('ready', subscribe);
  client.on('message', (_channel: string, message: string) => inbox.take(message));
  const ping = setInterval(() => {
    if (client.status === 'ready') {
      client.ping().catch(() => client.disconnect(true));
    } else if (client.status === 'end') {
      client.connect().catch(() => undefined); // tried again next time
    }
  }, PING_EVERY_MS);
  ping.unref();
  return {
    name,
    async close() {
      clearInterval(ping);
      client.removeAllListeners('ready');
      client.disconnect();
      await inbox.settled();
    },
  };
}

/** Takes messages; invalidates one batch at a time, so that a flood costs no more than what fits into memory. */
function createInbox({ invalidator, names, metrics, log }: InvalidationChannelOptions) {
  const messages = metrics.counter({
    name: 'facet_cache_invalidation_messages_total',
    help: 'Messages on the channel of invalidations, by what became of them.',
    labels: { result: RESULTS },
  });
  let waiting: InvalidationTarget[] = [];
  let received = 0;
  let working: Promise<void> | undefined;

  const work = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting;
      const count = received;
      waiting = [];
      received = 0;
      const done = await invalidator.invalidate(batch, 'channel');
      messages.add({ result: done ? 'invalidated' : 'not_acknowledged' }, count);
    }
    working = undefined;
  };

  return {
    take(message: string): void {
      const read = readMessage(message, names);
      if (read.kind === 'refused') {
        messages.add({ result: 'refused' });
        log.warn({ reason: read.problem }, 'A message on the channel of invalidations cannot be read');
        return;
      }
      if (waiting.length + read.targets.length > MAX_WAITING) {
        messages.add({ result: 'dropped' });
        log.warn({ waiting: waiting.length }, 'A message on the channel of invalidations is dropped: too many wait');
        return;
      }
      waiting.push(...read.targets);
      received += 1;
      working ??= work();
    },
    settled: async () => void (await working),
  };
}

function readMessage(message: string, names: Pick<KnownNames, 'problemOf'>) {
  if (Buffer.byteLength(message) > MAX_TARGETS_BYTES) {
    return { kind: 'refused', problem: `it is over ${MAX_TARGETS_BYTES} bytes` } as const;
  }
  const parsed = parseTargetsText(message);
  const problem = parsed.kind === 'parsed' ? problemOfTargets(parsed.targets, names) : undefined;
  return problem === undefined ? parsed : ({ kind: 'refused', problem } as const);
}
