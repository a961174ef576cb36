import type { CallSettings } from '../auth/for-sources/call-settings.js';
import type {
  OutgoingIdentitySettings,
  OutgoingSettings,
  SharedOutgoingSettings,
} from '../auth/for-sources/source-clients.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { Source } from '../executor/source.js';
import type { Supergraph } from '../supergraph/supergraph.js';
import type { HttpClient } from '../upstream/http-client.js';
import type { ConnectorSourceSettings } from './connectors/connector.js';
import type { ConnectorsSubgraph } from './connectors/read-connectors.js';
import type { ConnectorsLibrary } from './connectors-library.js';
import { createHttpSource } from './http/http-source.js';
import { createLocalSource, type LocalSourceOptions } from './local/local-source.js';
import type { MockSettings } from './mock/mock-settings.js';
import { createMockSource } from './mock/mock-source.js';

/** A subgraph of a supergraph, to be made a source. */
export interface SubgraphToReach {
  /** Name, as in plans. */
  readonly name: string;
  /** Name of its `join__Graph` value. */
  readonly enumValue: string;
  /** Routing URL written into the supergraph; empty when there is none. */
  readonly url: string;
  readonly supergraph: Supergraph;
}

/** How sources are reached. */
export interface SourceSettings extends OutgoingIdentitySettings {
  readonly all: SourceLimits & SharedOutgoingSettings;
  /** The request header, and its value, that shows a developer what connectors do. Default: there is none. */
  readonly debugger?: { readonly header: string; readonly value: string } | undefined;
  /** By subgraph name; a subgraph without settings is reached as the supergraph says. */
  readonly each: Readonly<Record<string, OneSourceSettings | undefined>>;
}

/** Bounds on one call. */
export interface SourceLimits {
  /** Deadline of one call, in milliseconds. */
  readonly timeoutMs: number;
  /** Cap on one answer, in bytes. */
  readonly maxAnswerBytes: number;
  /** Most entities that one request asks a GraphQL subgraph for, >= 1. Default `defaultMaxBatchSize`. */
  readonly maxBatchSize?: number | undefined;
}

/**
 * A thousand entities are some 50 kB to send and as much again to read, for many fields: what servers take without being
 * told to, and what is read without others having to wait.
 */
export const defaultMaxBatchSize = 1000;

/** What is particular to one source. */
export interface OneSourceSettings extends OutgoingSettings {
  /** Used instead of the supergraph's URL. */
  readonly url?: string | undefined;
  readonly connectors?: Readonly<Record<string, ConnectorSettings>> | undefined;
  /** Answers for the service, which is not called. Default false. */
  readonly mock?: boolean | MockSettings | undefined;
  readonly timeoutMs?: number | undefined;
  readonly maxAnswerBytes?: number | undefined;
  readonly maxBatchSize?: number | undefined;
}

/** What is particular to one `@source` or `@soapSource`. */
export interface ConnectorSettings extends CallSettings {
  /** Used instead of the `baseURL` or `endpoint` in the schema. */
  readonly url?: string | undefined;
  readonly config: Readonly<Record<string, unknown>>;
  /** Most calls of one operation. Default 500. */
  readonly maxRequestsPerOperation?: number | undefined;
  /** Deadline of one call, in milliseconds. Default: the subgraph's. */
  readonly timeoutMs?: number | undefined;
}

/** What sources are made with. */
export interface CreateSourceOptions {
  readonly settings: SourceSettings;
  /** The client graph's own subgraph, when it has one. */
  readonly local: LocalSourceOptions | undefined;
  /** What `$env` of connectors reads. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly httpClient: HttpClient;
  /** Undefined: the supergraph has no connectors; see `loadConnectors`. */
  readonly connectors: ConnectorsLibrary | undefined;
  /** Told, at debug, what connectors' mappings did not find; at warn, which sources are mocked. */
  readonly log: SourceLog;
}

/** Where sources log. Any pino logger fits. */
export interface SourceLog {
  debug(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/**
 * Makes the source behind a subgraph: in process when it is the client graph's own, a mock where the settings say so,
 * connectors when the supergraph has some for it, else GraphQL over HTTP.
 *
 * @throws {GatewayError} SUPERGRAPH_INVALID when nothing says where the subgraph answers, or its connectors do not fit;
 *   CLIENT_GRAPH_INVALID when the client graph's own does not fit its resolvers, or they are missing;
 *   CONFIGURATION_INVALID when the settings are for another kind of source.
 */
export function createSource(subgraph: SubgraphToReach, options: CreateSourceOptions): Source {
  const { name, url, supergraph } = subgraph;
  const { settings, local, httpClient } = options;
  if (name === local?.name) {
    return createLocalSource(local);
  }
  if (url.startsWith('local:')) {
    throw new GatewayError(
      'CLIENT_GRAPH_INVALID',
      `Cannot serve subgraph "${name}": it is resolved in process, but its resolvers are in no client graph folder that is served`,
    );
  }
  const each = (Object.hasOwn(settings.each, name) ? settings.each[name] : undefined) ?? {};
  const limits = {
    timeoutMs: each.timeoutMs ?? settings.all.timeoutMs,
    maxAnswerBytes: each.maxAnswerBytes ?? settings.all.maxAnswerBytes,
  };
  const connectors = options.connectors?.find(supergraph.document, name);
  assertFits(name, each, connectors);
  if (each.mock !== undefined && each.mock !== false) {
    options.log.warn({ source: name }, 'A source is mocked: what it answers is made up');
    const settings = each.mock === true ? {} : each.mock;
    return createMockSource({ ...subgraph, settings, timeoutMs: limits.timeoutMs });
  }
  if (options.connectors !== undefined && connectors !== undefined) {
    const { environment, log } = options;
    return options.connectors.createSource({
      name,
      supergraph: supergraph.document,
      settings: { ...limits, connectors: connectorSettings(each) },
      httpClient,
      environment,
      reportProblems: (connector, problems) =>
        log.debug({ source: name, connector, problems }, 'A mapping did not find everything it names'),
    });
  }
  const maxBatchSize = each.maxBatchSize ?? settings.all.maxBatchSize ?? defaultMaxBatchSize;
  return createHttpSource({ name, url: assertUrl(name, each.url ?? url), ...limits, maxBatchSize, client: httpClient });
}

function connectorSettings({ connectors = {} }: OneSourceSettings): Readonly<Record<string, ConnectorSourceSettings>> {
  return Object.fromEntries(
    Object.entries(connectors).map(([name, { url, config, maxRequestsPerOperation, timeoutMs }]) => [
      name,
      {
        config,
        ...(url !== undefined && { url }),
        ...(maxRequestsPerOperation !== undefined && { maxRequestsPerOperation }),
        ...(timeoutMs !== undefined && { timeoutMs }),
      },
    ]),
  );
}

/** Settings that would have no effect are a mistake, and are refused before anything is served. */
function assertFits(name: string, settings: OneSourceSettings, connectors: ConnectorsSubgraph | undefined): void {
  const path = `sources.each.${name}`;
  if (connectors === undefined) {
    if (settings.connectors !== undefined) {
      throw misfit(`${path}.connectors`, `the schema of "${name}" has no connectors`);
    }
    return;
  }
  if (settings.url !== undefined) {
    throw misfit(`${path}.url`, `"${name}" is answered by connectors, whose addresses are in ${path}.connectors`);
  }
  if (settings.maxBatchSize !== undefined) {
    throw misfit(
      `${path}.maxBatchSize`,
      `"${name}" is answered by connectors, which say it by "@connect(batch: { maxSize })"`,
    );
  }
  const known = connectors.sources.map((source) => source.name);
  for (const sourceName of Object.keys(settings.connectors ?? {})) {
    if (!known.includes(sourceName)) {
      const there = known.map((one) => `"${one}"`).join(', ');
      throw misfit(
        `${path}.connectors.${sourceName}`,
        `the schema of "${name}" has no such source, it has ${there || 'none'}`,
      );
    }
  }
}

function misfit(path: string, reason: string): GatewayError {
  return new GatewayError('CONFIGURATION_INVALID', `Cannot use ${path}: ${reason}`);
}

function assertUrl(name: string, url: string): string {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) {
    return url;
  }
  throw new GatewayError(
    'SUPERGRAPH_INVALID',
    `Cannot reach subgraph "${name}": the supergraph has ${JSON.stringify(url)} for its URL and the configuration has none`,
    { source: name },
  );
}
