import type { Located } from './references.js';

/** An OpenAPI description of any version in one form. */
export interface ApiDescription {
  /** As the document says: `2.0`, `3.1.0`. */
  readonly version: string;
  readonly title: string;
  readonly description: string | undefined;
  readonly operations: readonly ApiOperation[];
  readonly securitySchemes: ReadonlyMap<string, SecurityScheme>;
  /** Each named schema, for the types that say which base they extend. */
  readonly schemas: readonly Located[];
}

/** One method of one path. */
export interface ApiOperation {
  /** `GET /pets/{id}`. */
  readonly subject: string;
  /** In capitals. */
  readonly method: string;
  readonly path: string;
  readonly operationId: string | undefined;
  readonly summary: string | undefined;
  readonly description: string | undefined;
  readonly deprecated: boolean;
  readonly tags: readonly string[];
  readonly parameters: readonly ApiParameter[];
  readonly body: ApiBody | undefined;
  readonly responses: readonly ApiResponse[];
  /** Alternatives, each a set of scheme names; undefined: none is asked for. */
  readonly security: ReadonlyArray<readonly string[]> | undefined;
  /** Absolute, variables filled in with their defaults; undefined when the document names none that is. */
  readonly server: string | undefined;
  /** Further servers, for the report. */
  readonly otherServers: readonly string[];
  /** Parts of it that nothing here is made of: callbacks, links. */
  readonly unused: readonly string[];
}

export type ParameterPlace = 'path' | 'query' | 'header' | 'cookie' | 'querystring';

export interface ApiParameter {
  readonly name: string;
  readonly in: ParameterPlace;
  readonly required: boolean;
  readonly description: string | undefined;
  readonly deprecated: boolean;
  readonly schema: Located;
  /** How a list is written: each item with the name again, or joined by this text. */
  readonly list: { readonly kind: 'repeat' } | { readonly kind: 'join'; readonly separator: string };
  /** How an object is written. */
  readonly object: 'properties' | 'deepObject' | 'json' | 'unsupported';
  /** A style of path parameters that the template cannot write: `label`, `matrix`. */
  readonly unsupportedStyle: string | undefined;
}

export interface ApiBody {
  readonly required: boolean;
  readonly description: string | undefined;
  /** By media type, in the order of the document. */
  readonly content: ReadonlyMap<string, Located>;
  /** OpenAPI 2.0 gives the body a name; later ones do not. */
  readonly name: string | undefined;
}

export interface ApiResponse {
  /** `200`, `4XX`, `default`. */
  readonly status: string;
  readonly description: string | undefined;
  /** By media type; empty: there is no body. */
  readonly content: ReadonlyMap<string, Located>;
}

/** How callers prove who they are. */
export type SecurityScheme =
  | { readonly kind: 'apiKey'; readonly in: 'header' | 'query' | 'cookie'; readonly name: string }
  | { readonly kind: 'basic' }
  | { readonly kind: 'bearer'; readonly how: string }
  | { readonly kind: 'unsupported'; readonly how: string };
