import type { Identity } from '../auth/identity.js';
import type { CacheExplainer } from '../cache/explain.js';
import type { Representations } from './representations.js';

/**
 * The face that every kind of source shows the executor. `sources/http`, `sources/local` and `sources/connectors`
 * implement it; the executor knows no other.
 */
export interface Source {
  /** The subgraph's name, as in the supergraph's `join__Graph`. */
  readonly name: string;
  readonly kind: 'http' | 'local' | 'connectors' | 'mock';
  /**
   * Names in lower case of the client's headers that it reads. Of others it may be shown none. Default: `any`, for sources
   * that run code or mappings which may read whatever there is.
   */
  readonly callerHeaders?: ReadonlySet<string> | 'any';
  /**
   * Most entities that it is asked for at once, >= 1; for more it is asked several times, side by side. Default: as many as
   * there are.
   */
  readonly maxBatchSize?: number;
  /**
   * Does once, when a plan is compiled, whatever does not depend on a request: parsing, building the body's fixed part.
   *
   * @throws {GatewayError} INTERNAL_SERVER_ERROR when the operation does not fit the source; a planner fault.
   */
  prepare(operation: SourceOperation): PreparedFetch;
  /**
   * Resolves when the source can be reached now.
   *
   * @throws {GatewayError} SOURCE_UNREACHABLE or SOURCE_TIMEOUT.
   */
  probe(signal: AbortSignal): Promise<void>;
  /** Frees connections; no fetch is made afterwards. */
  close(): Promise<void>;
}

/** One GraphQL operation that a plan sends to one source. */
export interface SourceOperation {
  readonly kind: 'query' | 'mutation' | 'subscription';
  /** GraphQL text. An entity fetch asks for `_entities(representations: $representations)` and nothing else. */
  readonly text: string;
  readonly name: string | undefined;
  /** The variables it uses, `representations` not among them. */
  readonly variableNames: readonly string[];
  /**
   * Where the objects that it brings stand in the data: response names, `@` for the items of a list. Undefined when there
   * is no plan behind it.
   */
  readonly path?: readonly string[];
  /**
   * One object for all operations of a plan, which are prepared before the first is sent; undefined when there is no plan
   * behind it.
   */
  readonly plan?: object;
}

/** A fetch with only the variables left open. */
export type PreparedFetch = (input: FetchInput) => Promise<SourceAnswer>;

/** What one run of a prepared fetch depends on. */
export interface FetchInput {
  /** Values for `variableNames`, already coerced; an absent name was not given. Null prototype. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Entity fetches only. */
  readonly representations?: Representations;
  readonly request: SourceRequest;
  /** Aborts when the client is gone or the gateway stops waiting. Each source adds its own deadline. */
  readonly signal: AbortSignal;
}

/**
 * What of the client's request a source may use. One object for the whole of one operation, so that a source can hang
 * per-operation state (DataLoaders) on it in a WeakMap.
 */
export interface SourceRequest {
  readonly clientGraph: string;
  readonly correlationId: string;
  /** The client's request headers, names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly identity: Identity;
  /** Set when a developer looks on: told what sources and caches do for this request. Such a request shares no execution. */
  readonly debug?: SourceDebug | undefined;
}

/** Takes down what sources do for one request, for `extensions` of its answer. */
export interface SourceDebug {
  /** @param entry What can be shown to a developer: JSON, its secrets masked. */
  record(entry: Readonly<Record<string, unknown>>): void;
  /** Told what caches do for it. */
  readonly cache?: CacheExplainer;
}

/** A JSON object as a source sent it. */
export type SourceObject = Record<string, unknown>;

/**
 * What a source answered.
 *
 * A prepared fetch rejects with a `GatewayError` (SOURCE_UNREACHABLE, SOURCE_TIMEOUT, SOURCE_BAD_ANSWER,
 * SOURCE_ANSWER_TOO_LARGE, SOURCE_AUTHENTICATION_FAILED) when there is no answer at all.
 */
export interface SourceAnswer {
  /** For an entity fetch `data._entities` has as many items as there were representations, in their order. */
  readonly data: SourceObject | null | undefined;
  readonly errors: readonly SourceError[];
  /**
   * The same object as `data` when each string in it is plain, whatever it stands for: printable ASCII (or DEL) without `"`
   * and `\`, which is written to JSON as it is. Default: not known. Not a flag, so that an answer that is made of another
   * and has other data does not claim it. Whoever changes strings in the data itself has to leave it out.
   */
  readonly plainData?: SourceObject | undefined;
  /** `Cache-Control` of the answer, when the source is reached by HTTP and sent one. */
  readonly cacheControl?: string | undefined;
  /**
   * Instead of `cacheControl` where the answer was made of several, or parts of it were kept from before: what holds for
   * each of them.
   */
  readonly heard?: readonly HeardPart[];
}

/** What is said of keeping an answer, or a part of it. */
export interface HeardPart {
  /** `Cache-Control` of the source; undefined when it sent none. */
  readonly cacheControl: string | undefined;
  /** How much longer it may be kept, in seconds: set where it has been kept already. */
  readonly freshForSeconds?: number;
  /** Its age, in seconds: set where it is past its time, and given since the source failed. */
  readonly staleAgeSeconds?: number;
}

/** A GraphQL error of a source, or what a connector made of a failed call. */
export interface SourceError {
  readonly message: string;
  /** In the response names of the source's operation; `['_entities', i, …]` for entity fetches. */
  readonly path?: ReadonlyArray<string | number>;
  /** Shown to the client as they are; `code` when the source gave one. */
  readonly extensions?: Readonly<Record<string, unknown>>;
  /** Set when the client may not read the message: presented by its code, and this is logged. */
  readonly failure?: Error;
}
