import type { ClientGraph } from '../client-graph/client-graph.js';
import { createSourceProbes, type SourceProbesOptions, type SourceStatus } from './source-probes.js';

/** The part of a client graph that readiness looks at. */
export type ProbedGraph = Pick<ClientGraph, 'name' | 'sources'>;

/** How readiness is found out. */
export interface ReadinessOptions extends SourceProbesOptions {
  /** Names of all client graphs that this process is to serve. */
  readonly expected: readonly string[];
}

/** What `GET /health/ready` answers. */
export interface ReadinessReport {
  /** `starting` until every client graph is loaded, `draining` from the moment that the process is told to stop. */
  readonly status: 'starting' | 'ready' | 'draining';
  readonly clientGraphs: readonly {
    readonly name: string;
    readonly status: 'starting' | 'ready';
    /** A source that is unreachable makes its fields null, not its client graph unready. */
    readonly sources: readonly SourceStatus[];
  }[];
}

/** Whether this process can take requests, and what it knows of its sources. */
export interface Readiness {
  /**
   * Says that a client graph is loaded, and begins to probe its sources.
   *
   * @returns When each of its sources was probed once.
   */
  loaded(graph: ProbedGraph): Promise<void>;
  /** Says that the process is stopping, so that load balancers look elsewhere. */
  drain(): void;
  report(): ReadinessReport;
  /** Ends the probing of sources. */
  stop(): void;
}

/** Makes the readiness of one process. */
export function createReadiness(options: ReadinessOptions): Readiness {
  const probes = createSourceProbes(options);
  const graphs = new Map<string, ProbedGraph>();
  let draining = false;
  return {
    loaded(graph) {
      graphs.set(graph.name, graph);
      return probes.watch(graph.sources());
    },
    drain() {
      draining = true;
    },
    report() {
      const allLoaded = options.expected.every((name) => graphs.has(name));
      return {
        status: draining ? 'draining' : allLoaded ? 'ready' : 'starting',
        clientGraphs: options.expected.map((name) => {
          const graph = graphs.get(name);
          return {
            name,
            status: graph === undefined ? 'starting' : 'ready',
            sources: graph?.sources().map(probes.statusOf) ?? [],
          };
        }),
      };
    },
    stop: probes.stop,
  };
}
