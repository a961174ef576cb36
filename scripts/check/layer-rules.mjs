/**
 * Which workspaces each workspace may import, by package name. A workspace is reached through what its package.json
 * exports, never by a path into its folder.
 *
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const workspaceRules = {
  schema: [],
  gateway: ['@facet/schema'],
  subgraphs: ['@facet/gateway'],
  'bff-kit': [],
  'bff-mobile': ['@facet/gateway', '@facet/bff-kit'],
  'bff-web': ['@facet/gateway', '@facet/bff-kit'],
  test: [
    '@facet/schema',
    '@facet/gateway',
    '@facet/example-subgraphs',
    '@facet/bff-kit',
    '@facet/bff-mobile',
    '@facet/bff-web',
  ],
  scripts: [],
};

/**
 * Which folders and files of `gateway/src` each of them may import beside itself. The order of a request's way reads from
 * bottom to top: `errors` knows nothing, `commands` may know everything.
 *
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const gatewayRules = {
  errors: [],
  files: [],
  config: [],
  supergraph: ['errors'],
  planner: ['supergraph', 'errors'],
  upstream: ['auth/identity.ts', 'files', 'errors'],
  'message-signatures': [],
  subgraph: ['message-signatures'],
  auth: ['message-signatures', 'config', 'files', 'upstream', 'telemetry', 'errors'],
  telemetry: ['files', 'errors'],
  traffic: ['cache/redis', 'auth', 'config', 'supergraph', 'telemetry', 'errors'],
  executor: ['auth', 'planner', 'supergraph', 'errors'],
  sources: ['executor/source.ts', 'auth', 'supergraph', 'upstream', 'errors'],
  'client-graph': ['auth', 'files', 'traffic', 'config', 'executor', 'planner', 'supergraph', 'telemetry', 'errors'],
  edge: ['auth', 'config', 'files', 'traffic', 'upstream', 'client-graph', 'telemetry', 'errors'],
  admin: ['edge', 'client-graph', 'telemetry', 'errors'],
  'gateway.ts': [
    'auth',
    'files',
    'edge',
    'admin',
    'client-graph',
    'executor',
    'planner',
    'supergraph',
    'sources',
    'upstream',
    'traffic',
    'telemetry',
    'errors',
  ],
  'drop-in': [
    'auth',
    'config',
    'client-graph',
    'executor',
    'planner',
    'supergraph',
    'sources',
    'upstream',
    'telemetry',
    'errors',
  ],
  'index.ts': [
    'auth',
    'drop-in',
    'load-settings.ts',
    'gateway.ts',
    'config',
    'client-graph',
    'executor',
    'planner',
    'sources',
    'supergraph',
    'traffic',
    'telemetry',
    'errors',
  ],
  commands: [
    'auth',
    'gateway.ts',
    'config',
    'edge',
    'admin',
    'client-graph',
    'executor',
    'supergraph',
    'sources',
    'upstream',
    'traffic',
    'telemetry',
    'errors',
  ],
  'load-settings.ts': ['commands', 'gateway.ts', 'config'],
  'cli.ts': ['commands', 'errors'],
};
