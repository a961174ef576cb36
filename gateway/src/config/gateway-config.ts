import { z } from 'zod';
import { adminConfig } from './admin-config.js';
import { auditConfig } from './audit-config.js';
import { authConfig } from './auth-config.js';
import { authorizationConfig } from './authorization-config.js';
import { cacheConfig } from './cache-config.js';
import { costConfig } from './cost-config.js';
import { executionConfig } from './execution-config.js';
import { logConfig } from './log-config.js';
import { overloadConfig } from './overload-config.js';
import { overridesConfig } from './overrides-config.js';
import { plannerConfig } from './planner-config.js';
import { rateLimitsConfig } from './rate-limits-config.js';
import { redisConfig } from './redis-config.js';
import { rulesConfig } from './rules-config.js';
import { serverConfig } from './server-config.js';
import { sourcesConfig } from './sources-config.js';
import { supergraphsConfig } from './supergraphs-config.js';

/** The whole of `facet.yaml`. Strict at every level: a misspelt option stops the start. */
export const gatewayConfig = z.strictObject({
  server: serverConfig.prefault({}).describe('The public listener, which clients reach.'),
  admin: adminConfig.prefault({}).describe('The admin listener: health and readiness, for operators only.'),
  auth: authConfig.prefault({}).describe('Who may call, and how that is proven.'),
  authorization: authorizationConfig.prefault({}).describe('What callers may see. See docs/authorization.md.'),
  rules: rulesConfig
    .prefault({})
    .describe('Who is let in, by address, header, caller and operation. See docs/rules.md.'),
  rateLimits: rateLimitsConfig.prefault({}).describe('How often requests may come. See docs/traffic.md.'),
  cost: costConfig.prefault({}).describe('What operations may cost together. See docs/traffic.md.'),
  cache: cacheConfig.prefault({}).describe('Where answers and entities are kept. See docs/caching.md.'),
  redis: redisConfig
    .optional()
    .describe('The Redis that gateways share. Absent: each process counts, and keeps what it caches, for itself.'),
  audit: auditConfig.prefault({}).describe('Who asked for what, recorded. See docs/audit-log.md.'),
  log: logConfig.prefault({}).describe('What is logged, and how. The log goes to standard output.'),
  clientGraphs: z
    .array(z.string().min(1))
    .min(1)
    .describe('Folders of the client graphs, each with a `facet.bff.yaml`. At least one.'),
  supergraphs: supergraphsConfig.prefault({}).describe('Where composed supergraphs are kept.'),
  planner: plannerConfig.prefault({}).describe('How operations are planned.'),
  execution: executionConfig.prefault({}).describe('How operations are executed.'),
  overload: overloadConfig.prefault({}).describe('What happens when more is asked than the process can serve.'),
  overrides: overridesConfig
    .prefault({})
    .describe('Which fields with a label are taken from the subgraph that overrides.'),
  sources: sourcesConfig.prefault({}).describe('Everything the gateway fetches from.'),
});

/** `facet.yaml` read, defaults filled in, paths absolute. */
export type GatewayConfig = z.infer<typeof gatewayConfig>;

/** What `facet.yaml` comes to when it says nothing: all there is for a supergraph served without one. */
export function gatewayDefaults(): Omit<GatewayConfig, 'clientGraphs'> {
  return gatewayConfig.omit({ clientGraphs: true }).parse({});
}
