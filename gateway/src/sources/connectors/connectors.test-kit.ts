import { setMaxListeners } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { composeServices } from '@apollo/composition';
import { type DocumentNode, parse } from 'graphql';
import { anonymous } from '../../auth/identity.js';
import { representationsOf } from '../../executor/representations.js';
import type { Source, SourceAnswer, SourceObject, SourceRequest } from '../../executor/source.js';
import { createHttpClient } from '../../upstream/http-client.js';
import type { ConnectorSourceSettings } from './connector.js';
import { type ConnectorsSourceOptions, createConnectorsSource } from './connectors-source.js';

/** The shop's shipping subgraph as it is. */
export const shippingSdl = readFileSync(
  new URL('../../../../subgraphs/shipping/schema.graphql', import.meta.url),
  'utf8',
);

/** Composes subgraphs by name. */
export function compose(sdls: Readonly<Record<string, string>>): DocumentNode {
  const services = Object.entries(sdls).map(([name, sdl]) => ({ name, url: '', typeDefs: parse(sdl) }));
  const { supergraphSdl, errors } = composeServices(services);
  if (supergraphSdl === undefined) throw new Error(errors?.map((error) => error.message).join('\n'));
  return parse(supergraphSdl);
}

/** The head of a connectors subgraph with one source, `api`. */
export function withApi(sdl: string, source = ''): string {
  return `extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@external", "@requires", "@shareable"])
    @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])
    @source(name: "api", http: { baseURL: "http://127.0.0.1:1/base" } ${source})
    ${sdl}`;
}

/** A request as a service saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** What a service answers: JSON with status 200 unless said otherwise. */
export interface ServiceAnswer {
  readonly status?: number;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  /** Instead of `json`. */
  readonly text?: string;
}

/** A real HTTP service that remembers what it was asked. */
export interface Service extends AsyncDisposable {
  readonly url: string;
  readonly seen: SeenRequest[];
}

export async function startService(
  answer: (request: SeenRequest) => ServiceAnswer | Promise<ServiceAnswer>,
): Promise<Service> {
  const seen: SeenRequest[] = [];
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    const asked: SeenRequest = { method, url, headers, body: await readText(request) };
    seen.push(asked);
    const { status = 200, type = 'application/json', headers: more = {}, json, text } = await answer(asked);
    response.writeHead(status, { ...(type === '' ? {} : { 'content-type': type }), ...more });
    response.end(text ?? (json === undefined ? '' : JSON.stringify(json)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A connectors source over a service, and how to fetch from it. */
export interface TestSource extends AsyncDisposable {
  readonly source: Source;
  /** One fetch. `entities` are representations; `request` defaults to a new operation's. */
  fetch(text: string, options?: FetchOptions): Promise<SourceAnswer>;
}

export interface FetchOptions {
  readonly variables?: SourceObject;
  readonly entities?: readonly SourceObject[];
  readonly request?: SourceRequest;
  readonly signal?: AbortSignal;
}

/** Creates a source for subgraph `name`, whose only connector source is `connector`, at `url`. */
export function createTestSource(
  options: Pick<ConnectorsSourceOptions, 'supergraph' | 'name'> &
    Partial<ConnectorsSourceOptions> & {
      readonly connector: string;
      readonly url: string;
      readonly config?: NonNullable<ConnectorSourceSettings['config']>;
    },
): TestSource {
  const { connector, url, config = {} } = options;
  const httpClient = createHttpClient();
  const neverAborted = new AbortController();
  // As a gateway's: many calls of one operation listen.
  setMaxListeners(0, neverAborted.signal);
  const source = createConnectorsSource({
    settings: { timeoutMs: 2000, maxAnswerBytes: 100_000, connectors: { [connector]: { url, config } } },
    httpClient,
    ...options,
  });
  return {
    source,
    fetch: (text, fetchOptions = {}) => {
      const { variables = {}, entities, request = createRequest(), signal } = fetchOptions;
      const kind = text.trimStart().startsWith('mutation') ? 'mutation' : 'query';
      const prepared = source.prepare({ kind, text, name: undefined, variableNames: Object.keys(variables) });
      return prepared({
        variables,
        ...(entities === undefined
          ? {}
          : { representations: representationsOf(entities.map((entity) => JSON.stringify(entity))) }),
        request,
        signal: signal ?? neverAborted.signal,
      });
    },
    [Symbol.asyncDispose]: () => httpClient.close(),
  };
}

export function createRequest(headers: Readonly<Record<string, string>> = {}): SourceRequest {
  return { clientGraph: 'test', correlationId: 'c-1', headers: new Map(Object.entries(headers)), identity: anonymous };
}

/** Data and errors as a JSON client would see them, a failure by its code. */
export function plain({ data, errors }: SourceAnswer): { readonly data: unknown; readonly errors: unknown } {
  const shown = errors.map(({ failure, ...error }) =>
    failure === undefined ? error : { path: error.path, failure: (failure as { readonly code?: string }).code },
  );
  return JSON.parse(JSON.stringify({ data: data ?? null, errors: shown })) as { data: unknown; errors: unknown };
}
