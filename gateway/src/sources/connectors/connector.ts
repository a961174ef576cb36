import type { GraphQLOutputType, GraphQLSchema } from 'graphql';
import type { SourceError, SourceObject, SourceRequest } from '../../executor/source.js';
import type { HttpAnswer, HttpCall, HttpClient } from '../../upstream/http-client.js';
import type { MappingProblem } from './mapping/problem.js';
import type { Shape } from './mapping/prune-mapping.js';
import type { MappingVersion } from './mapping/version.js';

/**
 * One `@connect` or `@soap`, as the supergraph carries it.
 *
 * Spec: Apollo Connectors, https://www.apollographql.com/docs/graphos/connectors/reference/directives
 */
export interface ConnectorDefinition {
  /** The canonical name of the directive that declares it, without `@`. */
  readonly directive: string;
  /** The subgraph it belongs to, as named in the supergraph's `join__Graph`. */
  readonly subgraph: string;
  /** `shipping:Query.shipment@connect[0]`; the index counts the connectors of one field or type. */
  readonly coordinate: string;
  readonly typeName: string;
  /** Undefined when the directive is on the type itself. */
  readonly fieldName: string | undefined;
  /** The `source` argument: which `@source`/`@soapSource` it builds on. */
  readonly sourceName: string | undefined;
  /** The directive's arguments as plain JSON, enum values as their names. */
  readonly args: Readonly<Record<string, unknown>>;
  /** What its mapping texts are written in. */
  readonly version: MappingVersion;
}

/** One `@source` or `@soapSource`, as the supergraph carries it. */
export interface ConnectorSource {
  readonly directive: string;
  readonly subgraph: string;
  readonly name: string;
  /** The directive's arguments as plain JSON, enum values as their names. */
  readonly args: Readonly<Record<string, unknown>>;
  /** What its mapping texts are written in. */
  readonly version: MappingVersion;
}

/** What the configuration says about one connector source: `sources.each.<subgraph>.connectors.<name>`. */
export interface ConnectorSourceSettings {
  /** Used instead of the base URL or endpoint written in the schema. */
  readonly url?: string;
  /** What `$config` reads. Default `{}`. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Most calls of one operation; those over it get REQUEST_LIMIT_EXCEEDED. Default 500. */
  readonly maxRequestsPerOperation?: number;
  /** Instead of the subgraph's deadline of one call, in milliseconds. */
  readonly timeoutMs?: number;
}

/** What the calls of one connectors subgraph depend on besides their directives. */
export interface ConnectorCallOptions {
  readonly httpClient: HttpClient;
  /** Deadline of one call, in milliseconds. Over it: SOURCE_TIMEOUT. */
  readonly timeoutMs: number;
  /** Most bytes of one answer's body. Over it: SOURCE_ANSWER_TOO_LARGE. */
  readonly maxAnswerBytes: number;
  /** Settings of the connector's own source; `{}` when it has none. */
  readonly settings: ConnectorSourceSettings;
  /** What the mapping gives, and the schema it is of; undefined when that is not known. */
  readonly result?: { readonly type: GraphQLOutputType; readonly schema: GraphQLSchema } | undefined;
  /** What `$env` reads. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Told what a mapping could not find; such problems fail no call. */
  readonly reportProblems: (coordinate: string, problems: readonly MappingProblem[]) => void;
}

/** What one call depends on. */
export interface CallInput {
  /** `$args`: coerced arguments, or the representation's key fields for an `entity: true` connector. */
  readonly args: Readonly<Record<string, unknown>>;
  /** `$this`: the entity the field or type is asked of; undefined for root fields. */
  readonly parent: SourceObject | undefined;
  /** `$batch`: the entities asked for in one call; undefined unless the connector's request reads `$batch`. */
  readonly batch: readonly SourceObject[] | undefined;
  readonly request: SourceRequest;
  readonly signal: AbortSignal;
  /** Told of the call as it goes, for the debugger; undefined: nobody looks. */
  readonly trace?: CallTrace | undefined;
  /** Gets what the service says of keeping its answer. */
  readonly heard?: HeardCalls | undefined;
  /** What is asked for of what the mapping gives; undefined: all of it. */
  readonly shape?: Shape | undefined;
}

/** `Cache-Control` of the answers to calls, each text once; undefined is that of an answer without one. */
export type HeardCalls = Set<string | undefined>;

/** What the debugger is told of one call. */
export interface CallTrace {
  sent(call: HttpCall): void;
  received(answer: HttpAnswer): void;
  /** The answer's body as data, before any mapping. */
  read(data: unknown): void;
  mapped(text: string, result: { readonly value: unknown; readonly problems: readonly MappingProblem[] }): void;
  /** What another mapping than the selection could not find, by the argument it is. */
  lacked(argument: string, text: string, problems: readonly MappingProblem[]): void;
}

/** A connector's error before it is known where in the answer it belongs. */
export type ConnectorError = Omit<SourceError, 'path'>;

/** What one call came to: the mapped value (`undefined` when the mapping found nothing) or an error. */
export type CallOutcome =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'error'; readonly error: ConnectorError };

/**
 * One HTTP or SOAP call with its answer mapped. May reject with a `GatewayError` (SOURCE_UNREACHABLE, SOURCE_TIMEOUT,
 * SOURCE_ANSWER_TOO_LARGE, …), which the caller turns into an error with that `failure`.
 */
export type ConnectorCall = (input: CallInput) => Promise<CallOutcome>;

/** One text in the mapping language among a directive's arguments. */
export interface ConnectorText {
  /** Where in the arguments it is: `http.GET`, `http.headers[0].value`, `input`. */
  readonly argument: string;
  /** `template`: text with `{…}`; `selection`: any mapping; `value`: a mapping read as one value. */
  readonly form: 'template' | 'selection' | 'value';
  /** Request texts decide what a call depends on; only answer texts may read `$status` and `$response`. */
  readonly phase: 'request' | 'answer';
  readonly text: string;
  readonly version: MappingVersion;
  /** The problem code when it does not parse: `INVALID_URL`, `INVALID_BODY`, `INVALID_SELECTION`, … */
  readonly code: string;
}

/** A fault in a directive, found when it is loaded or checked. */
export interface ConnectorProblem {
  readonly subgraph: string;
  /** A validation code of Apollo Connectors where one fits: `INVALID_SELECTION`, `UNDEFINED_ARGUMENT`, … */
  readonly code: string;
  readonly message: string;
  /** `shipping:Query.shipment@connect[0]`, `shipping:@source(name: "shipping")`, with the argument where there is one. */
  readonly coordinate: string;
  /** Position in the mapping text, both from 1. */
  readonly line?: number;
  readonly column?: number;
  /** The mapping text, when the position is in one. */
  readonly text?: string;
  /** What to do about it. */
  readonly hint?: string;
}

/**
 * One kind of connector: how its directives are read, checked and called. REST and SOAP are two; everything else in
 * this folder treats them alike.
 */
export interface ConnectorProtocol {
  /** Canonical name of the directive on fields and types: `connect`, `soap`. */
  readonly directive: string;
  /** Canonical name of the directive on the schema: `source`, `soapSource`. */
  readonly sourceDirective: string;
  /** Start of the specification URL that a subgraph links, without the version. */
  readonly specification: string;
  /** Versions of the specification that are understood: `v0.1`, … */
  readonly versions: readonly string[];
  /** Whether a subgraph that links `version` of the specification may have interfaces and unions. */
  hasAbstractTypes(version: string): boolean;
  /** What the mapping texts are written in of a subgraph that links `version` of the specification. */
  mappingVersion(version: string): MappingVersion;
  /** Every mapping text of a connector, `selection` included, and of the source it builds on. */
  texts(definition: ConnectorDefinition): readonly ConnectorText[];
  sourceTexts(source: ConnectorSource): readonly ConnectorText[];
  /** What is wrong with a connector besides its mapping texts. Never throws. */
  check(definition: ConnectorDefinition, source: ConnectorSource | undefined): readonly ConnectorProblem[];
  checkSource(source: ConnectorSource): readonly ConnectorProblem[];
  /** Where the source is reached, for probing; undefined when that depends on a request. */
  address(source: ConnectorSource, settings: ConnectorSourceSettings): string | undefined;
  /** Whether a connector calls a service at all. */
  makesCall(definition: ConnectorDefinition): boolean;
  /** @throws {SyntaxError} when a mapping text does not parse; `check` first. */
  compileCall(
    definition: ConnectorDefinition,
    source: ConnectorSource | undefined,
    options: ConnectorCallOptions,
  ): ConnectorCall;
}
