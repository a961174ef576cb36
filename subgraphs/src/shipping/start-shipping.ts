import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { parse as parseYaml } from 'yaml';
import { fixedPortOf } from '../server/fixed-ports.js';
import type { RunningSource, SourceOptions } from '../server/running-source.js';
import { readSourceFile } from '../server/source-file.js';
import { type SourceTools, startSourceServer } from '../server/source-server.js';
import { exampleShop } from '../shop-data/shop.js';
import { createApiKeyCheck } from './api-key.js';
import { ProblemError, problemMediaType } from './problem.js';
import { registerShippingRoutes, type ShippingRoutesOptions } from './routes.js';
import { buildShipments } from './shipments.js';

/** Options of `startShipping`. */
export interface ShippingOptions extends SourceOptions {
  /** What `X-Api-Key` must say. Default: the example's `demo-shipping-key`. */
  readonly apiKey?: string | undefined;
  /** The current date, as YYYY-MM-DD, which quotes count from. Default: the system's, in UTC. */
  readonly today?: () => string;
}

/** The example's API key, as in `example.env`. */
export const demoApiKey = 'demo-shipping-key';

/**
 * Starts the carriers: REST/JSON below `/v1`, its OpenAPI document at `/v1/openapi.json` and `/v1/openapi.yaml`.
 *
 * @throws {PortInUseError} when another process listens on the port.
 */
export function startShipping(options: ShippingOptions = {}): Promise<RunningSource> {
  const { apiKey = demoApiKey, today = () => new Date().toISOString().slice(0, 10) } = options;
  return startSourceServer(
    {
      name: 'shipping',
      fixedPort: fixedPortOf('shipping'),
      path: '/v1',
      async register(server, tools) {
        const openApiYaml = await readSourceFile('shipping', 'openapi.yaml');
        const shipments = buildShipments(exampleShop().orders);
        server.setErrorHandler(answerProblem);
        server.setNotFoundHandler((request, reply) =>
          answerProblem(new ProblemError('not-found', `There is nothing at ${request.url}`), request, reply),
        );
        await server.register(
          async (v1) => {
            registerOpenApi(v1, openApiYaml);
            await v1.register(async (api) => registerApi(api, tools, apiKey, { shipments, today }));
          },
          { prefix: '/v1' },
        );
      },
    },
    options,
  );
}

function registerOpenApi(server: FastifyInstance, yaml: string): void {
  const json = JSON.stringify(parseYaml(yaml));
  server.get('/openapi.yaml', (_, reply) => reply.type('application/yaml').send(yaml));
  server.get('/openapi.json', (_, reply) => reply.type('application/json; charset=utf-8').send(json));
}

function registerApi(server: FastifyInstance, tools: SourceTools, apiKey: string, routes: ShippingRoutesOptions): void {
  const checkKey = createApiKeyCheck(apiKey);
  server.addHook('onRequest', async (request) => {
    const { ids } = request.query as { ids?: unknown };
    tools.record(request, { itemCount: typeof ids === 'string' ? ids.split(',').length : 1 });
    checkKey(request);
  });
  registerShippingRoutes(server, routes);
}

function answerProblem(error: FastifyError | ProblemError, _: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { problem } = error instanceof ProblemError ? error : problemOf(error);
  return reply.code(problem.status).header('content-type', problemMediaType).send(JSON.stringify(problem));
}

/** What Fastify found: a value against the route's schema, a body that is no JSON, or a fault of this code. */
function problemOf(error: FastifyError): ProblemError {
  const [invalid] = error.validation ?? [];
  if (invalid) {
    const field = String(invalid.params['missingProperty'] ?? invalid.instancePath.slice(1));
    return new ProblemError(
      'bad-value',
      `"${field}" ${invalid.params['missingProperty'] ? 'is missing' : invalid.message}`,
      field,
    );
  }
  if ((error.statusCode ?? 500) < 500) return new ProblemError('malformed-request', error.message);
  console.error(error);
  return new ProblemError('failure', 'The reason is in the log of the service');
}
