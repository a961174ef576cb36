/** What to do about a problem of a connector, by its code, where the message itself does not say it. */
const hints: Readonly<Record<string, string>> = {
  DUPLICATE_SOURCE_NAME: 'Rename one of them, and the connectors that name it',
  DUPLICATE_ID_NAME: 'Rename one of them: an "id" names one connector of its subgraph',
  INVALID_SOURCE_NAME: 'Rename the source, such as "orders_v2"',
  INVALID_CONNECTOR_ID_NAME: 'Rename it, such as "orders_by_id"',
  EMPTY_SOURCE_NAME: 'Write @source(name: "…")',
  INVALID_URL_SCHEME: 'Write the whole address, such as "https://api.example.com/v1"',
  SOURCE_NAME_MISMATCH: 'Name a source of this subgraph, or declare one by @source on the schema',
  NO_SOURCES_DEFINED: 'Declare one on the schema: @source(name: "…", http: { baseURL: "…" })',
  NO_SOURCE_IMPORT: 'Add "@source" to the import of the link',
  SUBSCRIPTION_IN_CONNECTORS: 'Move subscriptions to a subgraph with a server of its own',
  ABSOLUTE_CONNECT_URL_WITH_SOURCE: 'Write the path alone, or leave out "source"',
  RELATIVE_CONNECT_URL_WITHOUT_SOURCE: 'Add source: "…", or write the whole address',
  MULTIPLE_HTTP_METHODS: 'Keep one of them: a connector makes one kind of call',
  MISSING_HTTP_METHOD: 'Add the method with its path, such as http: { GET: "/orders" }',
  ENTITY_NOT_ON_ROOT_QUERY: 'For other types put @connect on the type itself, and read its key by $this or $batch',
  ENTITY_RESOLVER_ARGUMENT_MISMATCH: 'Name the arguments like the fields of a @key, and give all others defaults',
  ENTITY_TYPE_INVALID: 'Return one object that may be null: an entity may not exist',
  MISSING_ENTITY_CONNECTOR: 'Add @connect to the type, or "entity: true" to a Query field that fetches it by its key',
  CONNECTORS_CANNOT_RESOLVE_KEY: 'Read every field of the key in the request, and nothing beside it',
  CIRCULAR_REFERENCE: 'Give the inner one a @key and map only that: { id: parentId }',
  SELECTED_FIELD_NOT_FOUND: 'Write the schema’s name before the service’s: name: its.path',
  GROUP_SELECTION_IS_NOT_OBJECT: 'Write a path to one value: $.key, or key->method',
  GROUP_SELECTION_REQUIRED_FOR_OBJECT: 'Write { … } behind it, with a line for each field',
  HTTP_HEADER_NAME_COLLISION: 'Keep one of them; names of headers are alike in any case',
  CONNECTORS_UNSUPPORTED_FEDERATION_DIRECTIVE: 'Leave it out, or move the field to a subgraph with a server of its own',
  CONNECTORS_UNRESOLVED_FIELD: 'Map it in a selection, or add @connect to it',
  CONNECTORS_FIELD_WITH_ARGUMENTS: 'Add @connect to the field, and read its arguments by $args',
  CONNECTORS_BATCH_KEY_NOT_IN_SELECTION: 'Add it to "selection": answers are matched with entities by it',
  UNSUPPORTED_VARIABLE_TYPE: 'Read one scalar of it, or make a text of a list by ->joinNotNull(",")',
  CONNECT_ON_TYPE_MUST_BE_ENTITY: 'Add @key(fields: "…") to the type',
  CONNECT_ON_ROOT: 'Move it to a field',
  CONNECT_BATCH_AND_THIS: 'Read everything by $batch, or everything by $this',
  UNKNOWN_CONNECTORS_VERSION: 'Link a version that is known',
};

/** Advice for a code; undefined where the message says it all. */
export function hintFor(code: string): string | undefined {
  return Object.hasOwn(hints, code) ? hints[code] : undefined;
}
