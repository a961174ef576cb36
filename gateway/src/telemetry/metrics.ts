import { Counter as PromCounter, Gauge as PromGauge, Histogram as PromHistogram, Registry } from 'prom-client';
import { createLabelBound, type LabelBound } from './label-bound.js';

/** A metric as it is registered. */
export interface MetricDefinition<L extends string> {
  /** In the form of Prometheus: snake case, unit and `_total` at the end. */
  readonly name: string;
  /** One sentence for operators. */
  readonly help: string;
  /** Its labels, each with a bound on its values: text that clients choose must not grow the memory. */
  readonly labels: Readonly<Record<L, LabelBound>>;
}

/** A histogram as it is registered. */
export interface HistogramDefinition<L extends string> extends MetricDefinition<L> {
  /** Upper bounds, ascending, in the metric's unit. */
  readonly buckets: readonly number[];
}

/** The labels of one value. */
export type Labels<L extends string> = Readonly<Record<L, string>>;

/** What only rises. */
export interface Counter<L extends string> {
  /** @param amount Default 1; at least 0. */
  add(labels: Labels<L>, amount?: number): void;
  /** The counter of one set of labels, for hot paths: adding costs an addition. To be made once for each set, and kept. */
  bind(labels: Labels<L>): BoundCounter;
}

/** A counter, or a gauge, of one set of labels. */
export interface BoundCounter {
  /** @param amount Default 1; at least 0 for a counter. */
  add(amount?: number): void;
}

/** What rises and falls. */
export interface Gauge<L extends string> {
  set(labels: Labels<L>, value: number): void;
  /** @param amount May be negative. */
  add(labels: Labels<L>, amount: number): void;
  /** See `Counter.bind`. Not for a set of labels that is `set`, too. */
  bind(labels: Labels<L>): BoundCounter;
}

/** How values are spread. */
export interface Histogram<L extends string> {
  record(labels: Labels<L>, value: number): void;
}

/** Metrics as Prometheus scrapes them. */
export interface Exposition {
  readonly contentType: string;
  readonly text: string;
}

/**
 * The metrics of one gateway. Whoever has something to count registers it here; a name that is registered already gives
 * the metric that is there, so that parts made once for each client graph share theirs.
 */
export interface Metrics {
  /**
   * @param observe Asked at each scrape, to `add` what somebody else counts.
   * @throws {TypeError} When the name is another kind of metric's.
   */
  counter<L extends string = never>(
    definition: MetricDefinition<L>,
    observe?: (counter: Counter<L>) => void,
  ): Counter<L>;
  /**
   * @param observe Asked at each scrape, to `set` what is known only then, such as a size.
   * @throws {TypeError} When the name is another kind of metric's.
   */
  gauge<L extends string = never>(definition: MetricDefinition<L>, observe?: (gauge: Gauge<L>) => void): Gauge<L>;
  /** @throws {TypeError} When the name is another kind of metric's. */
  histogram<L extends string = never>(definition: HistogramDefinition<L>): Histogram<L>;
  /** Everything that is registered, in the text format of Prometheus. */
  expose(): Promise<Exposition>;
}

/** Makes a registry of its own: several gateways in one process share nothing. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registered = new Map<string, { readonly kind: string; readonly metric: unknown }>();

  function once<T>(kind: string, name: string, create: () => T): T {
    const known = registered.get(name);
    if (known !== undefined && known.kind !== kind) {
      throw new TypeError(`Cannot register the ${kind} "${name}": it is registered as a ${known.kind}`);
    }
    const metric = known?.metric ?? create();
    registered.set(name, { kind, metric });
    return metric as T; // registered under this kind only, by the same method
  }

  return {
    counter: (definition, observe) =>
      once('counter', definition.name, () => createCounter(registry, definition, observe)),
    gauge: (definition, observe) => once('gauge', definition.name, () => createGauge(registry, definition, observe)),
    histogram: (definition) => once('histogram', definition.name, () => createHistogram(registry, definition)),
    expose: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}

function createCounter<L extends string>(
  registry: Registry,
  definition: MetricDefinition<L>,
  observe: ((counter: Counter<L>) => void) | undefined,
): Counter<L> {
  const bound = createLabelBound(definition.labels);
  const binding = createBinding<L>((labels, amount) => metric.inc(labels, amount));
  const metric = new PromCounter({
    ...shapeOf(definition),
    registers: [registry],
    collect() {
      binding.flush();
      observe?.(counter);
    },
  });
  const counter: Counter<L> = {
    add: (labels, amount = 1) => metric.inc(bound(labels), amount),
    bind: (labels) => binding.bind(bound(labels)),
  };
  return counter;
}

function createGauge<L extends string>(
  registry: Registry,
  definition: MetricDefinition<L>,
  observe: ((gauge: Gauge<L>) => void) | undefined,
): Gauge<L> {
  const bound = createLabelBound(definition.labels);
  const binding = createBinding<L>((labels, amount) => metric.inc(labels, amount));
  const metric = new PromGauge({
    ...shapeOf(definition),
    registers: [registry],
    collect() {
      binding.flush();
      observe?.(gauge);
    },
  });
  const gauge: Gauge<L> = {
    set: (labels, value) => metric.set(bound(labels), value),
    add: (labels, amount) => metric.inc(bound(labels), amount),
    bind: (labels) => binding.bind(bound(labels)),
  };
  return gauge;
}

/** Keeps amounts beside the library, which makes a text of the labels for each of them, until there is a scrape. */
function createBinding<L extends string>(add: (labels: Record<L, string>, amount: number) => void) {
  const pending: { readonly labels: Record<L, string>; amount: number }[] = [];
  return {
    bind(labels: Record<L, string>): BoundCounter {
      const own = { labels, amount: 0 };
      pending.push(own);
      return {
        add(amount = 1) {
          own.amount += amount;
        },
      };
    },
    flush() {
      for (const own of pending) {
        add(own.labels, own.amount);
        own.amount = 0;
      }
    },
  };
}

function createHistogram<L extends string>(registry: Registry, definition: HistogramDefinition<L>): Histogram<L> {
  const bound = createLabelBound(definition.labels);
  const buckets = [...definition.buckets];
  const metric = new PromHistogram({ ...shapeOf(definition), buckets, registers: [registry] });
  return { record: (labels, value) => metric.observe(bound(labels), value) };
}

function shapeOf<L extends string>({ name, help, labels }: MetricDefinition<L>) {
  return { name, help, labelNames: Object.keys(labels) as L[] }; // the keys of a Record<L, …> are L
}
