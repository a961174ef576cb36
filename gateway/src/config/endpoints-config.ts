import { z } from 'zod';
import { appName } from './operations-config.js';

const pathText = '(?:[/][A-Za-z0-9._~-]+)+';
const routeText = '(?:[/](?:[A-Za-z0-9._~-]+|[{][_A-Za-z][_0-9A-Za-z]*[}]))+';

const partialData = z.enum(['refuse', 'allow']);

/** Persisted operations as plain REST endpoints, `endpoints` of `facet.bff.yaml`. */
export const endpointsConfig = z.strictObject({
  path: z
    .string()
    .regex(new RegExp(`^${pathText}$`))
    .describe('URL path below which the endpoints are, such as `/mobile/api`. No slash at the end.'),
  app: z
    .strictObject({
      name: appName.describe('The app, as its folder in `operations.manifests` is called.'),
      version: appName.describe('Its version, as the file in that folder is called, without `.json`.'),
    })
    .optional()
    .describe('Whose manifest has the operations that become endpoints. Absent: that of `operations.app`.'),
  expose: z
    .enum(['all', 'routes'])
    .default('all')
    .describe(
      'Which operations of the manifest become endpoints. `all`: each, at its name in lower case with hyphens unless `routes` says where. `routes`: those of `routes` alone.',
    ),
  routes: z
    .record(
      z.string().regex(/^[_A-Za-z][_0-9A-Za-z]*$/),
      z
        .strictObject({
          path: z
            .string()
            .regex(new RegExp(`^${routeText}$`))
            .optional()
            .describe('Path below that of all endpoints, such as `/products/{sku}/screen`. Braces name a variable.'),
          partialData: partialData.optional().describe('Instead of `endpoints.partialData`.'),
        })
        .describe('One operation.'),
    )
    .default({})
    .describe('Where single operations are, by the operation’s name, and what they do otherwise.'),
  partialData: partialData
    .default('refuse')
    .describe(
      'What is answered when a part could not be had. `refuse`: a problem document, with the status of the error. `allow`: 200 and the data there is, with the errors beside it as `graphql-errors`.',
    ),
  statuses: z
    .record(z.string().regex(/^[A-Z][A-Z0-9_]{0,99}$/), z.int().min(400).max(599).describe('The status of one code.'))
    .default({})
    .describe('HTTP statuses of problems by error code, for the codes of sources, or instead of the usual ones.'),
  csrf: z
    .enum(['fetch-metadata', 'preflight'])
    .default('fetch-metadata')
    .describe(
      'What keeps other sites’ pages from sending a GET. `fetch-metadata`: it is refused when the browser says that another site caused it. `preflight`: it needs a header, as `server.csrf` describes.',
    ),
  documents: z
    .boolean()
    .default(true)
    .describe('Whether `openapi.json` and `schema.xsd` below `path` describe the endpoints.'),
});

/** Settings of endpoints, defaults filled in. */
export type EndpointsConfig = Readonly<z.infer<typeof endpointsConfig>>;
