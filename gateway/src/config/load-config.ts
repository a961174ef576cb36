import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { z } from 'zod';
import type { AuditConfig } from './audit-config.js';
import { type ClientGraphConfig, clientGraphConfig } from './client-graph-config.js';
import type { ConfigResult } from './config-problem.js';
import { type DeepReadonly, deepFreeze } from './deep-freeze.js';
import type { EnvironmentUse } from './fill-references.js';
import { type GatewayConfig, gatewayConfig } from './gateway-config.js';
import { parseConfig } from './parse-config.js';
import { rulesFileConfig } from './rules-config.js';
import { areKeys, type SourceTlsConfig } from './source-identity-config.js';
import type { ListenerTlsConfig, TlsConfig } from './tls-config.js';

/**
 * Loads `facet.yaml`. The file decides; the environment has a say only where the file names a variable.
 *
 * @param file Path of the file; relative paths inside it are relative to its folder.
 * @returns The settings, frozen, defaults filled in and paths absolute; or every problem of the file.
 */
export function loadGatewayConfig(
  file: string,
  environment: EnvironmentUse,
): ConfigResult<DeepReadonly<GatewayConfig>> {
  return loadConfig(gatewayConfig, { file, environment, resolvePaths: resolveGatewayPaths });
}

/**
 * Loads a client graph's `facet.bff.yaml`.
 *
 * @param file Path of the file; relative paths inside it are relative to its folder.
 * @returns The settings, frozen, defaults filled in and paths absolute; or every problem of the file.
 */
export function loadClientGraphConfig(
  file: string,
  environment: EnvironmentUse,
): ConfigResult<DeepReadonly<ClientGraphConfig>> {
  return loadConfig(clientGraphConfig, { file, environment, resolvePaths: resolveClientGraphPaths });
}

/**
 * Loads the file that `rules.file` names.
 *
 * @returns Its rules, frozen, defaults filled in; or every problem of the file.
 */
export function loadRulesFile(
  file: string,
  environment: EnvironmentUse,
): ConfigResult<DeepReadonly<z.infer<typeof rulesFileConfig>>> {
  return loadConfig(rulesFileConfig, { file, environment, resolvePaths: (config) => config });
}

interface LoadOptions<T> {
  readonly file: string;
  readonly environment: EnvironmentUse;
  readonly resolvePaths: (config: T, folder: string) => T;
}

function loadConfig<S extends z.ZodType>(
  schema: S,
  { file, environment, resolvePaths }: LoadOptions<z.output<S>>,
): ConfigResult<DeepReadonly<z.output<S>>> {
  const text = readText(file);
  if ('message' in text) {
    return { kind: 'refused', problems: [{ file, message: text.message }] };
  }
  const result = parseConfig(schema, { file, text: text.content, environment });
  if (result.kind === 'refused') {
    return result;
  }
  return { ...result, config: deepFreeze(resolvePaths(result.config, dirname(resolve(file)))) };
}

function readText(file: string): { readonly content: string } | { readonly message: string } {
  try {
    return { content: new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file)) };
  } catch (error) {
    return { message: `Cannot read the file: ${reason(error)}` };
  }
}

function reason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code; // what readFileSync throws has a code, TextDecoder's is its own
  switch (code) {
    case 'ENOENT':
      return 'it does not exist';
    case 'EISDIR':
      return 'it is a folder';
    case 'EACCES':
      return 'this user may not read it';
    case 'ERR_ENCODING_INVALID_ENCODED_DATA':
      return 'it is not UTF-8';
    default:
      return String(code ?? error);
  }
}

function resolveGatewayPaths(config: GatewayConfig, folder: string): GatewayConfig {
  const { tokens } = config.sources;
  const { keys, jwks } = tokens;
  const each = Object.entries(config.sources.each).map(([name, source]) => [
    name,
    {
      ...source,
      schema: resolve(folder, source.schema),
      ...(source.tls && { tls: resolveFiles(source.tls, folder) }),
    },
  ]);
  const { tls } = config.server;
  const { policies } = config.authorization;
  return {
    ...config,
    authorization: {
      policies: { ...policies, ...(policies.module && { module: resolve(folder, policies.module) }) },
    },
    server: { ...config.server, ...(tls && { tls: resolveFiles(tls, folder) }) },
    auth: {
      ...config.auth,
      ...(config.auth.apiKeys && {
        apiKeys: { ...config.auth.apiKeys, file: resolve(folder, config.auth.apiKeys.file) },
      }),
    },
    rules: { ...config.rules, ...(config.rules.file && { file: resolve(folder, config.rules.file) }) },
    ...(config.redis && {
      redis: { ...config.redis, ...(config.redis.tls && { tls: resolveFiles(config.redis.tls, folder) }) },
    }),
    audit: resolveAuditPaths(config.audit, folder),
    clientGraphs: config.clientGraphs.map((path) => resolve(folder, path)),
    supergraphs: { ...config.supergraphs, dir: resolve(folder, config.supergraphs.dir) },
    sources: {
      ...config.sources,
      each: Object.fromEntries(each),
      tokens: {
        ...tokens,
        ...(keys && !areKeys(keys) && { keys: resolve(folder, keys) }),
        jwks: { ...jwks, ...(jwks.tls && { tls: resolveFiles(jwks.tls, folder) }) },
      },
    },
  };
}

/** Makes the paths of certificates and keys absolute. */
function resolveFiles<T extends SourceTlsConfig | ListenerTlsConfig | TlsConfig>(tls: T, folder: string): T {
  const { ca, cert, key }: { readonly [name in 'ca' | 'cert' | 'key']?: string | undefined } = tls;
  return {
    ...tls,
    ...(ca && { ca: resolve(folder, ca) }),
    ...(cert && { cert: resolve(folder, cert) }),
    ...(key && { key: resolve(folder, key) }),
  };
}

function resolveAuditPaths(audit: AuditConfig, folder: string): AuditConfig {
  const { file, syslog } = audit;
  const { transport, host, tls } = syslog ?? {};
  const at = (name: string | undefined) => (name === undefined ? undefined : resolve(folder, name));
  const [ca, cert, key] = [at(tls?.ca), at(tls?.cert), at(tls?.key)];
  return {
    ...audit,
    ...(file && { file: resolve(folder, file) }),
    ...(syslog && {
      syslog: {
        ...syslog,
        ...(transport === 'unix' && host && { host: resolve(folder, host) }),
        ...(tls && { tls: { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) } }),
      },
    }),
  };
}

function resolveClientGraphPaths(config: ClientGraphConfig, folder: string): ClientGraphConfig {
  const { subgraph, operations, cost, staticResponses, ...rest } = config;
  return {
    ...rest,
    ...(subgraph && {
      subgraph: { schema: resolve(folder, subgraph.schema), resolvers: resolve(folder, subgraph.resolvers) },
    }),
    cost: { ...cost, baseline: resolve(folder, cost.baseline) },
    staticResponses: staticResponses.map((one) =>
      one.file === undefined ? one : { ...one, file: resolve(folder, one.file) },
    ),
    operations: {
      ...operations,
      ...(operations.dir !== undefined && { dir: resolve(folder, operations.dir) }),
      ...(operations.manifests !== undefined && { manifests: resolve(folder, operations.manifests) }),
    },
  };
}
