import { createHash } from 'node:crypto';
import type { RedisConnection } from '../../cache/redis/connection.js';
import type { RedisClient } from '../../cache/redis/create-client.js';
import type { Taken } from './counter.js';
import { counterScript } from './counter-script.js';
import type { Charge, Correction, CounterStore, Verdicts } from './counter-store.js';

const scriptHash = createHash('sha1').update(counterScript).digest('hex');

/** Integers of the script's answer for each counter. */
const answerSize = 4;

/** How counters are kept in Redis. */
export interface RedisCountersOptions {
  readonly connection: Pick<RedisConnection, 'ask' | 'prefix'>;
  /** Whether it is a cluster: the keys of one script have to be in one slot there. */
  readonly cluster: boolean;
}

/**
 * A store that all gateways with the same Redis share. One request is one call of one script, however many counters it
 * asks. In a cluster, where each counter has a slot of its own, it is one call for each, side by side; when one refuses,
 * what the others took is given back, so that for the time of a call they may show less than they have.
 */
export function createRedisCounters({ connection, cluster }: RedisCountersOptions): CounterStore {
  const call = async (mode: 'take' | 'correct', charges: readonly (Charge | Correction)[]): Promise<unknown> => {
    const keys = charges.map(({ key }) => `${connection.prefix}${key}`);
    const asked = await connection.ask(keys[0] ?? connection.prefix, (client) =>
      runScript(client, [keys.length, ...keys, mode, ...charges.flatMap(argumentsOf)]),
    );
    return asked.kind === 'done' ? asked.value : undefined;
  };

  async function takeInCluster(charges: readonly Charge[]): Promise<Verdicts> {
    const answers = await Promise.all(charges.map(async (charge) => readAnswer(await call('take', [charge]), 1)?.[0]));
    const taken = charges.filter((_charge, index) => answers[index]?.allowed === true);
    const refused = charges.some(({ refuses }, index) => refuses && answers[index]?.allowed !== true);
    if (refused && taken.length > 0) {
      await correct(taken.map((charge) => ({ ...charge, units: -charge.units })));
    }
    const verdicts = answers.filter((answer) => answer !== undefined);
    return verdicts.length === charges.length ? verdicts : undefined;
  }

  async function correct(corrections: readonly Correction[]): Promise<void> {
    if (cluster) {
      await Promise.all(corrections.map((correction) => call('correct', [correction])));
    } else {
      await call('correct', corrections);
    }
  }

  return {
    async take(charges) {
      return cluster && charges.length > 1
        ? takeInCluster(charges)
        : readAnswer(await call('take', charges), charges.length);
    },
    correct,
  };
}

/** Sends the script's text only to a server that has not seen it. */
async function runScript(client: RedisClient, args: readonly (string | number)[]): Promise<unknown> {
  const [keyCount = 0, ...rest] = args;
  try {
    return await client.evalsha(scriptHash, Number(keyCount), ...rest);
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('NOSCRIPT')) {
      return client.eval(counterScript, Number(keyCount), ...rest);
    }
    throw error;
  }
}

function argumentsOf({ units, allowance, ...charge }: Charge | Correction): readonly number[] {
  const refuses = 'refuses' in charge && charge.refuses ? 1 : 0;
  return [units, allowance.limit, allowance.burst, allowance.windowMicros, refuses];
}

/** What is not in the form of the script's answer is as good as none. */
function readAnswer(answer: unknown, counters: number): Verdicts {
  if (!Array.isArray(answer) || answer.length !== counters * answerSize || !answer.every(Number.isSafeInteger)) {
    return undefined;
  }
  const numbers: readonly number[] = answer;
  return Array.from({ length: counters }, (_, index): Taken => {
    const [allowed = 0, remaining = 0, retryMicros = 0, resetMicros = 0] = numbers.slice(index * answerSize);
    return { allowed: allowed === 1, remaining, retryMicros, resetMicros };
  });
}
