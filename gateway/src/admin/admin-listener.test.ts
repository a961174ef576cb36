import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { ProbedSource } from '../client-graph/client-graph.js';
import { GatewayError } from '../errors/gateway-error.js';
import { createLogger } from '../telemetry/logger.js';
import { createMetrics } from '../telemetry/metrics.js';
import { createAdminListener } from './admin-listener.js';
import { createReadiness, type ReadinessOptions } from './readiness.js';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) {
    await cleanup();
  }
});

async function startAdmin(options: Partial<ReadinessOptions> = {}) {
  const lines: Record<string, unknown>[] = [];
  const log = createLogger(
    { level: 'info', format: 'json' },
    { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
  );
  const readiness = createReadiness({ expected: ['mobile'], log, ...options });
  const metrics = createMetrics();
  const listener = createAdminListener({ host: '127.0.0.1', port: 0, readiness, metrics });
  cleanups.push(() => listener.stop(), readiness.stop);
  const { url, port } = await listener.start();
  const ready = async () => {
    const response = await fetch(`${url}/health/ready`);
    return { status: response.status, body: (await response.json()) as unknown };
  };
  return { url, port, lines, readiness, metrics, ready };
}

function source(name: string, probe: ProbedSource['probe'] = async () => {}): ProbedSource {
  return { name, kind: 'http', probe };
}

const isoDate = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);

describe('GET /health/live', () => {
  it('answers 200 before anything is loaded, and is never to be cached', async () => {
    const { url } = await startAdmin();
    const response = await fetch(`${url}/health/live`);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({ status: 'live' });
  });
});

describe('GET /health/ready', () => {
  it('answers 503 until every client graph is loaded', async () => {
    const { readiness, ready } = await startAdmin({ expected: ['mobile', 'web'] });
    await readiness.loaded({ name: 'mobile', sources: () => [] });
    expect(await ready()).toEqual({
      status: 503,
      body: {
        status: 'starting',
        clientGraphs: [
          { name: 'mobile', status: 'ready', sources: [] },
          { name: 'web', status: 'starting', sources: [] },
        ],
      },
    });
    await readiness.loaded({ name: 'web', sources: () => [] });
    expect((await ready()).status).toBe(200);
  });

  it('answers 200 with an unreachable source, which is unready alone', async () => {
    const { readiness, ready, lines } = await startAdmin();
    const down = source('inventory', () =>
      Promise.reject(new GatewayError('SOURCE_UNREACHABLE', 'Cannot reach source "inventory" at 127.0.0.1:4102')),
    );
    await readiness.loaded({ name: 'mobile', sources: () => [source('products'), down] });
    expect(await ready()).toEqual({
      status: 200,
      body: {
        status: 'ready',
        clientGraphs: [
          {
            name: 'mobile',
            status: 'ready',
            sources: [
              { name: 'products', kind: 'http', status: 'ready', checkedAt: isoDate },
              {
                name: 'inventory',
                kind: 'http',
                status: 'unreachable',
                lastError: 'Cannot reach source "inventory" at 127.0.0.1:4102',
                checkedAt: isoDate,
              },
            ],
          },
        ],
      },
    });
    expect(lines).toMatchObject([{ level: 'warn', source: 'inventory' }]);
  });

  it('answers 503 from the moment that the process drains', async () => {
    const { readiness, ready } = await startAdmin();
    await readiness.loaded({ name: 'mobile', sources: () => [] });
    readiness.drain();
    expect(await ready()).toMatchObject({ status: 503, body: { status: 'draining' } });
  });

  it('shows a source as unknown while its first probe is under way, and as unreachable past the deadline', async () => {
    const { readiness, ready } = await startAdmin({ timeoutMs: 50 });
    // A probe that heeds no signal at all.
    const probed = readiness.loaded({ name: 'mobile', sources: () => [source('slow', () => new Promise(() => {}))] });
    expect(await ready()).toMatchObject({ body: { clientGraphs: [{ sources: [{ status: 'unknown' }] }] } });
    await probed;
    expect(await ready()).toMatchObject({
      body: {
        clientGraphs: [
          {
            sources: [
              { status: 'unreachable', lastError: 'Cannot reach source "slow": no answer to the probe in 50 ms' },
            ],
          },
        ],
      },
    });
  });

  it('probes again and again, and logs a loss and a recovery once each', async () => {
    let probes = 0;
    let down = false;
    const flaky = source('reviews', async () => {
      probes += 1;
      if (down) {
        throw new GatewayError('SOURCE_UNREACHABLE', 'gone');
      }
    });
    const { readiness, ready, lines } = await startAdmin({ intervalMs: 5 });
    await readiness.loaded({ name: 'mobile', sources: () => [flaky] });
    const later = (count: number) => expect.poll(() => probes, { interval: 2 }).toBeGreaterThan(count);
    await later(3);
    expect(lines).toEqual([]);
    down = true;
    await later(probes + 3);
    expect(await ready()).toMatchObject({ body: { clientGraphs: [{ sources: [{ status: 'unreachable' }] }] } });
    down = false;
    await later(probes + 3);
    expect(await ready()).toMatchObject({ body: { clientGraphs: [{ sources: [{ status: 'ready' }] }] } });
    expect(lines).toMatchObject([
      { level: 'warn', source: 'reviews', reason: 'gone' },
      { level: 'info', source: 'reviews', msg: 'Source "reviews" is reachable again' },
    ]);
  });

  it('probes a source that client graphs share only once', async () => {
    let probes = 0;
    const count = async () => {
      probes += 1;
    };
    const shared = () => [source('products', count)];
    const { readiness, ready } = await startAdmin({ expected: ['mobile', 'web'] });
    await readiness.loaded({ name: 'mobile', sources: shared });
    await readiness.loaded({ name: 'web', sources: shared });
    expect(probes).toBe(1);
    const products = { name: 'products', status: 'ready' };
    expect(await ready()).toMatchObject({
      body: { clientGraphs: [{ sources: [products] }, { sources: [products] }] },
    });
  });

  it('probes no more after stop()', async () => {
    let probes = 0;
    const count = async () => {
      probes += 1;
    };
    const { readiness } = await startAdmin({ intervalMs: 2 });
    await readiness.loaded({ name: 'mobile', sources: () => [source('products', count)] });
    readiness.stop();
    const atStop = probes;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(probes).toBe(atStop);
  });
});

describe('GET /metrics', () => {
  it('answers what is registered in the text format of Prometheus', async () => {
    const { url, metrics } = await startAdmin();
    metrics.counter({ name: 'shop_orders_total', help: 'Orders.', labels: {} }).add({}, 3);
    const response = await fetch(`${url}/metrics`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(await response.text()).toContain('# TYPE shop_orders_total counter\nshop_orders_total 3\n');
  });
});

describe('createAdminListener()', () => {
  it('answers 404 to every other path', async () => {
    const { url } = await startAdmin();
    const response = await fetch(`${url}/mobile/graphql`);
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({ error: 'Here are /health/live, /health/ready and /metrics' });
  });

  it('says which port is in use and what to do', async () => {
    const taken = createServer();
    const port = await new Promise<number>((resolve) =>
      taken.listen(0, '127.0.0.1', () => resolve((taken.address() as { port: number }).port)),
    );
    cleanups.push(() => new Promise((resolve) => taken.close(resolve)));
    const listener = createAdminListener({
      host: '127.0.0.1',
      port,
      readiness: { report: () => ({ status: 'ready', clientGraphs: [] }) },
      metrics: createMetrics(),
    });
    cleanups.push(() => listener.stop());
    await expect(listener.start()).rejects.toMatchObject({
      code: 'PORT_UNAVAILABLE',
      message: `Cannot open the admin listener (admin.host, admin.port) on 127.0.0.1:${port}: the port is in use. Stop what uses it, or choose another port`,
    });
  });
});
