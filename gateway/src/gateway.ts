import type { ValidationRule } from 'graphql';
import type { ClientGraph } from './client-graph/client-graph.js';
import { startClientGraph } from './client-graph/start-client-graph.js';
import type { Listener, ListenerAddress } from './edge/listener.js';
import { createPublicListener, type PublicListenerOptions } from './edge/public-listener.js';
import { createEngine } from './executor/engine.js';
import { createSource, type SourceSettings } from './sources/create-source.js';
import type { LocalSourceOptions } from './sources/local/local-source.js';
import type { Log } from './telemetry/logger.js';
import { createHttpClient, type HttpClient, type HttpClientOptions } from './upstream/http-client.js';

/** Everything a gateway is built from: validated, and with nothing left to look up. */
export interface GatewaySettings {
  readonly server: Omit<PublicListenerOptions, 'clientGraphs' | 'log'>;
  readonly httpClient: HttpClientOptions;
  readonly sources: SourceSettings;
  /** Memory for compiled plans, estimated, in bytes, for each client graph. */
  readonly maxPlanCacheBytes: number;
  /** At least one; names and paths unique. */
  readonly clientGraphs: readonly ClientGraphSettings[];
}

/** One client graph to serve. */
export interface ClientGraphSettings {
  readonly name: string;
  /** Public path, such as `/mobile/graphql`. */
  readonly path: string;
  /** Origins that browsers may call from; `*` for any. */
  readonly corsOrigins: readonly string[];
  readonly maskErrors: 'unexpected' | 'none';
  /** Rules that operations keep beside GraphQL's own, such as limits. */
  readonly validationRules: readonly ValidationRule[];
  readonly supergraph: { readonly file: string; readonly sdl: string };
  /** Its own subgraph, when it has one. */
  readonly local: LocalSourceOptions | undefined;
}

/** What a gateway is handed by the process it runs in. */
export interface GatewayDependencies {
  readonly log: Log;
}

/** Where a gateway listens. */
export interface GatewayAddresses {
  readonly public: ListenerAddress;
}

/** A gateway that can be started and stopped, once each. */
export interface Gateway {
  /**
   * Builds the client graphs, then opens the listeners. When any of it fails, what was opened before is closed again.
   *
   * @throws {GatewayError} SUPERGRAPH_INVALID, CLIENT_GRAPH_INVALID, PORT_UNAVAILABLE.
   */
  start(): Promise<GatewayAddresses>;
  /** Lets requests in flight finish within the grace, then frees everything. Also fine while starting, or twice. */
  stop(): Promise<void>;
}

/** Frees one thing that was opened. */
type Release = () => Promise<void>;

/** Creates a gateway; nothing is opened before `start()`. */
export function createGateway(settings: GatewaySettings, { log }: GatewayDependencies): Gateway {
  const releases: Release[] = [];
  let stopped: Promise<void> | undefined;

  async function open(): Promise<GatewayAddresses> {
    const httpClient = createHttpClient(settings.httpClient);
    releases.push(() => httpClient.close());
    const clientGraphs: ClientGraph[] = [];
    for (const clientGraph of settings.clientGraphs) {
      clientGraphs.push(await openClientGraph(clientGraph, { settings, httpClient, log, releases }));
    }
    const listener = createPublicListener({ ...settings.server, clientGraphs, log });
    return { public: await openListener(listener, releases) };
  }

  const stop = (): Promise<void> => {
    stopped ??= releaseAll(releases);
    return stopped;
  };

  return {
    async start() {
      try {
        return await open();
      } catch (error) {
        await stop();
        throw error;
      }
    },
    stop,
  };
}

interface OpenClientGraphOptions {
  readonly settings: GatewaySettings;
  readonly httpClient: HttpClient;
  readonly log: Log;
  /** Added to. */
  readonly releases: Release[];
}

async function openClientGraph(
  clientGraph: ClientGraphSettings,
  { settings, httpClient, log, releases }: OpenClientGraphOptions,
): Promise<ClientGraph> {
  const { supergraph, local } = clientGraph;
  const engine = createEngine({
    supergraphSdl: supergraph.sdl,
    file: supergraph.file,
    createSource: (subgraph) => createSource(subgraph, { settings: settings.sources, local, httpClient }),
    maxProgramBytes: settings.maxPlanCacheBytes,
  });
  releases.push(() => engine.close());
  const started = await startClientGraph({ ...clientGraph, engine, log });
  releases.push(() => started.stop());
  return started;
}

async function openListener(listener: Listener, releases: Release[]): Promise<ListenerAddress> {
  // Before it is open: one that failed half-way is closed, too.
  releases.push(() => listener.stop());
  return listener.start();
}

/** Last opened, first closed: requests end before what they are answered with. */
async function releaseAll(releases: Release[]): Promise<void> {
  for (let release = releases.pop(); release !== undefined; release = releases.pop()) {
    await release();
  }
}
