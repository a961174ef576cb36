import { type GraphQLInputType, getNullableType, isInputObjectType, isListType } from 'graphql';
import type { ObjectShape } from './result-shape.js';

/** A persisted operation that can be asked for by a plain HTTP request. */
export interface Endpoint {
  readonly operation: { readonly id: string; readonly name: string; readonly type: 'query' | 'mutation' };
  /** Below the path of all endpoints, variables in braces: `/products/{sku}/screen`. */
  readonly path: string;
  readonly variables: ReadonlyMap<string, EndpointVariable>;
  readonly result: ObjectShape;
  /** What is answered when a part could not be had. */
  readonly partialData: PartialData;
}

/** See `endpoints.partialData`. */
export type PartialData = 'refuse' | 'allow';

/** One variable of an endpoint's operation. */
export interface EndpointVariable {
  readonly type: GraphQLInputType;
  /** Whether it has to be given: it is non-null and has no default. */
  readonly required: boolean;
  /** As it would stand in JSON; undefined for none. */
  readonly defaultValue: unknown;
  /** Whether it is in the path. */
  readonly inPath: boolean;
}

/** What is at a path below that of all endpoints. */
export type EndpointMatch =
  | {
      readonly kind: 'endpoint';
      readonly endpoint: Endpoint;
      /** Values of the path's variables, decoded. */
      readonly pathValues: ReadonlyMap<string, string>;
    }
  | { readonly kind: 'document'; readonly document: EndpointDocument }
  | { readonly kind: 'none' };

/** A description of the endpoints, as it is answered. */
export interface EndpointDocument {
  readonly status: 200;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** The endpoints of a client graph, as its manifest and schema are now. */
export interface Endpoints {
  readonly all: readonly Endpoint[];
  /** @param path Below `ServedEndpoints.path`, with its leading slash, still percent-encoded. */
  match(path: string): EndpointMatch;
}

/** The endpoints of a client graph, as the edge serves them. */
export interface ServedEndpoints {
  /** URL path below which they are, such as `/mobile/api`. */
  readonly path: string;
  /** HTTP statuses by error code, before the usual ones. */
  readonly statuses: ReadonlyMap<string, number>;
  /** See `endpoints.csrf`. */
  readonly csrf: 'fetch-metadata' | 'preflight';
  /** The endpoints as they are now; one request asks once. */
  current(): Endpoints;
}

/** The name of an endpoint's XML root element in requests. */
export function requestElement({ operation }: Endpoint): string {
  return `${operation.name}Request`;
}

/** The name of an endpoint's XML root element in answers. */
export function responseElement({ operation }: Endpoint): string {
  return `${operation.name}Response`;
}

/** Where errors stand beside partial data. No field can have this name: names in GraphQL have no hyphens. */
export const errorsMember = 'graphql-errors';

/** The type of a list's items; of anything else the type itself. In a query string lists are repeated values. */
export function repeatedType(type: GraphQLInputType): GraphQLInputType {
  const nullable = getNullableType(type);
  return isListType(nullable) ? nullable.ofType : type;
}

/** Whether a value stands in a query string as JSON: input objects do, and lists inside of lists. */
export function isJsonInQuery(type: GraphQLInputType): boolean {
  const nullable = getNullableType(type);
  return isListType(nullable) || isInputObjectType(nullable);
}
