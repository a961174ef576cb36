import type { GraphQLSchema } from 'graphql';
import { GatewayError } from '../../errors/gateway-error.js';
import type { Log } from '../../telemetry/logger.js';
import type { PersistedOperations } from '../persisted-operations.js';
import {
  type CompiledEndpoints,
  compileEndpoints,
  type EndpointRoute,
  type PlacedEndpoint,
} from './compile-endpoints.js';
import { type EndpointCallers, everybody } from './describe-security.js';
import type { EndpointDocument, EndpointMatch, Endpoints, PartialData, ServedEndpoints } from './endpoint.js';
import { matchPath } from './endpoint-path.js';
import { openApiDocument } from './openapi-document.js';
import { xsdDocument } from './xsd-document.js';

/** How a client graph's endpoints are set up: `endpoints` of its `facet.bff.yaml`. */
export interface EndpointsSettings {
  /** URL path below which they are. */
  readonly path: string;
  /** Path of the manifest that has their operations. */
  readonly manifest: string;
  readonly expose: 'all' | 'routes';
  /** By the operation's name. */
  readonly routes: ReadonlyMap<string, EndpointRoute>;
  readonly partialData: PartialData;
  readonly statuses: ReadonlyMap<string, number>;
  readonly csrf: ServedEndpoints['csrf'];
  /** Whether the documents that describe them are served. */
  readonly documents: boolean;
}

/** What endpoints are made of. */
export interface OpenEndpointsOptions {
  /** The client graph's, for the documents. */
  readonly name: string;
  readonly schema: GraphQLSchema;
  /** Who may call, for the documents. Default: everybody. */
  readonly callers?: EndpointCallers;
  /** The manifests as they are now. */
  readonly persisted: () => PersistedOperations;
  readonly log: Log;
}

/** Paths of the documents, below that of all endpoints. */
export const documentPaths = { openapi: '/openapi.json', xsd: '/schema.xsd' } as const;

/**
 * Makes the endpoints of a client graph, and makes them anew when its manifests change. What cannot be used of changed
 * manifests is logged, and the endpoints from before go on being served.
 *
 * @throws {GatewayError} CLIENT_GRAPH_INVALID when the settings do not fit the manifest that is there first.
 */
export function openEndpoints(settings: EndpointsSettings, options: OpenEndpointsOptions): ServedEndpoints {
  const { persisted, log } = options;
  let madeOf = persisted();
  const first = compile(settings, madeOf, options);
  if (first.problems.length > 0) {
    throw new GatewayError('CLIENT_GRAPH_INVALID', first.problems.join('; '));
  }
  let endpoints = toEndpoints(first, settings, options);
  const { path, statuses, csrf } = settings;
  return {
    path,
    statuses,
    csrf,
    current() {
      const now = persisted();
      if (now !== madeOf) {
        madeOf = now;
        const compiled = compile(settings, now, options);
        if (compiled.problems.length === 0) {
          endpoints = toEndpoints(compiled, settings, options);
        } else {
          log.error({ problems: compiled.problems }, 'Endpoints of the changed manifests cannot be served');
        }
      }
      return endpoints;
    },
  };
}

function compile(
  { manifest, expose, routes, partialData }: EndpointsSettings,
  persisted: PersistedOperations,
  { schema, log }: OpenEndpointsOptions,
): CompiledEndpoints {
  const operations = persisted.ofManifest(manifest);
  if (operations === undefined) {
    const problem = `The operations of endpoints are not there: the manifest "${manifest}" does not exist`;
    return { placed: [], problems: [problem], invalid: [] };
  }
  const reserved = Object.values(documentPaths);
  const compiled = compileEndpoints({ schema, operations, expose, routes, partialData, reserved });
  for (const problem of compiled.invalid) {
    log.warn({}, problem);
  }
  return compiled;
}

function toEndpoints(
  { placed }: CompiledEndpoints,
  { path, documents, csrf }: EndpointsSettings,
  { name, callers = everybody }: OpenEndpointsOptions,
): Endpoints {
  const all = placed.map(({ endpoint }) => endpoint);
  const described = documents ? describe({ name, path, all, callers, csrf }) : new Map<string, EndpointDocument>();
  // Paths without variables go before those that have some, so that `/products/new` is not the product "new".
  const ordered = placed.toSorted((a, b) => variableCount(a) - variableCount(b));
  return {
    all,
    match(given): EndpointMatch {
      const document = described.get(given);
      if (document !== undefined) {
        return { kind: 'document', document };
      }
      for (const { endpoint, template } of ordered) {
        const pathValues = matchPath(template, given);
        if (pathValues !== undefined) {
          return { kind: 'endpoint', endpoint, pathValues };
        }
      }
      return { kind: 'none' };
    },
  };
}

function variableCount({ template }: PlacedEndpoint): number {
  return template.segments.filter(({ kind }) => kind === 'variable').length;
}

function describe(described: Parameters<typeof openApiDocument>[0]): ReadonlyMap<string, EndpointDocument> {
  const openapi = `${JSON.stringify(openApiDocument(described), null, 2)}\n`;
  return new Map([
    [documentPaths.openapi, documentOf('application/json', openapi)],
    [documentPaths.xsd, documentOf('application/xml', xsdDocument(described.all))],
  ]);
}

function documentOf(mediaType: string, body: string): EndpointDocument {
  return { status: 200, headers: new Map([['content-type', `${mediaType}; charset=utf-8`]]), body };
}
