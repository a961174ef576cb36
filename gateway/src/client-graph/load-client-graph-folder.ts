import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { AnswerCacheConfig } from '../config/answer-cache-config.js';
import type { BatchingConfig } from '../config/batching-config.js';
import type { ClientGraphConfig } from '../config/client-graph-config.js';
import type { ConfigProblem, Locate } from '../config/config-problem.js';
import type { CorsConfig } from '../config/cors-config.js';
import type { ClientGraphCostConfig } from '../config/cost-config.js';
import type { DeepReadonly } from '../config/deep-freeze.js';
import type { EndpointsConfig } from '../config/endpoints-config.js';
import type { EnvironmentUse } from '../config/fill-references.js';
import type { IntrospectionConfig } from '../config/introspection-config.js';
import type { LimitsConfig } from '../config/limits-config.js';
import { loadClientGraphConfig } from '../config/load-config.js';
import type { OperationsConfig } from '../config/operations-config.js';
import type { StaticResponsesConfig } from '../config/static-responses-config.js';

/** A client graph as its folder defines it: what it is composed from, checked against and served with. */
export interface ClientGraphDefinition {
  readonly name: string;
  readonly owner: string;
  /** Public path, such as `/mobile/graphql`. */
  readonly path: string;
  readonly priority: ClientGraphConfig['priority'];
  readonly overload: ClientGraphConfig['overload'];
  readonly contract: { readonly include: readonly string[]; readonly exclude: readonly string[] };
  /** Absent when it adds nothing to the sources' schemas. */
  readonly subgraph?: OwnSubgraph;
  /** The operations its clients send, by file name. */
  readonly operations: readonly TextFile[];
  /** Which operations are answered, and where their manifests are. */
  readonly served: DeepReadonly<OperationsConfig>;
  /** Its persisted operations as plain endpoints; absent when there are none. */
  readonly endpoints?: DeepReadonly<EndpointsConfig>;
  readonly limits: DeepReadonly<LimitsConfig>;
  readonly cost: DeepReadonly<ClientGraphCostConfig>;
  readonly introspection: DeepReadonly<IntrospectionConfig>;
  readonly batching: DeepReadonly<BatchingConfig>;
  readonly cache: DeepReadonly<AnswerCacheConfig>;
  /** Operations that are answered without their sources. */
  readonly staticResponses: DeepReadonly<StaticResponsesConfig>;
  readonly cors: DeepReadonly<CorsConfig>;
  readonly auth: DeepReadonly<ClientGraphConfig>['auth'];
  readonly authorization: DeepReadonly<ClientGraphConfig>['authorization'];
  readonly errors: { readonly mask: 'unexpected' | 'none' };
  /** Path of its `facet.bff.yaml`. */
  readonly file: string;
}

/** A client graph's own subgraph, resolved in process. */
export interface OwnSubgraph extends TextFile {
  /** `bff-` and the client graph's name. */
  readonly name: string;
  /** `local:` and the subgraph's name, as the supergraph has it. */
  readonly url: string;
  /** Path of the compiled module that exports `resolvers`. */
  readonly resolversModule: string;
}

/** A file with its text. */
export interface TextFile {
  readonly file: string;
  readonly text: string;
}

/** A definition, or every problem of its folder. */
export type ClientGraphResult =
  | { readonly kind: 'loaded'; readonly definition: ClientGraphDefinition; readonly locate: Locate }
  | { readonly kind: 'refused'; readonly problems: readonly ConfigProblem[] };

/** How a folder is loaded. */
export interface LoadFolderOptions {
  readonly environment: EnvironmentUse;
  /** Whether the compiled resolvers must be there: to serve yes, to compose or check no. */
  readonly resolvers: 'compiled' | 'unused';
}

/** The file that makes a folder a client graph. */
export const clientGraphFileName = 'facet.bff.yaml';

/**
 * Loads a client graph's folder: its `facet.bff.yaml` and the files this names. Resolvers are found, not imported.
 *
 * @param folder Path of the folder.
 * @returns The definition, or every problem: of the file, of a file it names that cannot be read, of resolvers that are
 *   not compiled.
 */
export function loadClientGraphFolder(folder: string, options: LoadFolderOptions): ClientGraphResult {
  const file = join(folder, clientGraphFileName);
  const result = loadClientGraphConfig(file, options.environment);
  if (result.kind === 'refused') {
    return result;
  }
  const { config, locate } = result;
  const problems: ConfigProblem[] = [];
  const subgraph = config.subgraph && readSubgraph(config, { file, options, locate, problems });
  const { dir } = config.operations;
  const operations = dir === undefined ? [] : readOperations(dir, { locate, problems });
  checkEndpoints(config, { locate, problems });
  if (problems.length > 0) {
    return { kind: 'refused', problems };
  }
  const { name, owner, path, contract, limits, introspection, batching, cache, auth, authorization, errors, cors } =
    config;
  const definition = {
    name,
    owner,
    path,
    priority: config.priority,
    overload: config.overload,
    contract,
    operations,
    served: config.operations,
    limits,
    cost: config.cost,
    introspection,
    batching,
    cache,
    auth,
    authorization,
    errors,
    staticResponses: config.staticResponses,
    cors,
    file,
    ...(config.endpoints && { endpoints: config.endpoints }),
    ...(subgraph && { subgraph }),
  };
  return { kind: 'loaded', definition, locate };
}

interface Finding {
  readonly locate: Locate;
  /** Added to. */
  readonly problems: ConfigProblem[];
}

/** Endpoints are persisted operations: there have to be some, and it has to be clear which. */
function checkEndpoints({ endpoints, operations, path }: DeepReadonly<ClientGraphConfig>, finding: Finding): void {
  const { locate, problems } = finding;
  if (endpoints === undefined) {
    return;
  }
  if (operations.manifests === undefined) {
    problems.push(
      locate(['endpoints'], 'Endpoints are persisted operations, and operations.manifests names no folder'),
    );
  } else if (endpoints.app === undefined && operations.app === undefined) {
    problems.push(locate(['endpoints'], 'It is not clear which manifest has the endpoints: set endpoints.app'));
  }
  if (path === endpoints.path || path.startsWith(`${endpoints.path}/`)) {
    problems.push(
      locate(['endpoints', 'path'], `The client graph’s own path "${path}" is below that of its endpoints`),
    );
  }
}

function readSubgraph(
  { name, subgraph }: DeepReadonly<ClientGraphConfig>,
  { file, options, locate, problems }: Finding & { readonly file: string; readonly options: LoadFolderOptions },
): OwnSubgraph | undefined {
  if (subgraph === undefined) {
    return undefined;
  }
  const text = readText(subgraph.schema);
  if (text === undefined) {
    problems.push(locate(['subgraph', 'schema'], `Cannot read the schema "${subgraph.schema}"`));
  }
  const resolversModule = compiledModule(subgraph.resolvers, dirname(resolve(file)));
  if (options.resolvers === 'compiled' && !existsSync(resolversModule)) {
    problems.push(locate(['subgraph', 'resolvers'], missingResolvers(subgraph.resolvers, resolversModule)));
  }
  const ownName = `bff-${name}`;
  return { name: ownName, url: `local:${ownName}`, file: subgraph.schema, text: text ?? '', resolversModule };
}

/**
 * Where `tsc` puts a client graph's module: `src/resolvers.ts` becomes `dist/resolvers.js`. JavaScript is loaded as it is.
 */
function compiledModule(resolvers: string, folder: string): string {
  if (!/\.m?ts$/.test(resolvers)) {
    return resolvers;
  }
  const source = relative(folder, resolvers).replace(/^src[/\\]/, '');
  return resolve(folder, 'dist', source.replace(/\.(m?)ts$/, '.$1js'));
}

function missingResolvers(source: string, compiled: string): string {
  return existsSync(source) && source !== compiled
    ? `Cannot load the resolvers: "${compiled}" does not exist, run "npm run build" to compile "${source}"`
    : `Cannot load the resolvers: "${source}" does not exist`;
}

function readOperations(dir: string, { locate, problems }: Finding): readonly TextFile[] {
  if (!statSync(dir, { throwIfNoEntry: false })?.isDirectory()) {
    problems.push(locate(['operations', 'dir'], `Cannot read the operations: "${dir}" is no folder`));
    return [];
  }
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.graphql'))
    .toSorted()
    .flatMap((name) => {
      const file = join(dir, name);
      const text = readText(file);
      if (text === undefined) {
        problems.push(locate(['operations', 'dir'], `Cannot read the operations: "${file}" cannot be read`));
        return [];
      }
      return [{ file, text }];
    });
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Whatever the reason, the file cannot be used; the caller names it together with the option that asks for it.
    return undefined;
  }
}
