import type { GraphQLDataSource, ServiceEndpointDefinition } from '@apollo/gateway';
import { resolveCallLimits } from '../auth/for-sources/call-settings.js';
import type { SourceDefinition } from '../executor/engine.js';
import type { Source } from '../executor/source.js';
import { connectorsLibrary } from '../sources/connectors-library.js';
import { createSource } from '../sources/create-source.js';
import type { HttpClient } from '../upstream/http-client.js';
import { createSourceQueues } from '../upstream/source-queues.js';
import { nameService, withAnswers } from './answering-source.js';
import { restrictCachePolicy } from './cache-policy.js';
import { createDataSourceSource } from './data-source-source.js';
import type { FacetGatewaySettings } from './facet-gateway-options.js';
import { createHttpDataSource } from './http-data-source.js';
import { incomingRequest } from './incoming-requests.js';

/** Reaches subgraphs, for the engine and for supergraph managers. */
export interface SubgraphSources {
  /** The source of a subgraph. */
  toSource(definition: SourceDefinition): Source;
  /** The data source of a subgraph: one object for each name and URL. */
  toDataSource(definition: ServiceEndpointDefinition): GraphQLDataSource;
}

/** Creates the subgraphs' side of a gateway: `buildService` where it is given, else Facet's own HTTP sources. */
export function createSubgraphSources(settings: FacetGatewaySettings, client: HttpClient): SubgraphSources {
  const { buildService, exposeDocuments, logger, debug } = settings;
  const { timeoutMs, maxAnswerBytes, maxConnectionsPerOrigin } = settings.sources;
  const queues = createSourceQueues();
  const clients = new Map<string, HttpClient>();
  const built = new Map<string, { readonly url: string | undefined; readonly dataSource: GraphQLDataSource }>();

  /** One for each name, whatever its URL: a new supergraph changes nothing of how much a subgraph is asked at a time. */
  const clientOf = (name: string): HttpClient => {
    const limitsOf = () => resolveCallLimits([settings.sources], maxConnectionsPerOrigin);
    const known = clients.get(name) ?? queues.limit(client, { name, limitsOf });
    clients.set(name, known);
    return known;
  };

  const toDataSource = ({ name, url }: ServiceEndpointDefinition): GraphQLDataSource => {
    const known = built.get(name);
    if (known !== undefined && known.url === url) {
      return known.dataSource;
    }
    const dataSource =
      buildService === undefined
        ? createHttpDataSource({ name, url: url ?? '', timeoutMs, maxAnswerBytes, client: clientOf(name) })
        : buildService(url === undefined ? { name } : { name, url });
    if (typeof dataSource?.process !== 'function') {
      throw new TypeError(`"buildService" made no data source for subgraph "${name}": it has no "process"`);
    }
    built.set(name, { url, dataSource });
    return dataSource;
  };

  const toOwnSource = (definition: SourceDefinition): Source => {
    const source = createSource(definition, {
      settings: { all: { timeoutMs, maxAnswerBytes }, each: {} },
      local: undefined,
      environment: process.env,
      httpClient: clientOf(definition.name),
      connectors: connectorsLibrary,
      log: {
        debug: (fields, message) => logger.debug(`${message} ${JSON.stringify(fields)}`),
        warn: (fields, message) => logger.warn(`${message} ${JSON.stringify(fields)}`),
      },
    });
    return withAnswers(source, (answer, { request }) => {
      restrictCachePolicy(incomingRequest(request).overallCachePolicy, answer.cacheControl);
      return answer;
    });
  };

  return {
    toDataSource,
    toSource(definition) {
      const { name, url } = definition;
      const source =
        buildService === undefined
          ? toOwnSource(definition)
          : createDataSourceSource({ name, dataSource: toDataSource({ name, url }), timeoutMs, exposeDocuments });
      const named = withAnswers(source, (answer) => nameService(answer, name));
      return debug ? loggingPlans(named, (line) => logger.debug(line)) : named;
    },
  };
}

function loggingPlans(source: Source, log: (line: string) => void): Source {
  return {
    ...source,
    prepare(operation) {
      log(`A plan fetches from "${source.name}" at "${(operation.path ?? []).join('.')}": ${operation.text}`);
      return source.prepare(operation);
    },
  };
}
