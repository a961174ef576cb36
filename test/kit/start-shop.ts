import { fileURLToPath } from 'node:url';
import { type RunningSources, type SourceName, sourceNames, startSources } from '@facet/example-subgraphs';
import {
  createGateway,
  createLogger,
  type GatewaySettings,
  loadGatewaySettings,
  type OneSourceSettings,
} from '@facet/gateway';
import { type Answer, post } from './post.js';

/** The repository's folder. */
export const repositoryDir = fileURLToPath(new URL('../../', import.meta.url));

/** What a shop for tests may have otherwise than the example. */
export interface ShopOptions {
  /** Changes the settings of one source, such as its deadline. */
  readonly sourceSettings?: Partial<Record<SourceName, Partial<OneSourceSettings>>>;
  /** Environment that facet.yaml reads, beside that of example.env. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The one client graph to serve; default both. */
  readonly only?: 'mobile' | 'web';
  /** The authorization server whose tokens are accepted, instead of the example's. */
  readonly issuer?: string;
  /**
   * Which operations the client graphs answer. Default `any`, since tests ask what they like; `configured`: what the
   * client graphs' own files say, which for the mobile graph is what its manifests have.
   */
  readonly operations?: 'any' | 'configured';
  /** Origins of pages, instead of those in the client graphs' own files. */
  readonly corsOrigins?: readonly string[];
}

/** The example shop in the test's own process, on free ports. */
export interface Shop {
  /** The sources: what they were asked, and a way to have them misbehave. */
  readonly sources: RunningSources;
  /** Of the gateway's public listener. */
  readonly url: string;
  /** Of the gateway's listener for operators. */
  readonly adminUrl: string;
  /** Where the gateway publishes the keys that it signs tokens for sources with. */
  readonly jwksUrl: string;
  /** What the gateway logged so far, one entry for each line. */
  readonly log: readonly LogEntry[];
  /** Asks one of the client graphs. */
  ask(clientGraph: 'mobile' | 'web', query: string, variables?: Readonly<Record<string, unknown>>): Promise<Answer>;
  stop(): Promise<void>;
}

/** One line of the gateway's log. */
export type LogEntry = Readonly<Record<string, unknown>> & { readonly level: string; readonly msg: string };

/** Starts the example's sources and a gateway that serves `facet.yaml` over them. */
export async function startShop(options: ShopOptions = {}): Promise<Shop> {
  let publish: (url: string) => void = () => {};
  const jwks = new Promise<string>((resolve) => {
    publish = resolve;
  });
  // The gateway needs their addresses, and some of them its keys: they wait for these with their first answers.
  const sources = await startSources(sourceNames, { gateway: { jwks: () => jwks } });
  const log: LogEntry[] = [];
  const write = (line: string) => log.push(JSON.parse(line));
  const gateway = createGateway(await settingsFor(sources, options), {
    log: createLogger({ level: 'info', format: 'json' }, { write }),
  });
  const addresses = await gateway.start();
  const { url } = addresses.public;
  const jwksUrl = `${addresses.jwks?.url}/.well-known/jwks.json`;
  publish(jwksUrl);
  return {
    sources,
    url,
    adminUrl: addresses.admin?.url ?? '',
    jwksUrl,
    log,
    ask: (clientGraph, query, variables = {}) => post(`${url}/${clientGraph}/graphql`, { query, variables }),
    async stop() {
      await gateway.stop();
      await sources.stop();
    },
  };
}

/** The settings that `facet serve` takes from the example's files, with the addresses of these sources and free ports. */
async function settingsFor(sources: RunningSources, options: ShopOptions): Promise<GatewaySettings> {
  const loaded = await loadGatewaySettings({
    config: `${repositoryDir}facet.yaml`,
    envFile: `${repositoryDir}example.env`,
    environment: options.environment ?? {},
    ...(options.only === undefined ? {} : { only: options.only }),
  });
  if (loaded.kind === 'refused') throw new Error(JSON.stringify(loaded.problems));
  const { settings } = loaded;
  const each = Object.fromEntries(
    sources.all.map(({ name, url }) => [
      name,
      { ...relocated(settings.sources.each[name], url), ...options.sourceSettings?.[name as SourceName] },
    ]),
  );
  const { auth } = settings;
  const shopIssuer = auth?.issuers['shop'];
  return {
    ...settings,
    ...(auth && shopIssuer && options.issuer !== undefined
      ? { auth: { ...auth, issuers: { shop: { ...shopIssuer, issuer: options.issuer } } } }
      : {}),
    server: { ...settings.server, port: 0 },
    admin: { host: '127.0.0.1', port: 0 },
    sources: { ...settings.sources, each, tokens: tokensOnFreePort(settings) },
    clientGraphs: settings.clientGraphs.map((graph) => ({
      ...graph,
      ...(options.operations === 'configured' ? {} : answeringAny(graph)),
      corsOrigins: options.corsOrigins ?? graph.corsOrigins,
    })),
  };
}

function answeringAny({ policy }: GatewaySettings['clientGraphs'][number]) {
  return policy && { policy: { ...policy, operations: { ...policy.operations, require: 'any' as const } } };
}

function tokensOnFreePort({ sources: { tokens } }: GatewaySettings): GatewaySettings['sources']['tokens'] {
  return tokens && { ...tokens, jwks: { ...tokens.jwks, port: 0 } };
}

/** A connector source is named like its subgraph in the example. */
function relocated(settings: OneSourceSettings | undefined, url: string): OneSourceSettings {
  if (settings?.connectors === undefined) return { ...settings, url };
  const connectors = Object.entries(settings.connectors).map(([name, connector]) => [name, { ...connector, url }]);
  return { ...settings, connectors: Object.fromEntries(connectors) };
}
