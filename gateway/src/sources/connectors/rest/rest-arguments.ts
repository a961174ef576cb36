import type { ConnectorDefinition, ConnectorSource } from '../connector.js';
import { isJsonObject } from '../json.js';
import { isSince } from '../mapping/version.js';

/** The HTTP methods a connector can use. */
export const httpMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

export type HttpMethod = (typeof httpMethods)[number];

/** One entry of `headers`. */
export interface HeaderArgument {
  readonly name: string;
  readonly from: string | undefined;
  readonly value: string | undefined;
}

/** The `http` argument of `@connect` or `@source`, its texts unparsed. */
export interface HttpArgument {
  /** Every method written, with its URL template; a valid connector has one, a source none. */
  readonly methods: ReadonlyArray<{ readonly method: HttpMethod; readonly url: string }>;
  readonly baseURL: string | undefined;
  readonly path: string | undefined;
  readonly queryParams: string | undefined;
  readonly body: string | undefined;
  readonly headers: readonly HeaderArgument[];
}

/** Reads the `http` argument; what has the wrong kind is left out, as composition has checked it. */
export function readHttp({ args }: ConnectorDefinition | ConnectorSource): HttpArgument {
  const http = isJsonObject(args['http']) ? args['http'] : {};
  const headers = Array.isArray(http['headers']) ? http['headers'].filter(isJsonObject) : [];
  return {
    methods: httpMethods.flatMap((method) => {
      const url = text(http[method]);
      return url === undefined ? [] : [{ method, url }];
    }),
    baseURL: text(http['baseURL']),
    path: text(http['path']),
    queryParams: text(http['queryParams']),
    body: text(http['body']),
    headers: headers.map((header) => ({
      name: text(header['name']) ?? '',
      from: text(header['from']),
      value: text(header['value']),
    })),
  };
}

/** Whether a connector makes no call: it has no `http` at all, as v0.4 allows. */
export function isVirtual({ args, version }: ConnectorDefinition): boolean {
  return args['http'] === undefined && isSince(version, 'v0.4');
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
