import type { FastifyInstance } from 'fastify';
import type Provider from 'oidc-provider';
import { fixedPortOf } from '../server/fixed-ports.js';
import type { RunningSource, SourceOptions } from '../server/running-source.js';
import { readSourceFile } from '../server/source-file.js';
import { startSourceServer } from '../server/source-server.js';
import type { PageOrigins } from './client-apps.js';
import { registerInteractions } from './interaction-routes.js';
import { stylesPath } from './pages.js';
import { createProvider, createSigningKey } from './provider.js';

/** Options of `startIdentity`. */
export interface IdentityOptions extends SourceOptions {
  /**
   * Where the client apps' pages are, or who will know: requests wait for it. Default: ports 4080 and 4081 of 127.0.0.1
   * and of localhost.
   */
  readonly pageOrigins?: PageOrigins | Promise<PageOrigins> | undefined;
  /** Secret of the `order-desk` client. Default: the example's `demo-service-secret`. */
  readonly serviceSecret?: string | undefined;
}

/** The example's secret of a service. */
export const demoServiceSecret = 'demo-service-secret';

const usualOrigins: PageOrigins = {
  storefront: ['http://127.0.0.1:4080', 'http://localhost:4080'],
  phone: ['http://127.0.0.1:4081', 'http://localhost:4081'],
};

/**
 * Starts the authorization server: OpenID Connect, its discovery document at `/.well-known/openid-configuration`. Signing
 * keys are made at each start; sessions and codes live in memory.
 *
 * @throws {PortInUseError} when another process listens on the port.
 */
export function startIdentity(options: IdentityOptions = {}): Promise<RunningSource> {
  const { pageOrigins = usualOrigins, serviceSecret = demoServiceSecret } = options;
  return startSourceServer(
    {
      name: 'identity',
      fixedPort: fixedPortOf('identity'),
      path: '',
      async register(server, tools) {
        const signingKey = createSigningKey();
        let provider: Promise<Provider> | undefined;
        // With the first request: only then the address is known that all tokens name.
        const getProvider = () => {
          provider ??= Promise.resolve(pageOrigins).then((origins) =>
            createProvider({ issuer: tools.origin(), signingKey, pageOrigins: origins, serviceSecret }),
          );
          return provider;
        };
        server.addHook('onRequest', async (request) => {
          if (request.url !== '/health') tools.record(request);
        });
        const styles = await readSourceFile('identity', 'pages.css');
        server.get(stylesPath, (_, reply) => reply.type('text/css; charset=utf-8').send(styles));
        await server.register(async (pages) => {
          readForms(pages);
          registerInteractions(pages, getProvider);
        });
        await server.register(async (protocol) => passOn(protocol, getProvider));
      },
    },
    options,
  );
}

/** Reads forms as browsers send them: each name once, the last value counts. */
function readForms(server: FastifyInstance): void {
  server.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );
}

/** Hands every other address to the provider, which reads bodies itself, within bounds of its own. */
function passOn(server: FastifyInstance, provider: () => Promise<Provider>): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', (_request, _payload, done) => done(null));
  server.all('/*', async (request, reply) => {
    const handle = (await provider()).callback();
    reply.hijack();
    await handle(request.raw, reply.raw);
  });
}
