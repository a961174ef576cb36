import { describe, expect, it, vi } from 'vitest';
import { createMetrics } from './metrics.js';
import { registerProcessMetrics } from './process-metrics.js';

const linesOf = async (metrics: { expose(): Promise<{ text: string }> }) =>
  (await metrics.expose()).text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

describe('createMetrics()', () => {
  it('keeps counters, gauges and histograms', async () => {
    const metrics = createMetrics();
    metrics.counter({ name: 'a_total', help: 'A.', labels: { kind: ['x'] } }).add({ kind: 'x' }, 2);
    const gauge = metrics.gauge({ name: 'b', help: 'B.', labels: {} });
    gauge.set({}, 5);
    gauge.add({}, -2);
    metrics.histogram({ name: 'c_seconds', help: 'C.', labels: {}, buckets: [1, 2] }).record({}, 1.5);
    expect(await linesOf(metrics)).toEqual([
      'a_total{kind="x"} 2',
      'b 3',
      'c_seconds_bucket{le="1"} 0',
      'c_seconds_bucket{le="2"} 1',
      'c_seconds_bucket{le="+Inf"} 1',
      'c_seconds_sum 1.5',
      'c_seconds_count 1',
    ]);
  });

  it('adds up what is added to bound counters and gauges, between scrapes too', async () => {
    const metrics = createMetrics();
    const counter = metrics.counter({ name: 'a_total', help: 'A.', labels: { kind: ['x'] } });
    const [x, made] = [counter.bind({ kind: 'x' }), counter.bind({ kind: 'made-up' })];
    const gauge = metrics.gauge({ name: 'b', help: 'B.', labels: {} }).bind({});
    x.add();
    x.add(2);
    gauge.add(4);
    expect(await linesOf(metrics)).toEqual(['a_total{kind="x"} 3', 'a_total{kind="other"} 0', 'b 4']);
    made.add();
    counter.add({ kind: 'x' });
    gauge.add(-1);
    expect(await linesOf(metrics)).toEqual(['a_total{kind="x"} 4', 'a_total{kind="other"} 1', 'b 3']);
  });

  it('asks observers at each scrape', async () => {
    const metrics = createMetrics();
    let size = 1;
    metrics.gauge({ name: 'size', help: 'S.', labels: {} }, (gauge) => gauge.set({}, size));
    metrics.counter({ name: 'seen_total', help: 'S.', labels: {} }, (counter) => counter.add({}));
    expect(await linesOf(metrics)).toEqual(['size 1', 'seen_total 1']);
    size = 2;
    expect(await linesOf(metrics)).toEqual(['size 2', 'seen_total 2']);
  });

  it('counts values that are not listed, or past the bound, as other', async () => {
    const metrics = createMetrics();
    const labels = { listed: ['a'], first: { max: 2 } } as const;
    const counter = metrics.counter({ name: 'n_total', help: 'N.', labels });
    for (const first of ['x', 'y', 'z', 'x', '__proto__']) {
      counter.add({ listed: first === 'y' ? 'made-up' : 'a', first });
    }
    expect(await linesOf(metrics)).toEqual([
      'n_total{listed="a",first="x"} 2',
      'n_total{listed="other",first="y"} 1',
      'n_total{listed="a",first="other"} 2',
    ]);
  });

  it('gives the metric that is there for a name that is registered, and refuses another kind', () => {
    const metrics = createMetrics();
    const definition = { name: 'a_total', help: 'A.', labels: {} };
    expect(metrics.counter(definition)).toBe(metrics.counter(definition));
    expect(() => metrics.gauge(definition)).toThrow(
      'Cannot register the gauge "a_total": it is registered as a counter',
    );
  });

  it('shares nothing between two registries', async () => {
    const [one, two] = [createMetrics(), createMetrics()];
    one.counter({ name: 'a_total', help: 'A.', labels: {} }).add({});
    two.counter({ name: 'a_total', help: 'A.', labels: {} }).add({}, 7);
    expect([await linesOf(one), await linesOf(two)]).toEqual([['a_total 1'], ['a_total 7']]);
  });
});

describe('registerProcessMetrics()', () => {
  it('tells CPU time, memory, the event loop and garbage collection', async () => {
    const metrics = createMetrics();
    const stop = registerProcessMetrics(metrics);
    const busyUntil = performance.now() + 60;
    while (performance.now() < busyUntil) {
      Math.random();
    }
    const delay = 'nodejs_eventloop_delay_seconds{quantile="max"}';
    // It is looked at now and then, and begins anew with each reading.
    const values = await vi.waitFor(
      async () => {
        const read = new Map((await linesOf(metrics)).map((line) => line.split(' ') as [string, string]));
        expect(Number(read.get(delay))).toBeGreaterThan(0);
        return read;
      },
      { timeout: 10_000 },
    );
    stop();
    expect(Number(values.get('process_cpu_seconds_total'))).toBeGreaterThan(0.05);
    expect(Number(values.get('process_resident_memory_bytes'))).toBeGreaterThan(10_000_000);
    expect(Number(values.get('nodejs_memory_bytes{kind="heap_used"}'))).toBeGreaterThan(1_000_000);
    expect(Number(values.get('nodejs_eventloop_utilization_ratio'))).toBeGreaterThan(0);
    expect(Number(values.get('process_start_time_seconds'))).toBeGreaterThan(1_500_000_000);
  });
});
