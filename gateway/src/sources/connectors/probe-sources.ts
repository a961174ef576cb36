import { GatewayError } from '../../errors/gateway-error.js';
import type { HttpClient } from '../../upstream/http-client.js';
import type { ConnectorProtocol, ConnectorSourceSettings } from './connector.js';
import type { ConnectorsSubgraph } from './read-connectors.js';

/** What probing depends on. */
export interface ProbeOptions {
  readonly protocols: readonly ConnectorProtocol[];
  readonly settings: {
    readonly timeoutMs: number;
    readonly connectors: Readonly<Record<string, ConnectorSourceSettings>>;
  };
  readonly httpClient: HttpClient;
}

/** A probe wants to know whether anybody answers, not what. */
const maxProbeBytes = 65_536;

/**
 * Asks every source of a subgraph for its base address. Any answer will do, whatever its status.
 *
 * @throws {GatewayError} SOURCE_UNREACHABLE or SOURCE_TIMEOUT.
 */
export async function probeSources(
  { name, sources }: ConnectorsSubgraph,
  { protocols, settings, httpClient }: ProbeOptions,
  signal: AbortSignal,
): Promise<void> {
  const addresses = sources.flatMap((source) => {
    const protocol = protocols.find(({ sourceDirective }) => sourceDirective === source.directive);
    return protocol?.address(source, settings.connectors[source.name] ?? {}) ?? [];
  });
  const { timeoutMs } = settings;
  await Promise.all(
    [...new Set(addresses)].map(async (url) => {
      try {
        const call = { method: 'GET', url, headers: {}, timeoutMs, maxAnswerBytes: maxProbeBytes, signal } as const;
        await httpClient.request({ ...call, source: name });
      } catch (error) {
        // Somebody answered, and at length.
        if (!(error instanceof GatewayError && error.code === 'SOURCE_ANSWER_TOO_LARGE')) throw error;
      }
    }),
  );
}
