import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import type { ClientGraphSettings } from './assembly/gateway-settings.js';
import { defaultPolicy } from './client-graph/answering-policy.js';
import { buildManifest } from './client-graph/build-manifest.js';
import { createGateway, type Gateway } from './gateway.js';
import { greetingSettings } from './rate-limits.test-kit.js';

let gateway: Gateway | undefined;
const folders: string[] = [];
afterEach(async () => {
  await gateway?.stop();
  for (const folder of folders.splice(0)) {
    rmSync(folder, { recursive: true });
  }
});

/** How long an operation keeps the event loop busy, in milliseconds. */
const operationMs = 5;

function keepBusy(): string {
  const until = performance.now() + operationMs;
  while (performance.now() < until) {
    // As an operation does that has much to compute.
  }
  return 'hello';
}

async function start(settingsOf: Readonly<Record<string, Partial<ClientGraphSettings>>>) {
  const settings = greetingSettings({ greeting: keepBusy });
  const [graph] = settings.clientGraphs;
  gateway = createGateway(
    {
      ...settings,
      admin: { host: '127.0.0.1', port: 0 },
      overload: { minRunning: 2, maxWaiting: 1000, targetWaitMs: 50, burst: 0, maxWaitMs: 20_000 },
      clientGraphs: Object.entries(settingsOf).flatMap(([name, own]) =>
        graph === undefined ? [] : [{ ...graph, name, path: `/${name}`, ...own }],
      ),
    },
    { log: pino({ level: 'silent' }) },
  );
  const addresses = await gateway.start();
  return { url: addresses.public.url, adminUrl: addresses.admin?.url ?? '' };
}

interface Seen {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly text: string;
}

async function ask(url: string, sent: unknown = { query: '{ greeting }' }): Promise<Seen> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(sent),
  });
  return { status: response.status, retryAfter: response.headers.get('retry-after'), text: await response.text() };
}

/** Does something over and over until it is ended. */
function repeat<T>(work: () => Promise<T>): { readonly seen: T[]; end(): Promise<void> } {
  const seen: T[] = [];
  let goesOn = true;
  const going = (async () => {
    while (goesOn) {
      seen.push(await work());
    }
  })();
  return {
    seen,
    end() {
      goesOn = false;
      return going;
    },
  };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const served = { status: 200, retryAfter: null, text: '{"data":{"greeting":"hello"}}' };

describe('a gateway that is asked for more than it can do', () => {
  it('sheds with 503 and Retry-After, while other client graphs, health and metrics are answered', async () => {
    const { url, adminUrl } = await start({ flood: {}, calm: {} });
    const flood = Array.from({ length: 60 }, () => repeat(() => ask(`${url}/flood`)));
    const shed = () => flood.flatMap(({ seen }) => seen.filter(({ status }) => status !== 200));
    await until(() => shed().length > 20);

    const calm = repeat(() => ask(`${url}/calm`));
    const admin = repeat(async () => {
      const answers = ['/health/live', '/health/ready', '/metrics'].map((path) => fetch(`${adminUrl}${path}`));
      return (await Promise.all(answers)).map(({ status }) => status);
    });
    await until(() => calm.seen.length >= 15 && admin.seen.length >= 15 && shed().length > 100);
    const metrics = await (await fetch(`${adminUrl}/metrics`)).text();
    await Promise.all([...flood, calm, admin].map((repeated) => repeated.end()));

    expect(calm.seen).toEqual(calm.seen.map(() => served));
    expect(admin.seen).toEqual(admin.seen.map(() => [200, 200, 200]));
    for (const { status, retryAfter, text } of shed()) {
      expect(status).toBe(503);
      expect(Number(retryAfter)).toBeGreaterThanOrEqual(1);
      expect(JSON.parse(text)).toMatchObject({ errors: [{ extensions: { code: 'OVERLOADED' } }] });
    }
    // Those that were let in were answered, too.
    expect(flood.flatMap(({ seen }) => seen.filter(({ status }) => status === 200)).length).toBeGreaterThan(50);
    expect(metrics).toMatch(
      /facet_blocked_requests_total\{client_graph="flood",gate="overload",rule="overload",reason="OVERLOADED"\} \d\d+/,
    );
    expect(metrics).toMatch(/facet_executions_running\{client_graph="flood"\} \d/);
  });

  it('answers critical operations that are named by id, while all others of the same client graph are shed', async () => {
    const manifests = mkdtempSync(join(tmpdir(), 'facet-manifests-'));
    folders.push(manifests);
    const manifest = buildManifest([
      { file: 'shop.graphql', text: 'query Checkout { greeting } query Browse { greeting }' },
    ]);
    mkdirSync(join(manifests, 'app'));
    writeFileSync(join(manifests, 'app', '1.json'), JSON.stringify(manifest));
    const idOf = (wanted: string) => manifest.operations.find(({ name }) => name === wanted)?.id ?? '';
    const { policy = defaultPolicy() } = greetingSettings({ greeting: keepBusy }).clientGraphs[0] ?? {};
    const { url } = await start({
      shop: {
        manifests,
        batching: { enabled: true, maxOperations: 5 },
        policy: { ...policy, operations: { require: 'any', apq: false, critical: ['Checkout'] } },
      },
    });
    // What calls itself critical is not for that.
    const others = [
      { documentId: idOf('Browse') },
      { query: 'query Checkout { greeting }' },
      [{ documentId: idOf('Browse') }],
    ];
    const flood = Array.from({ length: 60 }, (_, i) => repeat(() => ask(`${url}/shop`, others[i % others.length])));
    const shedOf = (index: number) =>
      flood.flatMap(({ seen }, i) => (i % others.length === index ? seen.filter(({ status }) => status === 503) : []));
    await until(() => others.every((_, index) => shedOf(index).length > 20));

    const checkout = { documentId: idOf('Checkout') };
    const byGet = async (): Promise<Seen> => {
      const response = await fetch(`${url}/shop?documentId=${checkout.documentId}`, {
        headers: { 'apollo-require-preflight': 'true' },
      });
      return { status: response.status, retryAfter: null, text: await response.text() };
    };
    const critical = [() => ask(`${url}/shop`, checkout), () => ask(`${url}/shop`, [checkout, checkout]), byGet].map(
      repeat,
    );
    await until(() => critical.every(({ seen }) => seen.length >= 10));
    await Promise.all([...flood, ...critical].map((repeated) => repeated.end()));

    const [byPost, inBatch, bySearch] = critical.map(({ seen }) => seen);
    expect(byPost).toEqual(byPost?.map(() => served));
    expect(inBatch).toEqual(inBatch?.map(() => ({ ...served, text: `[${served.text},${served.text}]` })));
    expect(bySearch).toEqual(bySearch?.map(() => served));
    expect(shedOf(1)[0]).toMatchObject({ retryAfter: '1', text: expect.stringContaining('OVERLOADED') });
  });

  it('sheds pages of other origins with what lets them read it, and everybody with the correlation id that was sent', async () => {
    const { url } = await start({ flood: { corsOrigins: ['https://shop.example'] } });
    const flood = Array.from({ length: 60 }, () => repeat(() => ask(`${url}/flood`)));
    const askUntilShed = async (headers: Record<string, string>): Promise<Headers> => {
      for (;;) {
        const response = await fetch(`${url}/flood`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-correlation-id': 'sent-by-client', ...headers },
          body: '{"query":"{ greeting }"}',
        });
        await response.arrayBuffer();
        if (response.status === 503) {
          return response.headers;
        }
      }
    };
    const [own, foreign] = [await askUntilShed({}), await askUntilShed({ origin: 'https://shop.example' })];
    await Promise.all(flood.map((repeated) => repeated.end()));
    const common = {
      'x-correlation-id': 'sent-by-client',
      'cache-control': 'no-store',
      'retry-after': expect.stringMatching(/^\d+$/),
    };
    expect(Object.fromEntries(own)).toMatchObject({ ...common, vary: 'accept' });
    expect(Object.fromEntries(foreign)).toMatchObject({
      ...common,
      'access-control-allow-origin': 'https://shop.example',
      vary: expect.stringMatching(/origin/i),
    });
  });

  it('answers as before when the flood is over', async () => {
    const { url } = await start({ flood: {} });
    const flood = Array.from({ length: 60 }, () => repeat(() => ask(`${url}/flood`)));
    await until(() => flood.some(({ seen }) => seen.some(({ status }) => status === 503)));
    await Promise.all(flood.map((repeated) => repeated.end()));
    expect(await ask(`${url}/flood`)).toEqual(served);
  });
});
