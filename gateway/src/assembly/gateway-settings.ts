import type { ValidationRule } from 'graphql';
import type { AuthenticatorOptions, CallerPolicy } from '../auth/authenticator.js';
import type { PolicySettings } from '../auth/policies/create-policy-decider.js';
import type { AnswerCacheOptions } from '../cache/answers/answer-cache.js';
import type { SourceCacheSettings } from '../cache/entities/source-cache-settings.js';
import type { StoreSettings } from '../cache/open-store.js';
import type { RedisConnectionOptions } from '../cache/redis/connection.js';
import { type AnsweringPolicy, defaultPolicy } from '../client-graph/answering-policy.js';
import type { BatchingPolicy, CorsOptions } from '../client-graph/client-graph.js';
import type { EndpointsSettings } from '../client-graph/endpoints/open-endpoints.js';
import type { ConfiguredResponse } from '../client-graph/static-responses/static-responses.js';
import type { PublicListenerOptions } from '../edge/public-listener-options.js';
import type { RateLimitSettings } from '../edge/rate-limits/open-rate-limits.js';
import type { RulesSettings } from '../edge/rules/live-rules.js';
import type { AuthorizationOptions } from '../executor/authorization/authorizer.js';
import type { OverrideSettings } from '../executor/override-labels.js';
import type { PlannerPoolOptions } from '../planner/planner-pool.js';
import type { SourceSettings } from '../sources/create-source.js';
import type { LocalSourceOptions } from '../sources/local/local-source.js';
import type { AuditSettings } from '../telemetry/audit/open-audit-log.js';
import type { ExecutionQueueOptions } from '../traffic/overload/execution-queue.js';
import type { LineOptions, Priority } from '../traffic/overload/waiting-line.js';
import type { HttpClientOptions } from '../upstream/http-client.js';
import type { MaintenanceSettings } from './live-maintenance.js';

/** Everything a gateway is built from: validated, and with nothing left to look up. */
export interface GatewaySettings {
  readonly server: Omit<PublicListenerOptions, 'clientGraphs' | 'log' | 'gates' | 'observer'>;
  /** Undefined: no admin listener is opened. */
  readonly admin: { readonly host: string; readonly port: number } | undefined;
  readonly httpClient: HttpClientOptions;
  readonly sources: SourceSettings;
  /** Which sources are not to be called now. Default: all are in service. */
  readonly maintenance?: MaintenanceSettings;
  /** What `$env` of connectors reads. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly planner: PlannerSettings;
  /** What happens when more is asked than the process can serve. Default: `defaultOverload`. */
  readonly overload?: OverloadSettings;
  /** See `EngineOptions.shareInFlight`. Default false. */
  readonly shareInFlight?: boolean;
  /** Which labels of `@override(label:)` are on. Default: those of percent alone. */
  readonly overrides?: OverrideSettings;
  /** Where it is recorded who asked for what. Default: nowhere. */
  readonly audit?: AuditSettings | undefined;
  /** Which requests are let in. Default: all. */
  readonly rules?: RulesSettings;
  /** How often requests may come, and what operations may cost together. Default: there are no limits. */
  readonly rateLimits?: RateLimitSettings;
  /** What is kept of sources, by their names. Default: nothing. */
  readonly entityCache?: Readonly<Record<string, SourceCacheSettings>>;
  /** Where answers and entities are kept. Default: in memory, where some are. */
  readonly cache?: StoreSettings;
  /** Who may have what is cached forgotten, beside rules on mutations. Default: nobody. */
  readonly invalidation?: InvalidationSettings;
  /** The Redis that gateways share. Default: each is by itself. */
  readonly redis?: RedisSettings;
  /** How callers prove who they are. Default: everybody is anonymous. */
  readonly auth?: AuthenticatorOptions['config'];
  /** Who decides what `@policy` names. Default: nobody, so that no policy holds. */
  readonly policies?: PolicySettings;
  /** At least one; names and paths unique. */
  readonly clientGraphs: readonly ClientGraphSettings[];
}

/** See `ExecutionQueueOptions`, and `LineOptions` for those client graphs that say nothing else. */
export type OverloadSettings = Pick<ExecutionQueueOptions, 'minRunning'> &
  Pick<LineOptions, 'maxWaiting' | 'targetWaitMs' | 'burst' | 'maxWaitMs'>;

/** What holds where nothing else is said. */
export const defaultOverload: OverloadSettings = {
  minRunning: 8,
  maxWaiting: 1000,
  targetWaitMs: 250,
  burst: 64,
  maxWaitMs: 2000,
};

/** See `LineOptions`; what is not said is said by `GatewaySettings.overload`. */
export type LineSettings = {
  readonly [K in Exclude<keyof LineOptions, 'priority'>]?: LineOptions[K] | undefined;
};

/** Who may have what is cached forgotten. */
export interface InvalidationSettings {
  /** Opens the endpoint of the admin listener, for whoever knows it. Default: there is none. */
  readonly sharedKey?: string | undefined;
  /** Whether services may publish invalidations on a channel of `redis`. Default false. */
  readonly channel?: boolean;
}

/** See `RedisConnectionOptions`. */
export type RedisSettings = Omit<RedisConnectionOptions, 'onChange'>;

/** How operations are planned. */
export interface PlannerSettings extends PlannerPoolOptions {
  /** Memory for compiled plans, estimated, in bytes, for each client graph. */
  readonly maxCacheBytes: number;
  /** How long a client graph may take to plan its persisted operations before it is served, in milliseconds. Default 0. */
  readonly warmUpMs?: number;
}

/** One client graph to serve. */
export interface ClientGraphSettings {
  readonly name: string;
  /** Public path, such as `/mobile/graphql`. */
  readonly path: string;
  /** Whether its operations go before others' when not all can be served in time. Default `normal`. */
  readonly priority?: Priority;
  /** What it gets while the process is busy. Default: as much as others. */
  readonly overload?: LineSettings | undefined;
  /** Origins that browsers may call from; `*` for any. */
  readonly corsOrigins: readonly string[];
  readonly corsOptions?: CorsOptions | undefined;
  /** Who may call it. Default: everybody who sends no credentials, or right ones. */
  readonly callers?: Omit<CallerPolicy, 'clientGraph'>;
  readonly maskErrors: 'unexpected' | 'none';
  /** What happens to operations with fields that their callers may not see. Default: the fields are left out. */
  readonly authorization?: Omit<AuthorizationOptions, 'policies'>;
  /** Which operations are answered, and to whom. Default: `defaultPolicy()`. */
  readonly policy?: AnsweringPolicy;
  /** Whether requests may be lists of operations. Default: they may not. */
  readonly batching?: BatchingPolicy;
  /** Which answers are kept. Default: none. */
  readonly answerCache?: AnswerCacheSettings;
  /** Claim that says whose what is private is, where that of sources is kept. Default: it is not kept. */
  readonly privateClaim?: string | undefined;
  /** Operations that are answered without their sources. Default: there are none. */
  readonly staticResponses?: readonly ConfiguredResponse[];
  /** Folder of the operation manifests, watched. Default: none. */
  readonly manifests?: string;
  /** Persisted operations as plain endpoints. Default: there are none. */
  readonly endpoints?: EndpointsSettings;
  /** Rules that operations keep beside GraphQL's own. */
  readonly validationRules: readonly ValidationRule[];
  readonly supergraph: { readonly file: string; readonly sdl: string };
  /** Its own subgraph, when it has one. */
  readonly local: LocalSourceOptions | undefined;
}

/** How answers of a client graph are kept. */
export interface AnswerCacheSettings extends Omit<AnswerCacheOptions, 'clientGraph' | 'store' | 'metrics' | 'now'> {
  /** See `ClientGraphOptions.surrogateKeyHeader`. */
  readonly surrogateKeyHeader?: string | undefined;
}

/** Whether the gateway's store is one that other gateways have, too. */
export function sharesStore({ cache }: Pick<GatewaySettings, 'cache'>): boolean {
  return cache !== undefined && cache.store !== 'memory';
}

/** Whether clients of a client graph may register texts under their hash. */
export function registersTexts({ policy = defaultPolicy() }: Pick<ClientGraphSettings, 'policy'>): boolean {
  return policy.operations.require === 'any' && policy.operations.apq;
}
