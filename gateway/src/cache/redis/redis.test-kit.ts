import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type RedisOptions as LibraryOptions, Redis } from 'ioredis';
import { freePort } from '../../free-port.test-kit.js';

/** How the kit's own commands connect. */
type RedisOptions = Omit<LibraryOptions, 'replyMapping'>;

/** One real Redis server, at the mercy of a test. */
export interface TestRedis {
  readonly port: number;
  /** `redis://127.0.0.1:PORT`. */
  readonly url: string;
  /** Sends one command over a connection of its own, such as `command('config', 'set', 'maxmemory', '1mb')`. */
  command(name: string, ...args: readonly (string | number)[]): Promise<unknown>;
  /** SIGSTOP: it keeps its connections, and answers nothing. */
  freeze(): void;
  /** SIGCONT. */
  thaw(): void;
  /** SIGKILL; resolves when it is gone. What it held is lost. */
  kill(): Promise<void>;
  /** Starts it again at the same port, empty. Only after `kill()`. */
  restart(): Promise<void>;
  /** Ends it, frozen or not, and removes its files. Also fine twice. */
  stop(): Promise<void>;
}

/** How a server is started. */
export interface StartRedisOptions {
  /** Appended to the command line, such as `['--maxmemory', '2mb']`. */
  readonly args?: readonly string[];
  /** Default: any free one. */
  readonly port?: number;
  /** How the kit's own commands connect, such as with a password or TLS. */
  readonly connect?: RedisOptions;
}

/**
 * Ends a server when the process that tests run in is gone, however it went: killed ones run no handlers.
 *
 * @param pid Of the server.
 */
export function endWithTests(pid: number): void {
  const watch = `while kill -0 ${process.pid} && kill -0 ${pid}; do sleep 1; done 2>/dev/null; kill -9 ${pid} 2>/dev/null`;
  spawn('/bin/sh', ['-c', watch], { detached: true, stdio: 'ignore' }).unref();
}

/**
 * Starts a Redis server on the loopback interface that keeps nothing on disk.
 *
 * @throws {Error} There is no redis-server (only outside of `*.redis.test.ts`), or it does not answer in 10 s.
 */
export async function startRedis(options: StartRedisOptions = {}): Promise<TestRedis> {
  const dir = mkdtempSync(path.join(tmpdir(), 'facet-redis-'));
  const port = options.port ?? (await freePort());
  const connection: RedisOptions = { host: '127.0.0.1', port, ...options.connect };
  const start = () => launch([...baseArgs(port, dir), ...(options.args ?? [])], { dir, connection });
  let child = await start();
  const kill = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    }
  };
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    command: (name, ...args) => sendOnce(connection, name, args),
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    kill,
    async restart() {
      child = await start();
    },
    async stop() {
      await kill();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** A cluster of three primaries, every slot of which is served. */
export interface TestCluster {
  readonly nodes: readonly TestRedis[];
  readonly urls: readonly string[];
  stop(): Promise<void>;
}

/** Starts three nodes and makes them one cluster. */
export async function startCluster(): Promise<TestCluster> {
  const nodes = await Promise.all(
    [0, 1, 2].map(async () => {
      const busPort = await freePort();
      const args = ['--cluster-enabled', 'yes', '--cluster-port', `${busPort}`, '--cluster-node-timeout', '2000'];
      return { busPort, node: await startRedis({ args }) };
    }),
  );
  const bounds = [0, 5461, 10_923, 16_384];
  await Promise.all(
    nodes.map(({ node }, at) =>
      node.command('cluster', 'addslotsrange', bounds[at] as number, (bounds[at + 1] as number) - 1),
    ),
  );
  const [first, ...others] = nodes as [(typeof nodes)[number], ...typeof nodes];
  const infoOf = async ({ node }: (typeof nodes)[number]): Promise<string> =>
    String(await node.command('cluster', 'info'));
  const knowsAll = (info: string): boolean => info.includes('cluster_known_nodes:3');
  await until(async () => {
    if (!knowsAll(await infoOf(first))) {
      // More than once on a busy machine: whoever does not answer in time is forgotten.
      for (const { node, busPort } of others) {
        await first.node.command('cluster', 'meet', '127.0.0.1', node.port, busPort);
      }
    }
    const infos = await Promise.all(nodes.map(infoOf));
    return infos.every((info) => knowsAll(info) && info.includes('cluster_state:ok'));
  });
  const redises = nodes.map(({ node }) => node);
  return {
    nodes: redises,
    urls: redises.map(({ url }) => url),
    stop: async () => void (await Promise.all(redises.map((node) => node.stop()))),
  };
}

/** A primary with one replica, watched by one sentinel that fails over when the primary is away for half a second. */
export interface TestSentinel {
  readonly primary: TestRedis;
  readonly replica: TestRedis;
  readonly sentinel: TestRedis;
  /** Resolves when the sentinel names the replica as primary, and that takes writes. */
  failedOver(): Promise<void>;
  stop(): Promise<void>;
}

/** The name that the sentinel knows its primary by. */
export const SENTINEL_NAME = 'facet-test';

/** Starts the three processes; resolves when the sentinel could fail over. */
export async function startSentinel(): Promise<TestSentinel> {
  const primary = await startRedis({ args: ['--repl-diskless-sync-delay', '0'] });
  const replica = await startRedis({ args: ['--replicaof', '127.0.0.1', `${primary.port}`] });
  // A sentinel asks a primary for its replicas every ten seconds: the first time, there has to be one.
  await until(async () => String(await replica.command('info', 'replication')).includes('master_link_status:up'));
  const sentinel = await startRedis({ args: ['--sentinel'] });
  await sentinel.command('sentinel', 'monitor', SENTINEL_NAME, '127.0.0.1', primary.port, 1);
  await sentinel.command('sentinel', 'set', SENTINEL_NAME, 'down-after-milliseconds', 500);
  await sentinel.command('sentinel', 'set', SENTINEL_NAME, 'failover-timeout', 2000);
  await until(async () => String(await sentinel.command('info', 'sentinel')).includes('slaves=1'));
  return {
    primary,
    replica,
    sentinel,
    failedOver: () =>
      until(async () => {
        const [, port] = (await sentinel.command('sentinel', 'get-master-addr-by-name', SENTINEL_NAME)) as string[];
        const role = String(await replica.command('info', 'replication'));
        return port === `${replica.port}` && role.includes('role:master');
      }),
    stop: async () => void (await Promise.all([primary, replica, sentinel].map((node) => node.stop()))),
  };
}

/**
 * @param holds Asked every 25 ms; throwing is a no.
 * @throws {Error} It does not hold within 15 s.
 */
export async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = performance.now() + 15_000;
  for (;;) {
    // A server that starts refuses connections, which is what is waited for.
    if (await Promise.resolve(holds()).catch(() => false)) {
      return;
    }
    if (performance.now() > deadline) {
      throw new Error(`Does not hold after 15 s: ${holds}`);
    }
    await sleep(25);
  }
}

/** Connections that are open already, to see in no time whether servers answer. */
export interface Pings {
  /** Resolves when all have answered. */
  ping(): Promise<unknown>;
  stop(): Promise<void>;
}

/** Opens a connection to each of some servers that answer. */
export async function openPings(servers: readonly TestRedis[]): Promise<Pings> {
  const clients = servers.map(({ port }) => new Redis(port, '127.0.0.1'));
  const ping = () => Promise.all(clients.map((client) => client.ping()));
  await ping();
  return {
    ping,
    async stop() {
      for (const client of clients) {
        client.disconnect();
      }
    },
  };
}

function baseArgs(port: number, dir: string): string[] {
  // The file exists for sentinels, which write their state into what they were started from.
  return [path.join(dir, 'redis.conf'), '--port', `${port}`, '--bind', '127.0.0.1', '--dir', dir, '--save', ''];
}

async function launch(
  args: readonly string[],
  { dir, connection }: { readonly dir: string; readonly connection: RedisOptions },
): Promise<ChildProcess> {
  writeFileSync(path.join(dir, 'redis.conf'), '');
  const program = process.env['FACET_REDIS_SERVER'];
  if (program === undefined) {
    throw new Error('There is no redis-server: name what needs one *.redis.test.ts');
  }
  const child = spawn(program, args, { argv0: 'redis-server', stdio: ['ignore', 'pipe', 'pipe'] });
  if (child.pid !== undefined) {
    endWithTests(child.pid);
  }
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output = `${output}${chunk}`.slice(-4000);
    });
  }
  try {
    await until(async () => {
      if (child.exitCode !== null) {
        return true;
      }
      return (await sendOnce(connection, 'ping', [])) !== undefined;
    });
  } catch (error) {
    child.kill('SIGKILL');
    throw new Error(`redis-server does not answer: ${output}`, { cause: error });
  }
  if (child.exitCode !== null) {
    throw new Error(`redis-server ended at once: ${output}`);
  }
  return child;
}

async function sendOnce(connection: RedisOptions, name: string, args: readonly (string | number)[]): Promise<unknown> {
  const redis = new Redis({ ...connection, lazyConnect: true, retryStrategy: () => null, enableReadyCheck: false });
  redis.on('error', () => {
    // Told by the rejected call as well.
  });
  try {
    await redis.connect();
    return await redis.call(name, ...args.map(String));
  } finally {
    redis.disconnect();
  }
}
