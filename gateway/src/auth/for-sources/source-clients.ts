import type {
  HeaderRuleConfig,
  MintedTokensConfig,
  SignatureConfig,
  SourceIdentityConfig,
  SourceTlsConfig,
} from '../../config/source-identity-config.js';
import { GatewayError } from '../../errors/gateway-error.js';
import type { Log } from '../../telemetry/logger.js';
import { createHttpClient, type HttpClient, type HttpClientOptions } from '../../upstream/http-client.js';
import type { SourceQueues } from '../../upstream/source-queues.js';
import { createTlsClient } from '../../upstream/tls-client.js';
import { type CallSettings, resolveCallLimits } from './call-settings.js';
import { createExchangedCredentials } from './exchange-token.js';
import { compileHeaderRules } from './header-rules.js';
import { createMintedCredentials } from './mint-token.js';
import { openSigningKeys } from './open-signing-keys.js';
import { createRequestSigner } from './sign-request.js';
import type { SigningKeys } from './signing-keys.js';
import { createSourceClient } from './source-client.js';
import { passToken, type SourceCredentials } from './source-credentials.js';

/** What every source is told, unless it says otherwise itself. */
export interface SharedOutgoingSettings extends CallSettings {
  readonly headers?: readonly HeaderRuleConfig[] | undefined;
  readonly identity?: Pick<SourceIdentityConfig, 'mode'> | undefined;
}

/** What one source is told, and how. */
export interface OutgoingSettings extends SharedOutgoingSettings {
  readonly identity?: SourceIdentityConfig | undefined;
  readonly url?: string | undefined;
  readonly signature?: SignatureConfig | undefined;
  readonly tls?: SourceTlsConfig | undefined;
  /** Most connections to one origin, which are then its own. Default: it shares those of the others. */
  readonly maxConnectionsPerOrigin?: number | undefined;
  /** By the name of the `@source` or `@soapSource`. */
  readonly connectors?: Readonly<Record<string, CallSettings>> | undefined;
}

/** Identity towards sources: the part of `sources` in `facet.yaml` that is about it. */
export interface OutgoingIdentitySettings {
  readonly all: SharedOutgoingSettings;
  readonly each: Readonly<Record<string, OutgoingSettings | undefined>>;
  /** Needed only when a source is in mode `mint`. */
  readonly tokens?: MintedTokensConfig | undefined;
}

/** What the clients are made with. */
export interface SourceClientsOptions {
  readonly httpClient: HttpClient;
  /** How connections of clients with certificates of their own are made. */
  readonly httpClientOptions: HttpClientOptions;
  readonly queues: SourceQueues;
  readonly log: Log;
}

/** The clients of all sources. */
export interface SourceClients {
  /** The client of one source, by the subgraph's name; the same one each time, so that what it keeps is shared. */
  of(source: string): HttpClient;
  /** The keys that tokens are signed with; undefined when no source gets such. */
  readonly signingKeys: SigningKeys | undefined;
  /** Closes what is not the shared client's, and ends the rotation of keys. */
  close(): Promise<void>;
}

/**
 * Prepares what sources are told of the caller and of the gateway. Everything is compiled once per source.
 *
 * @throws {GatewayError} CONFIGURATION_INVALID when keys or certificates cannot be used.
 */
export async function createSourceClients(
  settings: OutgoingIdentitySettings,
  options: SourceClientsOptions,
): Promise<SourceClients> {
  const stop = new AbortController();
  const opened: HttpClient[] = [];
  const close = async (): Promise<void> => {
    stop.abort();
    await Promise.all(opened.map((client) => client.close()));
  };
  try {
    const signingKeys = mints(settings)
      ? await openSigningKeys(tokensOf(settings), { log: options.log, signal: stop.signal })
      : undefined;
    const make = (source: string): HttpClient => makeClient(source, { ...options, settings, signingKeys, opened });
    const clients = new Map(Object.keys(settings.each).map((source) => [source, make(source)]));
    return {
      signingKeys,
      close,
      of(source) {
        const client = clients.get(source) ?? make(source);
        clients.set(source, client);
        return client;
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

interface MakeClientOptions extends SourceClientsOptions {
  readonly settings: OutgoingIdentitySettings;
  readonly signingKeys: SigningKeys | undefined;
  /** Added to. */
  readonly opened: HttpClient[];
}

function makeClient(source: string, options: MakeClientOptions): HttpClient {
  const { all } = options.settings;
  const own = ownSettings(options.settings, source);
  const connections = own.maxConnectionsPerOrigin ?? options.httpClientOptions.maxConnectionsPerOrigin;
  return createSourceClient({
    client: options.queues.limit(connectionsOf(source, own, options), {
      name: source,
      limitsOf: (connector) => resolveCallLimits([connectorSettings(own, connector), own, all], connections),
    }),
    rules: compileHeaderRules([...(all.headers ?? []), ...(own.headers ?? [])]),
    credentials: makeCredentials(source, own.identity ?? all.identity, options),
    sign: own.signature && createRequestSigner(own.signature),
  });
}

/** The client that others share, or one of the source's own where it is set up otherwise. */
function connectionsOf(source: string, own: OutgoingSettings, options: MakeClientOptions): HttpClient {
  const { httpClientOptions, httpClient, opened } = options;
  const { tls, maxConnectionsPerOrigin } = own;
  const clientOptions =
    maxConnectionsPerOrigin === undefined ? httpClientOptions : { ...httpClientOptions, maxConnectionsPerOrigin };
  if (tls !== undefined) {
    return openTlsClient(source, { ...own, tls }, { ...options, httpClientOptions: clientOptions });
  }
  if (maxConnectionsPerOrigin === undefined) {
    return httpClient;
  }
  const client = createHttpClient(clientOptions);
  opened.push(client);
  return client;
}

function connectorSettings({ connectors = {} }: OutgoingSettings, connector: string | undefined): CallSettings {
  return (connector !== undefined && Object.hasOwn(connectors, connector) ? connectors[connector] : undefined) ?? {};
}

function openTlsClient(
  source: string,
  { tls, url }: OutgoingSettings & { readonly tls: SourceTlsConfig },
  { httpClientOptions, log, opened }: MakeClientOptions,
): HttpClient {
  const option = `sources.each.${source}.tls`;
  if (url !== undefined && new URL(url).protocol !== 'https:') {
    throw new GatewayError('CONFIGURATION_INVALID', `Cannot use ${option}: the URL of "${source}" is not https`);
  }
  const client = createTlsClient(tls, {
    ...httpClientOptions,
    option,
    onReload: () => log.info({ source }, 'Certificates for a source were read again'),
    onError: (error) => log.error({ source, err: error }, 'Certificates cannot be used: the old ones go on'),
  });
  opened.push(client);
  return client;
}

function makeCredentials(
  source: string,
  identity: SourceIdentityConfig | undefined,
  { settings, signingKeys, httpClient }: MakeClientOptions,
): SourceCredentials | undefined {
  if (identity?.mode === 'pass') {
    return passToken;
  }
  if (identity?.mode === 'exchange' && identity.exchange !== undefined) {
    return createExchangedCredentials({ exchange: identity.exchange, source, httpClient });
  }
  if (identity?.mode === 'mint' && signingKeys !== undefined) {
    const { issuer, lifetimeSeconds, maxCachedTokens } = tokensOf(settings);
    return createMintedCredentials({
      keys: signingKeys,
      issuer,
      audience: identity.mint?.audience ?? source,
      claims: identity.mint?.claims ?? [],
      lifetimeMs: lifetimeSeconds * 1000,
      maxCachedTokens,
    });
  }
  return undefined;
}

function mints({ all, each }: OutgoingIdentitySettings): boolean {
  return [all, ...Object.values(each)].some((settings) => settings?.identity?.mode === 'mint');
}

function ownSettings({ each }: OutgoingIdentitySettings, source: string): OutgoingSettings {
  return (Object.hasOwn(each, source) ? each[source] : undefined) ?? {};
}

function tokensOf({ tokens }: OutgoingIdentitySettings): MintedTokensConfig {
  if (tokens === undefined) {
    throw new GatewayError('CONFIGURATION_INVALID', 'Cannot sign tokens for sources: "sources.tokens" is missing');
  }
  return tokens;
}
