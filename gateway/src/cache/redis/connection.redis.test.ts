import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { certificateFolder, makeCertificate } from '../../edge/tls/certificates.test-kit.js';
import { freePort } from '../../free-port.test-kit.js';
import { type TimeTaken, timeTaken } from '../../time-taken.test-kit.js';
import { entry, momentOf, texts } from '../store.test-kit.js';
import type { RedisAddress } from './client-options.js';
import { connectRedis, type RedisChange, type RedisConnection } from './connection.js';
import {
  openPings,
  type Pings,
  SENTINEL_NAME,
  startCluster,
  startRedis,
  startSentinel,
  until,
} from './redis.test-kit.js';
import { openStore } from './stores.test-kit.js';

const releases: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const release of releases.splice(0).reverse()) {
    await release();
  }
});

async function open<T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> {
  const started = await starting;
  releases.push(() => started.stop());
  return started;
}

async function connect(address: RedisAddress, onChange?: (change: RedisChange) => void): Promise<RedisConnection> {
  const connection = connectRedis({ address, prefix: 'test:', ...(onChange && { onChange }) });
  releases.push(() => connection.close());
  await connection.opened();
  return connection;
}

/** As docs/caching.md has them. */
const RIGHTS = ['+@read', '+@write', '+@scripting', '+@connection', '+info', '+time', '+cluster'];

const get = (connection: RedisConnection) => connection.ask('test:a', (client) => client.get('test:a'));
const ask = async (connection: RedisConnection) => {
  const { value, ...taken } = await timeTaken(() => get(connection));
  return { kind: value.kind, ...taken };
};

test('RedisConnection keeps one caller waiting for 200 ms while Redis is frozen, nobody after that, and recovers', async () => {
  const redis = await open(startRedis());
  const changes: RedisChange[] = [];
  const connection = await connect({ kind: 'single', url: redis.url }, (change) => changes.push(change));
  expect(await get(connection)).toEqual({ kind: 'done', value: null });
  redis.freeze();
  const first = await ask(connection);
  expect(first.kind).toBe('away');
  expect(first.tookMs).toBeGreaterThan(190);
  expect(first.awakeMs).toBeLessThan(300);
  for (let count = 0; count < 20; count += 1) {
    const next = await ask(connection);
    expect(next).toMatchObject({ kind: 'away', isAtOnce: true });
  }
  redis.thaw();
  await until(() => connection.available);
  expect(await get(connection)).toEqual({ kind: 'done', value: null });
  expect(changes).toEqual([
    { available: true },
    { available: false, reason: 'Command timed out' },
    { available: true },
  ]);
});

test('RedisConnection is away at once while Redis is killed, and recovers when it is back', async () => {
  const redis = await open(startRedis());
  const connection = await connect({ kind: 'single', url: redis.url });
  await redis.kill();
  expect((await ask(connection)).awakeMs).toBeLessThan(250);
  expect(await ask(connection)).toMatchObject({ kind: 'away', isAtOnce: true });
  await redis.restart();
  await until(() => connection.available);
  expect(await get(connection)).toEqual({ kind: 'done', value: null });
});

test('RedisConnection recovers by itself after CLIENT PAUSE', async () => {
  const redis = await open(startRedis());
  const connection = await connect({ kind: 'single', url: redis.url });
  await redis.command('client', 'pause', 700, 'all');
  expect((await ask(connection)).kind).toBe('away');
  expect(await ask(connection)).toMatchObject({ kind: 'away', isAtOnce: true });
  await until(() => connection.available);
  expect((await ask(connection)).kind).toBe('done');
});

test('RedisConnection says what the server refuses, and stays available', async () => {
  const redis = await open(startRedis());
  const connection = await connect({ kind: 'single', url: redis.url });
  await redis.command('config', 'set', 'maxmemory', '1');
  const answer = await connection.ask('test:a', (client) => client.set('test:a', 'b'));
  expect(answer).toMatchObject({ kind: 'refused', reason: expect.stringMatching(/^OOM /) });
  expect(connection.available).toBe(true);
});

test('RedisConnection is away where something answers that is no Redis, and there is nobody at all', async () => {
  const garbage = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', () => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n\u0000\u0001garbage'));
  }).listen(0, '127.0.0.1');
  await once(garbage, 'listening');
  releases.push(async () => void garbage.close());
  const { port } = garbage.address() as { port: number };
  const connection = await connect({ kind: 'single', url: `redis://127.0.0.1:${port}` });
  expect((await ask(connection)).kind).toBe('away');
  const nobody = await connect({ kind: 'single', url: 'redis://127.0.0.1:1' });
  expect((await ask(nobody)).kind).toBe('away');
});

describe('RedisConnection to a cluster', () => {
  /**
   * Asks for keys all over the cluster, one after the other.
   *
   * @param ping Asks the nodes that answer.
   */
  const askAll = async (connection: RedisConnection, ping?: Pings['ping']) => {
    const answers: (Omit<TimeTaken<unknown>, 'value'> & { readonly kind: string })[] = [];
    for (let n = 0; n < 60; n++) {
      const { value, ...taken } = await timeTaken(
        () => connection.ask(`test:${n}`, (client) => client.get(`test:${n}`)),
        ping,
      );
      answers.push({ kind: value.kind, ...taken });
    }
    return answers;
  };
  type Answers = Awaited<ReturnType<typeof askAll>>;
  const count = (answers: Answers, kind: string) => answers.filter((answer) => answer.kind === kind).length;
  /** Those that waited for a node in vain. */
  const waited = (answers: Answers) => answers.filter(({ kind, isAtOnce }) => kind === 'away' && !isAtOnce);
  const slowestDone = (answers: Answers) =>
    Math.max(...answers.filter(({ kind }) => kind === 'done').map(({ awakeMs }) => awakeMs));
  const allDone = (connection: RedisConnection) => until(async () => count(await askAll(connection), 'done') === 60);

  test('goes on with the nodes that are there while one is frozen, after one wait of 200 ms, and recovers', async () => {
    const cluster = await open(startCluster());
    const changes: RedisChange[] = [];
    const connection = await connect({ kind: 'cluster', urls: cluster.urls }, (change) => changes.push(change));
    await allDone(connection);
    changes.length = 0;
    cluster.nodes[1]?.freeze();
    const { ping } = await open(openPings(cluster.nodes.filter((_node, at) => at !== 1)));
    const first = await askAll(connection, ping);
    expect(waited(first)).toHaveLength(1);
    expect(waited(first)[0]?.tookMs).toBeGreaterThan(150);
    expect(slowestDone(first)).toBeLessThan(150);
    expect(count(first, 'away')).toBeGreaterThan(5);
    expect(count(first, 'done')).toBeGreaterThan(20);
    expect(connection.available).toBe(false);
    const next = await askAll(connection, ping);
    expect(waited(next)).toEqual([]);
    expect(slowestDone(next)).toBeLessThan(150);
    expect(count(next, 'away')).toBe(count(first, 'away'));
    cluster.nodes[1]?.thaw();
    await allDone(connection);
    await until(() => connection.available);
    const node = `127.0.0.1:${cluster.nodes[1]?.port}`;
    expect(changes).toEqual([
      { available: false, reason: 'Command timed out', node },
      { available: true, node },
    ]);
  });

  test('keeps nobody waiting again and again while the whole cluster is down since a node is gone', async () => {
    const cluster = await open(startCluster());
    const connection = await connect({ kind: 'cluster', urls: cluster.urls });
    await allDone(connection);
    await cluster.nodes[1]?.kill();
    // Its bus finds out after two seconds; from then on no node answers for any key.
    await until(async () => count(await askAll(connection), 'away') === 60);
    const answers = [...(await askAll(connection)), ...(await askAll(connection))];
    expect(count(answers, 'away')).toBe(120);
    expect(Math.max(...answers.map(({ awakeMs }) => awakeMs))).toBeLessThan(150);
  });
});

test('RedisConnection follows a sentinel to the new primary', async () => {
  const { primary, sentinel, failedOver, stop } = await startSentinel();
  releases.push(stop);
  const connection = await connect({ kind: 'sentinel', urls: [sentinel.url], primary: SENTINEL_NAME });
  expect((await ask(connection)).kind).toBe('done');
  await primary.kill();
  expect((await ask(connection)).kind).toBe('away');
  await failedOver();
  await until(async () => (await connection.ask('test:a', (client) => client.set('test:a', '1'))).kind === 'done');
});

test('RedisConnection signs in as an ACL user, and is away with a wrong password', async () => {
  const redis = await open(startRedis());
  await redis.command('acl', 'setuser', 'facet', 'on', '>se:cr et', '~test:*', '&test:*', ...RIGHTS);
  const url = (password: string) => `redis://facet:${encodeURIComponent(password)}@127.0.0.1:${redis.port}/2`;
  const connection = await connect({ kind: 'single', url: url('se:cr et') });
  expect(await get(connection)).toEqual({ kind: 'done', value: null });
  expect(await connection.ask('other:a', (client) => client.get('other:a'))).toMatchObject({ kind: 'refused' });
  const wrong = await connect({ kind: 'single', url: url('wrong') });
  expect((await ask(wrong)).kind).toBe('away');
});

test('The rights that the documentation gives a user are enough for the store', async () => {
  const redis = await open(startRedis());
  await redis.command('acl', 'setuser', 'facet', 'on', '>secret', '~test:*', ...RIGHTS);
  const address = { kind: 'single', url: `redis://facet:secret@127.0.0.1:${redis.port}` } as const;
  const { store, close } = await openStore({ kind: 'tiered', address });
  releases.push(close);
  await store.write([entry('a')], await momentOf(store));
  expect(await texts(store, 'a')).toEqual(['value of a']);
  const lease = await store.lease(entry('a').key, 1000);
  expect(lease.kind).toBe('held');
  await (lease.kind === 'held' ? lease.release() : undefined);
  expect((await store.lease(entry('a').key, 1000)).kind).toBe('held');
  expect(await store.invalidate({ keys: [entry('a').key] })).toBe(true);
  expect(await texts(store, 'a')).toEqual([undefined]);
});

test('RedisConnection speaks TLS with a server whose authority is trusted, and with no other', async () => {
  const ca = await makeCertificate({ name: 'authority' });
  const certificate = await makeCertificate({ name: 'localhost', authority: ca });
  const folder = certificateFolder();
  releases.push(async () => folder.remove());
  const port = await freePort();
  const files = [
    ...['--tls-cert-file', folder.write('cert.pem', certificate.cert)],
    ...['--tls-key-file', folder.write('key.pem', certificate.key)],
    ...['--tls-ca-cert-file', folder.write('ca.pem', ca.cert)],
  ];
  const args = ['--port', '0', '--tls-port', `${port}`, '--tls-auth-clients', 'no', ...files];
  await open(startRedis({ port, args, connect: { tls: { ca: ca.cert, servername: 'localhost' } } }));
  const address = { kind: 'single', url: `rediss://127.0.0.1:${port}` } as const;
  const trusting = connectRedis({ address, prefix: 'test:', tls: { ca: ca.cert, servername: 'localhost' } });
  releases.push(() => trusting.close());
  await trusting.opened();
  expect(await get(trusting)).toEqual({ kind: 'done', value: null });
  const wary = await connect(address);
  expect((await ask(wary)).kind).toBe('away');
});
