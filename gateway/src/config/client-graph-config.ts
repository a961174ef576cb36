import { z } from 'zod';
import { answerCacheConfig } from './answer-cache-config.js';
import { clientGraphAuthConfig } from './auth-config.js';
import { clientGraphAuthorizationConfig } from './authorization-config.js';
import { batchingConfig } from './batching-config.js';
import { corsConfig } from './cors-config.js';
import { clientGraphCostConfig } from './cost-config.js';
import { endpointsConfig } from './endpoints-config.js';
import { introspectionConfig } from './introspection-config.js';
import { limitsConfig } from './limits-config.js';
import { operationsConfig } from './operations-config.js';
import { graphOverloadConfig } from './overload-config.js';
import { staticResponsesConfig } from './static-responses-config.js';

const tag = z.string().regex(/^[_A-Za-z][_0-9A-Za-z/-]*$/);

/** The whole of a client graph’s `facet.bff.yaml`. */
export const clientGraphConfig = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,62}$/)
    .describe(
      'Name of the client graph, unique in a gateway: lower-case letters, digits and hyphens, a letter first, at most 63.',
    ),
  owner: z
    .string()
    .min(1)
    .describe('Who answers for it: a team, a channel or an address. For people; it decides nothing.'),
  path: z
    .string()
    .regex(/^([/][A-Za-z0-9._~-]+)+$/)
    .describe('URL path it is served at, unique in a gateway, such as `/mobile/graphql`. No slash at the end.'),
  priority: z
    .enum(['critical', 'normal'])
    .default('normal')
    .describe('Whether its operations go before others’ when the process cannot serve all in time. See `overload`.'),
  overload: graphOverloadConfig
    .prefault({})
    .describe('What it gets of a process that is asked for more than it can do.'),
  contract: z
    .strictObject({
      include: z
        .array(tag)
        .default([])
        .describe('`@tag` names of what it shows of the sources’ schemas. Empty: all that is not excluded.'),
      exclude: z.array(tag).default([]).describe('`@tag` names of what it hides, even when included.'),
    })
    .prefault({})
    .describe('What of the sources’ schemas it shows.'),
  subgraph: z
    .strictObject({
      schema: z.string().min(1).describe('File with the schema of its own subgraph: the view fields it adds.'),
      resolvers: z
        .string()
        .regex(/\.(ts|mts|js|mjs)$/)
        .describe(
          'File that exports `resolvers` for that schema. Of `./src/NAME.ts` the compiled `./dist/NAME.js` is loaded.',
        ),
    })
    .optional()
    .describe('Its own subgraph, resolved inside the gateway. Absent: it adds nothing to the sources’ schemas.'),
  operations: operationsConfig.prefault({}).describe('The operations its clients send.'),
  endpoints: endpointsConfig
    .optional()
    .describe('Persisted operations as plain REST endpoints in JSON and XML. Absent: there are none.'),
  limits: limitsConfig.prefault({}).describe('What an operation may ask for at most.'),
  cost: clientGraphCostConfig.prefault({}).describe('How its operations are estimated. See docs/traffic.md.'),
  authorization: clientGraphAuthorizationConfig.prefault({}).describe('What its callers may see.'),
  introspection: introspectionConfig.prefault({}).describe('Who may see its schema.'),
  cache: answerCacheConfig.prefault({}).describe('Which of its answers are kept. See docs/caching.md.'),
  staticResponses: staticResponsesConfig
    .default([])
    .describe('Operations that are answered without their sources: always, or while one of them is in maintenance.'),
  batching: batchingConfig.prefault({}).describe('Several operations in one request.'),
  auth: clientGraphAuthConfig.prefault({}).describe('Who may call it.'),
  errors: z
    .strictObject({
      mask: z
        .enum(['unexpected', 'none'])
        .default('unexpected')
        .describe(
          'Which errors of sources have their message withheld from clients. `unexpected`: those without a code of their own, since frameworks send whatever was thrown that way; errors of connectors do not name their connector either, as it may stand at a hidden field. `none`: no error that a source wrote.',
        ),
    })
    .prefault({})
    .describe('What clients see of errors.'),
  cors: corsConfig.prefault({}).describe('Which pages of other origins may call it.'),
});

/** `facet.bff.yaml` read, defaults filled in, paths absolute. */
export type ClientGraphConfig = z.infer<typeof clientGraphConfig>;
