/**
 * One entry of the catalogue.
 *
 * - `kind`: `request` ends the request before anything is executed; `execution` sits in `errors` beside partial data;
 *   `startup` stops a command before it serves.
 * - `audience`: a `client` message is built only from what the client sent and is returned as it is; an `operator`
 *   message may name hosts, paths or queries, is logged under an error id, and the client gets `clientMessage` and that id.
 * - `httpStatus`: the status of a `request` error answered as `application/graphql-response+json`.
 */
export interface ErrorEntry {
  readonly kind: 'request' | 'execution' | 'startup';
  readonly audience: 'client' | 'operator';
  readonly httpStatus?: number;
  readonly clientMessage?: string;
  /** What happened and what to do, for `docs/errors.md`. */
  readonly meaning: string;
}

/** Every code of Facet's own that may appear in `errors[].extensions.code` or on the command line. */
export const errorCatalogue = {
  BAD_REQUEST: {
    kind: 'request',
    audience: 'client',
    httpStatus: 400,
    meaning: 'The request is not well-formed GraphQL over HTTP. The message says which part.',
  },
  UNAUTHENTICATED: {
    kind: 'request',
    audience: 'client',
    httpStatus: 401,
    meaning:
      'The request has no credentials where they are needed, or credentials that are not valid: a token that is expired, forged, of another issuer or for another audience, a wrong API key, or two of either. `WWW-Authenticate` and the message say which.',
  },
  FORBIDDEN: {
    kind: 'request',
    audience: 'client',
    httpStatus: 403,
    meaning:
      'The caller is known and may not call this client graph: it lacks a scope of `auth.scopes`, or its API key is for other client graphs.',
  },
  AUTHENTICATION_UNAVAILABLE: {
    kind: 'request',
    audience: 'client',
    httpStatus: 503,
    meaning:
      'The credentials cannot be checked now: the issuer’s keys cannot be fetched, it does not answer introspection, or too many are being checked. The log says which. Nothing is accepted unchecked.',
  },
  FORBIDDEN_BY_RULE: {
    kind: 'request',
    audience: 'client',
    httpStatus: 403,
    meaning:
      'A rule of the gateway’s configuration denies the request. Clients are not told which; the log has its name under the correlation id.',
  },
  NOT_FOUND: {
    kind: 'request',
    audience: 'client',
    httpStatus: 404,
    meaning:
      'No client graph is served at this path, and no endpoint is below `endpoints.path`. Check the paths in the client graph’s `facet.bff.yaml`.',
  },
  METHOD_NOT_ALLOWED: {
    kind: 'request',
    audience: 'client',
    httpStatus: 405,
    meaning: 'Client graphs answer GET (queries only) and POST; endpoints of mutations POST alone.',
  },
  NOT_ACCEPTABLE: {
    kind: 'request',
    audience: 'client',
    httpStatus: 406,
    meaning:
      'The Accept header allows none of the media types that can be answered: JSON; XML too from endpoints, and for their operations by id.',
  },
  BODY_TOO_LARGE: {
    kind: 'request',
    audience: 'client',
    httpStatus: 413,
    meaning: 'The request body is over `server.maxBodyBytes`.',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    kind: 'request',
    audience: 'client',
    httpStatus: 415,
    meaning: 'The request body must be `application/json` in UTF-8; for endpoints it may also be XML.',
  },
  HEADERS_TOO_LARGE: {
    kind: 'request',
    audience: 'client',
    httpStatus: 431,
    meaning:
      'The request line and headers together are over `server.limits.maxHeaderBytes`, or more than `server.limits.maxHeaders`. Send long operations by POST.',
  },
  URL_TOO_LONG: {
    kind: 'request',
    audience: 'client',
    httpStatus: 414,
    meaning: 'The URL is over `server.limits.maxUrlBytes`. Send long operations by POST.',
  },
  TOO_MANY_CONNECTIONS: {
    kind: 'request',
    audience: 'client',
    httpStatus: 429,
    meaning:
      'The address has `server.limits.maxConnectionsPerAddress` connections open already, all of an IPv6 /64 network counted together. With TLS the connection is reset instead. Where a load balancer stands in front, name it in `server.proxies.trusted`.',
  },
  REQUEST_TIMEOUT: {
    kind: 'request',
    audience: 'client',
    httpStatus: 408,
    meaning:
      'The headers did not arrive within `server.timeouts.headersMs`, or the whole request within `requestMs`. The connection was closed.',
  },
  RATE_LIMITED: {
    kind: 'request',
    audience: 'client',
    httpStatus: 429,
    meaning:
      'A limit of `rateLimits.rules` or a budget of `cost.budgets` has not enough left for the request or operation. The message names it; `Retry-After` says when to try again, and is absent when the operation costs more than the budget ever has.',
  },
  RATE_LIMIT_UNAVAILABLE: {
    kind: 'request',
    audience: 'client',
    httpStatus: 503,
    meaning:
      'Redis, where the counters are, cannot be asked now, and a limit with `whenUnavailable: refuse` is for this request. It recovers by itself; `facet_rate_limit_store_unavailable_total` counts it.',
  },
  OPERATION_TOO_EXPENSIVE: {
    kind: 'request',
    audience: 'client',
    httpStatus: 400,
    meaning:
      'The operation’s estimated cost is over the client graph’s `limits.maxCost`; `extensions.measured` and `allowed` are the numbers. Ask for shorter lists or fewer fields.',
  },
  SLICING_ARGUMENT_REQUIRED: {
    kind: 'request',
    audience: 'client',
    httpStatus: 400,
    meaning:
      'A field with `@listSize(slicingArguments:)` needs exactly one of these arguments, so that it is known how long its list is at most. The message names the field and the arguments.',
  },
  OPERATION_TOO_DEEP: {
    kind: 'request',
    audience: 'client',
    httpStatus: 400,
    meaning: 'The operation’s deepest selection, fragments expanded, is over the client graph’s `limits.maxDepth`.',
  },
  OPERATION_OVER_LIMIT: {
    kind: 'request',
    audience: 'client',
    httpStatus: 400,
    meaning:
      'The operation, its variables or the batch is over a limit. `extensions.limit` names it, mostly an option under `limits` of the client graph; `measured` and `allowed` are the numbers.',
  },
  PERSISTED_QUERY_NOT_IN_LIST: {
    kind: 'request',
    audience: 'client',
    httpStatus: 404,
    meaning:
      'The operation’s id is in no manifest that the client graph serves. The message names the client app and version that sent it: its manifest is missing, or was built from other operations.',
  },
  QUERY_NOT_IN_SAFELIST: {
    kind: 'request',
    audience: 'client',
    httpStatus: 403,
    meaning:
      'The client graph answers persisted operations only (`operations.require: persisted`), and the text that was sent is in none of its manifests.',
  },
  PERSISTED_QUERY_ID_REQUIRED: {
    kind: 'request',
    audience: 'client',
    httpStatus: 400,
    meaning: 'The client graph answers operations by their id alone (`operations.require: id`), and a text was sent.',
  },
  CANNOT_SEND_PQ_ID_AND_BODY: {
    kind: 'request',
    audience: 'client',
    httpStatus: 400,
    meaning: 'The request has the id of a persisted operation and a text. Send one of them.',
  },
  INTROSPECTION_DISABLED: {
    kind: 'request',
    audience: 'client',
    httpStatus: 403,
    meaning:
      'The operation selects `__schema` or `__type`, which the client graph’s `introspection` does not allow for this caller.',
  },
  UNAUTHORIZED_OPERATION: {
    kind: 'request',
    audience: 'client',
    httpStatus: 403,
    meaning:
      'The operation selects fields that the caller may not see, and the client graph’s `authorization.onDenied` is `reject`. The message names the fields; nothing was executed.',
  },
  OPERATION_NOT_PLANNABLE: {
    kind: 'request',
    audience: 'client',
    httpStatus: 400,
    meaning: 'A field of the operation can be reached from no source, so the operation cannot be answered.',
  },
  OPERATION_TOO_COMPLEX: {
    kind: 'request',
    audience: 'client',
    httpStatus: 400,
    meaning:
      'Planning the operation takes longer than `planner.timeoutMs`, or more memory than `planner.maxThreadBytes`.',
  },
  OVERLOADED: {
    kind: 'request',
    audience: 'client',
    httpStatus: 503,
    meaning:
      'More is asked than the process can serve: the request would wait longer than `overload.targetWaitMs`, has waited for `overload.maxWaitMs`, or `overload.maxWaiting` operations of the client graph wait already. Send it again after the seconds of Retry-After; add instances when it lasts.',
  },
  UNAVAILABLE: {
    kind: 'request',
    audience: 'client',
    httpStatus: 503,
    meaning:
      'The gateway is starting or stopping, or has `server.limits.maxConnections` connections open. Try again at another instance.',
  },
  INTERNAL_SERVER_ERROR: {
    kind: 'execution',
    audience: 'operator',
    clientMessage: 'Internal error',
    meaning: 'A fault of the gateway itself. The log has the cause under the error id.',
  },
  UNAUTHORIZED_FIELD_OR_TYPE: {
    kind: 'execution',
    audience: 'client',
    meaning:
      'The caller may not see this field, or the type it returns: `@authenticated`, `@requiresScopes` or `@policy` asks for more than was granted. Nothing was fetched for it; the field is null, and so is what cannot be without it.',
  },
  RESPONSE_VALIDATION_FAILED: {
    kind: 'execution',
    audience: 'client',
    meaning:
      'What a source answered does not fit the graph’s schema: null in a non-nullable field (also when an entity is not known there), or a value of another type. The field is null, and so is what cannot be without it.',
  },
  ERRORS_OMITTED: {
    kind: 'execution',
    audience: 'client',
    meaning:
      'The answer had more errors than `limits.maxErrors` of the client graph. It stands at the end of those that are reported; `extensions.total` is how many there were.',
  },
  SOURCE_FAILED: {
    kind: 'execution',
    audience: 'operator',
    clientMessage: 'A service behind this graph failed',
    meaning: 'The source reported an error without a code of its own, so its message may not be meant for clients.',
  },
  SOURCE_UNREACHABLE: {
    kind: 'execution',
    audience: 'operator',
    clientMessage: 'A service behind this graph cannot be reached',
    meaning: 'No connection to the source, or it broke before the answer was complete.',
  },
  SOURCE_TIMEOUT: {
    kind: 'execution',
    audience: 'operator',
    clientMessage: 'A service behind this graph did not answer in time',
    meaning: 'The source did not answer within its `timeoutMs`.',
  },
  SOURCE_OVERLOADED: {
    kind: 'execution',
    audience: 'operator',
    clientMessage: 'A service behind this graph cannot be asked more now',
    meaning:
      'The call was not made: the source has `maxInFlight` calls under way, and `maxQueued` wait already or this one has waited for `maxQueueMs`. The message says which; `facet_source_calls_refused_total` counts them. See docs/traffic.md.',
  },
  SOURCE_IN_MAINTENANCE: {
    kind: 'execution',
    audience: 'client',
    meaning:
      'The source is in maintenance (`sources.each.<name>.maintenance`) and was not called. `extensions.retryAfterSeconds` says in how many seconds it is to be back, where that is known.',
  },
  SOURCE_BAD_ANSWER: {
    kind: 'execution',
    audience: 'operator',
    clientMessage: 'A service behind this graph gave an answer that cannot be used',
    meaning: 'The source answered, but not in its protocol: wrong status, not JSON or XML, or of the wrong shape.',
  },
  SOURCE_ANSWER_TOO_LARGE: {
    kind: 'execution',
    audience: 'operator',
    clientMessage: 'A service behind this graph gave an answer that cannot be used',
    meaning: 'The source’s answer is over its `maxAnswerBytes`.',
  },
  SOURCE_AUTHENTICATION_FAILED: {
    kind: 'execution',
    audience: 'operator',
    clientMessage: 'A service behind this graph refused the gateway',
    meaning: 'The source refused the gateway’s own credentials (HTTP 401 or 403, a WS-Security Fault).',
  },
  CONNECTOR_FETCH: {
    kind: 'execution',
    audience: 'client',
    meaning:
      'A service behind a connector refused a call. The message and further extensions are what the connector’s `errors` mapping makes of the service’s own words; that mapping may also set another code. `extensions.http.status` has the status.',
  },
  SOAP_FAULT: {
    kind: 'execution',
    audience: 'client',
    meaning:
      'A SOAP service answered with a Fault, or with what the connector’s `isFault` holds for. The message is the Fault’s text unless `errors` maps another; `extensions.fault` has its `code`, `subcode` and `actor`; a mapping may also set another code.',
  },
  CONNECTOR_REQUEST: {
    kind: 'execution',
    audience: 'client',
    meaning:
      'A value that the client sent does not fit into the call to a service behind a connector: a line end in a header, a path segment of two dots, a list in a URL, an element that the WSDL requires and that is not given. No call was made.',
  },
  CONFIGURATION_INVALID: {
    kind: 'startup',
    audience: 'operator',
    meaning:
      'A configuration file cannot be used. Every problem is listed with its file, line and option; nothing was started.',
  },
  CLIENT_GRAPH_INVALID: {
    kind: 'startup',
    audience: 'operator',
    meaning:
      'A client graph’s folder cannot be used: a file is missing, its resolvers are not compiled, or two client graphs share a name or path.',
  },
  SUPERGRAPH_INVALID: {
    kind: 'startup',
    audience: 'operator',
    meaning:
      'A supergraph file is missing, is not GraphQL, or is no supergraph. `facet compose` writes the client graphs’ own.',
  },
  TLS_FILES_INVALID: {
    kind: 'startup',
    audience: 'operator',
    meaning:
      'A file of `server.tls` is missing, is not PEM or has expired, or the key is another certificate’s. While running this is only logged, and the files from before go on being used.',
  },
  PORT_UNAVAILABLE: {
    kind: 'startup',
    audience: 'operator',
    meaning:
      'A listener’s address cannot be taken: the port is in use, not allowed, or the host is not of this machine.',
  },
} as const satisfies Record<string, ErrorEntry>;

/** A code of the catalogue. */
export type ErrorCode = keyof typeof errorCatalogue;
