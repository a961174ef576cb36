export type { ClientGraphSettings, GatewaySettings } from './assembly/gateway-settings.js';
export type { AuthenticatorOptions, CallerPolicy } from './auth/authenticator.js';
export { anonymous, type ClientApp, type Identity, type IdentityProof } from './auth/identity.js';
export type { PolicySettings } from './auth/policies/create-policy-decider.js';
export type { HttpPoliciesOptions } from './auth/policies/http-policies.js';
export type { PolicyContext, PolicyDecider } from './auth/policies/policy-decider.js';
export type { PolicyFunction } from './auth/policies/policy-functions.js';
export {
  type AnsweringPolicy,
  type ClientGraphLimits,
  defaultPolicy,
  type OperationsPolicy,
} from './client-graph/answering-policy.js';
export type { BatchingPolicy } from './client-graph/client-graph.js';
export type { EndpointRoute } from './client-graph/endpoints/compile-endpoints.js';
export type { EndpointsSettings } from './client-graph/endpoints/open-endpoints.js';
export type { RequiredOperations } from './client-graph/find-operation.js';
export type { IntrospectionPolicy } from './client-graph/introspection.js';
export type { Caller } from './drop-in/caller.js';
export { FacetGateway } from './drop-in/facet-gateway.js';
export type { FacetGatewayOptions } from './drop-in/facet-gateway-options.js';
export { type ErrorCode, type ErrorEntry, errorCatalogue } from './errors/catalogue.js';
export { GatewayError, type GatewayErrorOptions } from './errors/gateway-error.js';
export type { AuthorizationOptions, OnDenied } from './executor/authorization/authorizer.js';
export {
  createEngine,
  type Engine,
  type EngineOperation,
  type EngineOptions,
  type PreparedOperation,
  type SourceDefinition,
} from './executor/engine.js';
export type { ExecutionError, PathElement } from './executor/execution-errors.js';
export type { ExecutedOutcome, ExecutionOutcome } from './executor/execution-outcome.js';
export type {
  FetchInput,
  PreparedFetch,
  Source,
  SourceAnswer,
  SourceError,
  SourceObject,
  SourceOperation,
  SourceRequest,
} from './executor/source.js';
export { createGateway, type Gateway, type GatewayAddresses, type GatewayDependencies } from './gateway.js';
export { type LoadedSettings, type LoadSettingsOptions, loadGatewaySettings } from './load-settings.js';
export type { AsyncPlanner } from './planner/planner-pool.js';
export type { ConnectorSettings, OneSourceSettings, SourceLimits, SourceSettings } from './sources/create-source.js';
export {
  createLocalSource,
  type LocalContext,
  type LocalResolver,
  type LocalResolvers,
  type LocalSourceOptions,
} from './sources/local/local-source.js';
export type { MockSettings } from './sources/mock/mock-settings.js';
export type { SubgraphDefinition, Supergraph } from './supergraph/supergraph.js';
export { createLogger, type Log, type LoggerOptions, type LogStream } from './telemetry/logger.js';
export type { OperationLimitName, OperationLimits } from './traffic/operation-limits.js';
